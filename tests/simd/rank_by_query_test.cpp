// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/rank_by_query.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(rank_by_query)

namespace nc = nextclick;
namespace simd = nc::simd;

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_and_lists_are_those_of_every_column_by_itself, T, scalars) {
    for (const std::size_t n : sizes())
        for (const std::size_t rows : {0u, 1u, 30u}) {
            const std::size_t stride = n + 3;
            auto x = random_values<T>(rows * stride + 1, 5);
            for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::round(x[i] * 4);  // many equal ones
            if (rows * n > 7) x[7] = std::numeric_limits<T>::quiet_NaN();
            const nc::view<const T> block{x.data(), rows, n, stride};
            auto limit = random_values<T>(n, 6);
            for (T& l : limit) l = std::round(l);
            std::vector<std::uint32_t> higher(n, 3), same(n, 5), expected_higher = higher, expected_same = same;
            simd::count_by_query<simd::default_arch, T>(block, limit, higher, same);
            simd::plain::count_by_query<T>(block, limit, expected_higher, expected_same);
            BOOST_TEST((higher == expected_higher));
            BOOST_TEST((same == expected_same));

            std::vector<simd::top_k_heap<T>> heaps(n, simd::top_k_heap<T>(4));
            std::vector<T> least(n, -std::numeric_limits<T>::infinity());
            const std::size_t half = rows / 2;
            simd::offer_by_query<simd::default_arch, T>(block.block(0, half), 0, std::span(heaps), least);
            simd::offer_by_query<simd::default_arch, T>(block.block(half, rows - half), static_cast<nc::item_index>(half), std::span(heaps),
                                                        least);
            for (std::size_t i = 0; i < n; ++i) {
                std::vector<T> column(rows);
                for (std::size_t r = 0; r < rows; ++r) column[r] = block(r, i);
                std::vector<simd::scored<T>> got(4), expected(4);
                got.resize(heaps[i].sorted_into(got));
                expected.resize(simd::plain::top_k(std::span<const T>(column), 4, std::span(expected)));
                BOOST_REQUIRE(got.size() == expected.size());
                for (std::size_t j = 0; j < got.size(); ++j) BOOST_TEST(got[j].item == expected[j].item);
            }
        }
}

BOOST_AUTO_TEST_CASE(counts_are_exact_beyond_a_million_rows) {
    constexpr std::size_t rows = (std::size_t{1} << 24) + 3;  // a float cannot count by ones from here on
    const std::vector<float> x(rows, 1.0f), limit{0.5f};
    std::vector<std::uint32_t> higher(1), same(1);
    simd::count_by_query<simd::default_arch, float>(nc::view<const float>{x.data(), rows, 1, 1}, limit, higher, same);
    BOOST_TEST(higher[0] == rows);
    BOOST_TEST(same[0] == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
