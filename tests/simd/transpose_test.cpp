// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/transpose.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <tuple>
#include <vector>

BOOST_AUTO_TEST_SUITE(transposing)

namespace nc = nextclick;
namespace simd = nextclick::simd;

template <simd::write Mode, class T>
void check(std::size_t rows, std::size_t cols, std::size_t gap) {
    std::vector<T> from(rows * (cols + gap));
    std::iota(from.begin(), from.end(), T(1));
    std::vector<T> to(cols * (rows + gap), T(0.5)), expected = to;
    simd::transpose<Mode, T>(nc::view<const T>(from.data(), rows, cols, cols + gap), nc::view<T>(to.data(), cols, rows, rows + gap));
    simd::plain::transpose<Mode, T>(nc::view<const T>(from.data(), rows, cols, cols + gap),
                                    nc::view<T>(expected.data(), cols, rows, rows + gap));
    BOOST_REQUIRE_MESSAGE(to == expected, rows << " x " << cols << ", gap " << gap);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(every_shape_up_to_some_squares, T, decltype(std::tuple<float, double>{})) {
    for (std::size_t rows = 0; rows < 36; ++rows)
        for (std::size_t cols = 0; cols < 36; ++cols)
            for (const std::size_t gap : {0u, 3u}) {
                check<simd::write::overwrite, T>(rows, cols, gap);
                check<simd::write::accumulate, T>(rows, cols, gap);
            }
}

BOOST_AUTO_TEST_SUITE_END()
