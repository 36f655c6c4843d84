// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/panels.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/simd/product.hpp"
#include "random_values.hpp"

BOOST_AUTO_TEST_SUITE(panels)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE_TEMPLATE(tiles_hold_each_row_at_its_index, T, scalars) {
    constexpr std::size_t group = 6, k = 5;
    for (const std::size_t m : {1ul, 5ul, 6ul, 7ul, 24ul, 29ul}) {
        const std::size_t stride = m + 3;
        const auto a = random_values<T>(k * stride, 1);
        std::vector<T> tiles(k * (m + group), T(7));
        const auto transposed = nc::simd::detail::transpose_into_tiles<group>(nc::view<const T>(a.data(), k, m, stride), tiles.data());
        for (std::size_t i = 0; i < m; ++i)
            for (std::size_t p = 0; p < k; ++p) BOOST_TEST(transposed.template at<group>(i)[p * transposed.col] == a[p * stride + i]);
    }
}

// Transposed products read the left operand from tiles or the right one in place, depending on strides: the bits are the same.
BOOST_AUTO_TEST_CASE_TEMPLATE(the_layout_of_operands_does_not_change_a_bit, T, scalars) {
    constexpr std::size_t line = nc::cache_line / sizeof(T);
    for (const std::size_t m : {1ul, 22ul, 100ul, 131ul})
        for (const std::size_t k : {3ul, 120ul, 500ul})
            for (const std::size_t n : {17ul, 90ul, 300ul, 512ul}) {
                const auto a = random_values<T>(k * m, 1), b = random_values<T>(k * n, 2), start = random_values<T>(m * n, 3);
                std::vector<T> expected = start;
                nc::simd::plain::product_tn<T>({a.data(), k, m}, {b.data(), k, n}, {expected.data(), m, n}, nc::simd::write::accumulate);
                std::vector<T> first;
                for (const std::size_t a_stride : {m, (m + 1023) / 1024 * 1024})  // the second one collides
                    for (const std::size_t b_stride : {n + 1, (n / line | 1) * line + 2 * line}) {
                        nc::aligned_vector<T> left(k * a_stride), right(k * b_stride);
                        for (std::size_t p = 0; p < k; ++p) {
                            std::copy_n(&a[p * m], m, &left[p * a_stride]);
                            std::copy_n(&b[p * n], n, &right[p * b_stride]);
                        }
                        auto got = start;
                        nc::simd::product_tn<nc::simd::default_arch, T>(nc::view<const T>(left.data(), k, m, a_stride),
                                                                        nc::view<const T>(right.data(), k, n, b_stride),
                                                                        nc::view<T>(got.data(), m, n), nc::simd::write::accumulate);
                        if (first.empty()) first = got;
                        BOOST_TEST((got == first));
                    }
                double worst = 0;
                for (std::size_t i = 0; i < first.size(); ++i)
                    worst = std::max(worst, static_cast<double>(std::abs(first[i] - expected[i])));
                BOOST_TEST(worst < 8 * static_cast<double>(k + 1) * static_cast<double>(std::numeric_limits<T>::epsilon()));
            }
}

BOOST_AUTO_TEST_SUITE_END()
