// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/vector.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(vector)

namespace nc = nextclick;
namespace simd = nc::simd;

namespace {
/// A sum of n terms of about 1 in any order.
template <class T>
double bound(std::size_t n) {
    return 8 * static_cast<double>(n + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
}
template <class T>
void near(T a, T b, double tolerance) {
    BOOST_TEST(std::abs(static_cast<double>(a) - static_cast<double>(b)) <= tolerance);
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(equal_their_plain_twins, T, scalars) {
    for (const std::size_t n : sizes())
        for (const std::size_t offset : {0ul, 1ul}) {  // aligned or not
            const auto a = random_values<T>(n + offset, 1), b = random_values<T>(n + offset, 2);
            const std::span<const T> x(a.data() + offset, n), y(b.data() + offset, n);
            near(simd::dot(x, y), simd::plain::dot(x, y), bound<T>(n));
            near(simd::sum(x), simd::plain::sum(x), bound<T>(n));
            near(simd::sum_squares(x), simd::plain::sum_squares(x), bound<T>(n));
            BOOST_TEST(simd::max(x) == simd::plain::max(x));
            BOOST_TEST(simd::is_finite(x));
            const auto same = [&](const auto& fast, const auto& plain) {
                std::vector<T> p(b), q(b);
                p.resize(n + offset + 3, T(7));  // must not be written
                q.resize(n + offset + 3, T(7));
                fast(std::span<T>(p.data() + offset, n));
                plain(std::span<T>(q.data() + offset, n));
                for (std::size_t i = 0; i < p.size(); ++i) near(p[i], q[i], bound<T>(4));
                for (std::size_t i = n + offset; i < p.size(); ++i) BOOST_TEST(p[i] == T(7));
            };
            same([&](std::span<T> z) { simd::axpy(T(0.7), x, z); }, [&](std::span<T> z) { simd::plain::axpy(T(0.7), x, z); });
            same([&](std::span<T> z) { simd::add(x, z); }, [&](std::span<T> z) { simd::plain::add(x, z); });
            same([&](std::span<T> z) { simd::scale(T(-3), z); }, [&](std::span<T> z) { simd::plain::scale(T(-3), z); });
            same([&](std::span<T> z) { simd::multiply_add(x, x, z); }, [&](std::span<T> z) { simd::plain::multiply_add(x, x, z); });
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_element_that_is_not_finite_is_found, T, scalars) {
    for (const T bad : {std::numeric_limits<T>::infinity(), -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::quiet_NaN()})
        for (std::size_t n = 1; n < 70; ++n)
            for (std::size_t at = 0; at < n; ++at) {
                std::vector<T> x(n, std::numeric_limits<T>::max());
                BOOST_TEST(simd::is_finite(std::span<const T>(x)));
                x[at] = bad;
                BOOST_TEST(!simd::is_finite(std::span<const T>(x)));
            }
}

BOOST_AUTO_TEST_CASE(empty_spans_are_allowed) {
    const std::span<const float> none;
    BOOST_TEST(simd::sum(none) == 0.0f);
    BOOST_TEST(simd::dot(none, none) == 0.0f);
    BOOST_TEST(simd::max(none) == -std::numeric_limits<float>::infinity());
    BOOST_TEST(simd::is_finite(none));
}

// The result of an element must not depend on its position in the row: the same bits as in a row of one.
BOOST_AUTO_TEST_CASE_TEMPLATE(updates_have_exact_tails_and_stay_in_their_row, T, scalars) {
    const auto check = [](const char* name, const auto& f) {
        kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
            kernels::row<T> a(n, offset, 1), b(n, 0, 2), y(n, offset, 3);
            const auto before = y;
            f(a.view(), b.view(), y.span());
            BOOST_TEST(y.intact());
            for (std::size_t i = 0; i < n; ++i) {
                T alone = before[i];
                f(a.view().subspan(i, 1), b.view().subspan(i, 1), std::span<T>(&alone, 1));
                BOOST_TEST(kernels::same(y[i], alone), name << ": element " << i << " of " << n);
            }
        });
    };
    using in = std::span<const T>;
    using out = std::span<T>;
    check("axpy", [](in a, in, out y) { simd::axpy(T(0.7), a, y); });
    check("add", [](in a, in, out y) { simd::add(a, y); });
    check("scale", [](in, in, out y) { simd::scale(T(-3.3), y); });
    check("multiply_add", [](in a, in b, out y) { simd::multiply_add(a, b, y); });
    check("fill", [](in, in, out y) { simd::fill(y, T(2.5)); });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fill_sets_every_element, T, scalars) {
    for (const std::size_t n : kernels::sizes<T>()) {
        std::vector<T> x(n), y(n);
        simd::fill(std::span<T>(x), T(2.5));
        simd::plain::fill(std::span<T>(y), T(2.5));
        BOOST_TEST((x == y));
        BOOST_TEST((n == 0 || x[n - 1] == T(2.5)));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(sums_repeat_bit_for_bit_at_any_alignment, T, scalars) {
    for (const std::size_t n : kernels::sizes<T>()) {
        const kernels::row<T> a(n, 0, 1), shifted(n, 3, 1), b(n, 0, 2);
        BOOST_TEST(kernels::same(simd::dot(a.view(), b.view()), simd::dot(shifted.view(), b.view())));
        BOOST_TEST(kernels::same(simd::sum(a.view()), simd::sum(shifted.view())));
        BOOST_TEST(kernels::same(simd::sum_squares(a.view()), simd::sum_squares(shifted.view())));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(maximum_ignores_nan, T, scalars) {
    const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
    for (std::size_t n = 1; n < 4 * simd::lanes<T> + 3; ++n)
        for (std::size_t at = 0; at < n; ++at) {
            std::vector<T> x(n, nan);
            x[at] = T(-2);
            const std::span<const T> row(x);
            BOOST_TEST(simd::max(row) == T(-2));
        }
    const std::vector<T> none(5, nan), low(5, -inf);
    BOOST_TEST(simd::max(std::span<const T>(none)) == -inf);
}

BOOST_AUTO_TEST_CASE(counts_are_exact_beyond_the_whole_numbers_of_a_float) {
    const std::vector<float> x((std::size_t{1} << 25) + 77, 1.0f);
}

BOOST_AUTO_TEST_SUITE_END()
