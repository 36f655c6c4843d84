// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/batch.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "support.hpp"

BOOST_AUTO_TEST_SUITE(batch)

namespace simd = nextclick::simd;
using kernels::row;
using kernels::same;
using kernels::scalars;

BOOST_AUTO_TEST_CASE_TEMPLATE(horizontal_sum_and_maximum, T, scalars) {
    constexpr std::size_t n = simd::lanes<T>;
    for (std::size_t best = 0; best < n; ++best) {
        std::array<T, n> x;
        T sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += x[i] = i == best ? T(7) : -static_cast<T>(i);
        const auto b = simd::batch<T>::load_unaligned(x.data());
        BOOST_TEST(simd::reduce_add(b) == sum);  // whole numbers: exact in any order
        BOOST_TEST(simd::reduce_max(b) == T(7));
    }
    const T lowest = -std::numeric_limits<T>::infinity();
    BOOST_TEST(simd::reduce_max(simd::batch<T>(lowest)) == lowest);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(partial_load_and_store_touch_n_elements, T, scalars) {
    constexpr std::size_t size = simd::lanes<T>;
    for (std::size_t n = 0; n < size; ++n)
        for (const std::size_t offset : {0u, 1u}) {
            row<T> from(n, offset, 1), to(n, offset, 2);
            const auto b = simd::load_partial(from.view().data(), n, T(9));
            std::array<T, size> all;
            b.store_unaligned(all.data());
            for (std::size_t i = 0; i < size; ++i) BOOST_TEST(all[i] == (i < n ? from[i] : T(9)));
            simd::store_partial(to.span().data(), n, b);
            for (std::size_t i = 0; i < n; ++i) BOOST_TEST(to[i] == from[i]);
            BOOST_TEST(to.intact());
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(fused_products_round_once_where_the_processor_can, T, scalars) {
    const T tiny = std::numeric_limits<T>::epsilon(), x = 1 + tiny;  // x² = 1 + 2 tiny + tiny²
    const simd::batch<T> v(x), square(x * x), zero(T(0));
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
    const T lost = tiny * tiny;
#else
    const T lost = 0;
#endif
    std::array<T, simd::lanes<T>> a;
    simd::fms(v, v, square).store_unaligned(a.data());
    for (const T y : a) BOOST_TEST(y == lost);
    simd::fnma(v, v, square).store_unaligned(a.data());
    for (const T y : a) BOOST_TEST(y == -lost);
    simd::fma(v, v, -square).store_unaligned(a.data());
    for (const T y : a) BOOST_TEST(y == lost);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(bounds_propagate_nan, T, scalars) {
    const T nan = std::numeric_limits<T>::quiet_NaN(), inf = std::numeric_limits<T>::infinity();
    const auto of = [](auto f, T x) {
        std::array<T, simd::lanes<T>> a;
        f(simd::batch<T>(x)).store_unaligned(a.data());
        return a[0];
    };
    const auto least = [](auto v) { return simd::at_least(v, T(2)); };
    const auto max = [](auto v) { return simd::at_most(v, T(2)); };
    BOOST_TEST((of(least, T(1)) == T(2) && of(least, T(3)) == T(3) && of(least, -inf) == T(2)));
    BOOST_TEST((of(max, T(1)) == T(1) && of(max, T(3)) == T(2) && of(max, inf) == T(2)));
    BOOST_TEST((std::isnan(of(least, nan)) && std::isnan(of(max, nan))));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(transform_gives_the_tail_the_results_of_a_whole_vector, T, scalars) {
    const auto f = [](auto v) { return simd::fma(v, v, v) / (v + decltype(v)(T(3.7))); };
    kernels::at_sizes_and_offsets<T>([&](std::size_t n, std::size_t offset) {
        row<T> x(n, offset, 5);
        const row<T> before = x;
        simd::transform(x.span(), f);
        BOOST_TEST(x.intact());
        for (std::size_t i = 0; i < n; ++i) {
            std::array<T, simd::lanes<T>> whole;
            f(simd::batch<T>(before[i])).store_unaligned(whole.data());
            BOOST_TEST(same(x[i], whole[0]), "element " << i << " of " << n);
        }
    });
}

BOOST_AUTO_TEST_CASE(the_architecture_has_a_name) { BOOST_TEST(std::strlen(simd::arch_name<>()) > 0u); }

BOOST_AUTO_TEST_SUITE_END()
