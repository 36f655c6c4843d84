// SPDX-License-Identifier: Apache-2.0
// Built several times with different -march, into one program: each object must keep its own instructions.
#include "kernels.hpp"

#include "nextclick/simd/product.hpp"
#include "nextclick/simd/vector.hpp"

#define NAME_(level) dot_##level
#define NAME(level) NAME_(level)

float NAME(LEVEL)(const std::vector<float>& a, const std::vector<float>& b) {
    nextclick::workspace memory;
    auto c = memory.take<float>(1, 1);
    nextclick::simd::product_nt(nextclick::view<const float>(a.data(), 1, a.size()),
                                nextclick::view<const float>(b.data(), 1, b.size()), c, memory);
    return c(0, 0) + nextclick::simd::dot(std::span<const float>(a), b);
}
