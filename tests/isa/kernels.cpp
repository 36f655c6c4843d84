// SPDX-License-Identifier: Apache-2.0
// Built several times with different -march, into one program: each object must keep its own instructions.
#include "kernels.hpp"

#include <algorithm>
#include <cmath>

#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/vector.hpp"

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)

namespace {

double difference(float a, float b) { return std::abs(double{a} - double{b}) / std::max(1.0, std::abs(double{b})); }

}  // namespace

computed JOIN(compute_, LEVEL)(std::uint64_t seed, std::size_t count) {
    namespace simd = nextclick::simd;
    computed out;
    const nextclick::random_stream stream{seed, 1};
    nextclick::aligned_vector<float> a, b;
    for (std::size_t i = 0; i < count; ++i) {
        a.push_back(static_cast<float>(stream.uniform(i) - 0.5));
        b.push_back(static_cast<float>(stream.fork(7).uniform(i)));
        out.drawn.at(i) = a.back();
    }
    const std::span<const float> x(a), y(b);
    nextclick::workspace memory;
    auto c = memory.take<float>(1, 1), plain = memory.take<float>(1, 1);
    simd::product_nt({a.data(), 1, count}, {b.data(), 1, count}, c, memory);
    simd::plain::product_nt({a.data(), 1, count}, {b.data(), 1, count}, plain);
    out.dot = double{simd::dot(x, y)};
    out.product = double{c(0, 0)};
    out.log_sum_exp = double{simd::log_sum_exp(x)};
    out.worst_difference = std::max({difference(simd::dot(x, y), simd::plain::dot(x, y)), difference(c(0, 0), plain(0, 0)),
                                     difference(simd::log_sum_exp(x), simd::plain::log_sum_exp(x))});
    return out;
}
