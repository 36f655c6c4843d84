// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/softmax.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(softmax)

namespace nc = nextclick;
namespace simd = nc::simd;

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

BOOST_AUTO_TEST_CASE_TEMPLATE(the_backward_pass_equals_its_plain_twin, T, scalars) {
    kernels::at_sizes_and_offsets<T>([](std::size_t n, std::size_t offset) {
        kernels::row<T> p(n, offset, 1), g(n, 1, 2);
        simd::softmax(p.span());
        std::vector<T> exact(g.view().begin(), g.view().end());
        simd::plain::softmax_backward<T>(p, std::span(exact));
        simd::softmax_backward<simd::default_arch, T>(p, g.span());
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(kernels::close(g[i], exact[i], 20, 1.0));
        BOOST_TEST(g.intact());
    });
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

BOOST_AUTO_TEST_CASE_TEMPLATE(a_row_of_masks_becomes_zeros, T, scalars) {
    constexpr T none = -std::numeric_limits<T>::infinity();
    for (const std::size_t n : kernels::sizes<T>()) {
        std::vector<T> x(n, none), y = x;
        BOOST_TEST(simd::softmax(std::span<T>(x)) == none);
        BOOST_TEST(simd::plain::softmax(std::span<T>(y)) == none);
        for (std::size_t i = 0; i < n; ++i) {
            BOOST_TEST(x[i] == T(0));
            BOOST_TEST(y[i] == T(0));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(nan_and_infinity_are_not_hidden, T, scalars) {
    constexpr T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    for (const T others : {T(1), -inf})
        for (std::size_t n = 1; n < 3 * simd::lanes<T> + 2; ++n)
            for (std::size_t at = 0; at < n; ++at) {
                std::vector<T> x(n, others);
                x[at] = nan;
                BOOST_TEST(std::isnan(simd::log_sum_exp(std::span<const T>(x))));
                BOOST_TEST(std::isnan(simd::plain::log_sum_exp(std::span<const T>(x))));
                BOOST_TEST(std::isnan(simd::softmax(std::span<T>(x))));
                for (const T p : x) BOOST_TEST(std::isnan(p));
                std::vector<T> y(n, others);
                y[at] = inf;
                BOOST_TEST(simd::log_sum_exp(std::span<const T>(y)) == inf);
                BOOST_TEST(simd::plain::log_sum_exp(std::span<const T>(y)) == inf);
                BOOST_TEST(std::isnan(simd::softmax(std::span<T>(y))));
                BOOST_TEST(std::isnan(y[at]));
            }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(rows_touch_no_neighbours_at_any_alignment, T, scalars) {
    kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
        kernels::row<T> x(n, offset, 4, T(10)), aligned(n, 0, 4, T(10));
        const T lse = simd::softmax(x.span());
        BOOST_TEST(kernels::same(lse, simd::softmax(aligned.span())));
        for (std::size_t i = 0; i < n; ++i) BOOST_TEST(kernels::same(x[i], aligned[i]));
        BOOST_TEST(x.intact());
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(scores_far_apart_neither_overflow_nor_vanish, T, scalars) {
    const T far = std::numeric_limits<T>::max() / 4;
    std::vector<T> x{far, -far, far};
    const T lse = simd::softmax(std::span<T>(x));
    BOOST_TEST(lse == far);
    BOOST_TEST(x[0] == T(0.5));
    BOOST_TEST(x[1] == T(0));
}

BOOST_AUTO_TEST_SUITE_END()
