// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/eigen.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/simd/product.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(eigen)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE_TEMPLATE(maps_equal_the_views, T, kernels::scalars) {
    auto a = random_values<T>(7 * 9, 1), b = random_values<T>(5 * 9, 2);
    std::vector<T> c(7 * 20, T(3)), d(7 * 5);
    // a strided block on both sides: columns 2..6 of a (7, 9) by columns 3..7 of b (5, 9)
    const nc::view<T> left = nc::view<T>{a.data(), 7, 9}.col_block(2, 5), right = nc::view<T>{b.data(), 5, 9}.col_block(3, 5);
    const nc::view<T> result = nc::view<T>{c.data(), 7, 20}.col_block(10, 5);
    nc::simd::as_eigen(result).noalias() =
        nc::simd::as_eigen(nc::view<const T>(left)) * nc::simd::as_eigen(nc::view<const T>(right)).transpose();
    nc::simd::plain::product_nt<T>(left, right, nc::view<T>{d.data(), 7, 5});
    for (std::size_t i = 0; i < 7; ++i)
        for (std::size_t j = 0; j < 20; ++j) {
            if (j < 10 || j >= 15)
                BOOST_TEST(c[i * 20 + j] == T(3));
            else
                BOOST_TEST(kernels::close(c[i * 20 + j], d[i * 5 + j - 10], 20, 1));
        }
}

BOOST_AUTO_TEST_SUITE_END()
