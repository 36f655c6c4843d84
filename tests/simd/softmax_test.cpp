// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/softmax.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"

namespace nc = nextclick;
namespace simd = nc::simd;

BOOST_AUTO_TEST_SUITE(softmax)

BOOST_AUTO_TEST_CASE_TEMPLATE(equal_their_plain_twins, T, scalars) {
    const double tolerance = 20 * static_cast<double>(std::numeric_limits<T>::epsilon());
    for (const std::size_t n : sizes())
        for (const double scale : {0.1, 5.0, 300.0}) {
            if (n == 0) continue;
            auto x = random_values<T>(n, 1, scale);
            std::vector<double> exact(x.begin(), x.end());
            const double lse = simd::plain::log_sum_exp(std::span<const double>(exact));
            simd::plain::softmax(std::span<double>(exact));
            const T got = simd::log_sum_exp(std::span<const T>(x));
            BOOST_TEST(std::abs(static_cast<double>(got) - lse) <= tolerance * (1 + std::abs(lse)));
            const T also = simd::softmax(std::span<T>(x));
            BOOST_TEST(std::abs(static_cast<double>(also) - lse) <= tolerance * (1 + std::abs(lse)));
            double total = 0;
            for (std::size_t i = 0; i < n; ++i) {
                BOOST_TEST(std::abs(static_cast<double>(x[i]) - exact[i]) <= tolerance * (1 + std::abs(lse)));
                total += static_cast<double>(x[i]);
            }
            BOOST_TEST(std::abs(total - 1) <= 50 * tolerance);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(masked_and_empty_rows, T, scalars) {
    constexpr T none = -std::numeric_limits<T>::infinity();
    BOOST_TEST(simd::log_sum_exp(std::span<const T>{}) == none);
    std::vector<T> x(37, none);
    BOOST_TEST(simd::log_sum_exp(std::span<const T>(x)) == none);
    x[20] = T(3);
    BOOST_TEST(simd::log_sum_exp(std::span<const T>(x)) == T(3));
    simd::softmax(std::span<T>(x));
    for (std::size_t i = 0; i < x.size(); ++i) BOOST_TEST(x[i] == (i == 20 ? T(1) : T(0)));
}

BOOST_AUTO_TEST_SUITE_END()
