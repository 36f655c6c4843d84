// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/loss_row.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(loss_row)

// simd/loss_row.hpp: the loops against their plain twins, at every size from 0 to a few vectors.
namespace {
namespace simd = nextclick::simd;

template <class T>
std::vector<T> numbers(std::size_t n) {
    std::vector<T> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = static_cast<T>(2 * nextclick::random_stream{3, n}.normal(i));
    return x;
}
const auto two_terms = [](auto x) { return std::array{simd::exp(x), simd::sigmoid(x) * x}; };
const auto value_and_two = [](auto x) { return std::pair{simd::softplus(x), two_terms(x)}; };

template <class T>
constexpr T bound = std::is_same_v<T, float> ? T(4e-6) : T(1e-14);

template <class T>
void check_close(T a, T b) {
    BOOST_TEST(std::abs(a - b) <= bound<T> * (1 + std::abs(b)), a << " != " << b);
}
using types = std::tuple<float, double>;
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(loops_agree_with_their_twins, T, types) {
    for (std::size_t n = 0; n <= 70; ++n) BOOST_TEST_CONTEXT(n << " elements") {
            auto x = numbers<T>(n), y = x;
            const auto a = simd::sum_terms<2>(std::span<T>(x), two_terms);
            const auto b = simd::plain::sum_terms<2>(std::span<T>(y), two_terms);
            for (std::size_t i = 0; i < 2; ++i) check_close(a[i] / static_cast<T>(n + 1), b[i] / static_cast<T>(n + 1));

            const auto c = simd::map_terms<2>(std::span<T>(x), value_and_two);
            const auto d = simd::plain::map_terms<2>(std::span<T>(y), value_and_two);
            for (std::size_t i = 0; i < 2; ++i) check_close(c[i] / static_cast<T>(n + 1), d[i] / static_cast<T>(n + 1));
            for (std::size_t i = 0; i < n; ++i) check_close(x[i], y[i]);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nothing_is_read_or_written_past_the_end, T, types) {
    for (std::size_t n = 0; n <= 35; ++n) {
        auto x = numbers<T>(n + 1);
        const T guard = std::numeric_limits<T>::quiet_NaN();
        x[n] = guard;
        const std::span<T> row(x.data(), n);
        for (const T sum : simd::sum_terms<2>(row, two_terms)) BOOST_TEST(!std::isnan(sum));
        for (const T sum : simd::map_terms<2>(row, value_and_two)) BOOST_TEST(!std::isnan(sum));
        BOOST_TEST(std::isnan(x[n]));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(steps_pass_nan_and_put_zero_at_zero, T, types) {
    const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
    std::vector<T> x{-inf, -2, -T(0), T(0), T(0.5), 3, inf, nan};
    const std::vector<T> part{0, 0, 0, 0, T(0.5), 3, inf}, positive{0, 0, 0, 0, 1, 1, 1};
    auto y = x;
    simd::transform(std::span<T>(x), [](auto v) { return simd::positive_part(v); });
    simd::transform(std::span<T>(y), [](auto v) { return simd::is_positive(v); });
    for (std::size_t i = 0; i < part.size(); ++i) {
        BOOST_TEST(x[i] == part[i]);
        BOOST_TEST(y[i] == positive[i]);
    }
    BOOST_TEST(std::isnan(x[7]));
    BOOST_TEST(std::isnan(y[7]));
    BOOST_TEST(std::isnan(simd::positive_part(nan)));
    BOOST_TEST(std::isnan(simd::is_positive(nan)));
}

BOOST_AUTO_TEST_SUITE_END()
