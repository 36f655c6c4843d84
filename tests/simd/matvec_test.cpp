// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/matvec.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"

BOOST_AUTO_TEST_SUITE(matvec)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE_TEMPLATE(equals_the_plain_twin, T, scalars) {
    for (const std::size_t rows : {0ul, 1ul, 3ul, 4ul, 5ul, 11ul, 33ul})
        for (const std::size_t k : sizes()) {
            const auto a = random_values<T>(rows * k + 1, 1), x = random_values<T>(k, 2);
            std::vector<T> y(rows), expected(rows);
            const nc::view<const T> table{a.data(), rows, k};
            nc::simd::matvec<xsimd::default_arch, T>(table, x, y);
            nc::simd::plain::matvec<T>(table, x, expected);
            const double bound = 8 * static_cast<double>(k + 1) * static_cast<double>(std::numeric_limits<T>::epsilon());
            for (std::size_t i = 0; i < rows; ++i)
                BOOST_TEST(std::abs(static_cast<double>(y[i]) - static_cast<double>(expected[i])) <= bound);
        }
}

// A search may therefore score a row again, alone, and get the same number.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_sum_does_not_depend_on_the_position_of_its_row, T, scalars) {
    for (const std::size_t k : {1ul, 7ul, 16ul, 50ul, 100ul, 131ul}) {
        constexpr std::size_t rows = 53;
        const auto a = random_values<T>(rows * k, 1), x = random_values<T>(k, 2), bias = random_values<T>(rows, 3);
        const nc::view<const T> table{a.data(), rows, k};
        std::vector<T> y(rows), some(7);
        nc::simd::matvec<nc::simd::default_arch, T>(table, x, std::span(y), bias.data());
        for (std::size_t i = 0; i < rows; ++i) {
            T alone;
            nc::simd::matvec<nc::simd::default_arch, T>(table.block(i, 1), x, std::span(&alone, 1), bias.data() + i);
            BOOST_TEST(alone == y[i]);
        }
        const std::vector<nc::item_index> picked{52, 3, 3, 17, 0, 49, 20};
        nc::simd::matvec_rows<nc::simd::default_arch, T>(table, picked, x, std::span(some), bias.data());
        for (std::size_t i = 0; i < picked.size(); ++i) BOOST_TEST(some[i] == y[picked[i]]);
    }
}

BOOST_AUTO_TEST_SUITE_END()
