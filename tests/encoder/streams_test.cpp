// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_streams_test.cpp.
#include "nextclick/encoder/streams.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(joins_of_streams)

namespace nc = nextclick;
namespace streams = nc::encoder::streams;

namespace {
using row = std::vector<double>;

/// y of the streams' rows, written over old values.
template <class Join>
row joined(const std::vector<row>& h, std::size_t width, const row& w = {2, -1, 0.5}) {
    std::vector<nc::view<const double>> views;
    for (const row& x : h) views.emplace_back(x.data(), std::size_t{1}, x.size());
    row y(width, 99);
    Join::template forward<double>(w, views, nc::view<double>(y.data(), 1, width));
    return y;
}
}  // namespace

BOOST_AUTO_TEST_CASE(concatenated_stand_side_by_side_with_their_weights) {
    BOOST_TEST((joined<streams::concatenated>({{1, 2}, {3}}, 3) == row{2, 4, -3}));
    BOOST_TEST((joined<streams::concatenated>({{1, 2}, {3}, {4, 6}}, 5) == row{2, 4, -3, 2, 3}));
    BOOST_TEST(streams::concatenated::width<3>({2, 1, 4}) == 7u);
}

BOOST_AUTO_TEST_CASE(summed_are_added_with_their_weights) {
    BOOST_TEST((joined<streams::summed>({{1, 2}, {3, 4}, {10, 20}}, 2) == row{2 - 3 + 5, 4 - 4 + 10}));
    BOOST_TEST(streams::summed::width<3>({2, 2, 2}) == 2u);
}

BOOST_AUTO_TEST_CASE(interaction_multiplies_the_second_by_the_first) {
    BOOST_TEST((joined<streams::interaction>({{1, 2}, {3, 4}}, 4) == row{2, 4, -3, -8}));
    BOOST_TEST(streams::interaction::width<2>({2, 2}) == 4u);
}

BOOST_AUTO_TEST_CASE(disabled_streams_are_zeros) {
    BOOST_TEST((joined<streams::concatenated>({{1, 2}}, 5) == row{2, 4, 0, 0, 0}));
    BOOST_TEST((joined<streams::summed>({{1, 2}}, 2) == row{2, 4}));
    BOOST_TEST((joined<streams::interaction>({{1, 2}}, 4) == row{2, 4, 0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
