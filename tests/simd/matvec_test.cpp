// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/matvec.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "random_values.hpp"

namespace nc = nextclick;

BOOST_AUTO_TEST_SUITE(matvec)

BOOST_AUTO_TEST_CASE_TEMPLATE(equals_the_plain_twin, T, scalars) {
    for (const std::size_t rows : {0ul, 1ul, 3ul, 4ul, 5ul, 11ul})
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

BOOST_AUTO_TEST_SUITE_END()
