// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/join.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/sampler/popularity.hpp"

BOOST_AUTO_TEST_SUITE(join_sampler)

namespace nc = nextclick;
using joined = nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>;

BOOST_AUTO_TEST_CASE(draws_equal_those_of_the_second_part) {
    const std::vector<std::uint32_t> support{3, 1, 4, 1, 5, 9, 2, 6};
    const joined both{.drawn = {.samples = 64, .alpha = 0.5}};
    BOOST_TEST(both.count() == 64u);
    std::vector<nc::item_index> a(64), b(64);
    both.draw(both.prepare(support), {1, 2}, a);
    both.drawn.draw(both.drawn.prepare(support), {1, 2}, b);
    BOOST_TEST(a == b, boost::test_tools::per_element());
    const auto state = both.prepare(support);
    BOOST_TEST(both.drawn_log_weight(state, 5) == both.drawn.drawn_log_weight(state, 5));
    BOOST_TEST(joined::name() == "join<in_batch, popularity>");
}

BOOST_AUTO_TEST_CASE(options_given_to_the_part_are_refused_rather_than_ignored) {
    const std::vector<std::uint32_t> support{1, 2};
    BOOST_CHECK_NO_THROW((joined{.drawn = {}, .logq = 0.5, .mask_hits = true}.prepare(support)));
    BOOST_CHECK_THROW((joined{.drawn = {.logq = 1}}.prepare(support)), nc::argument_error);
    BOOST_CHECK_THROW((joined{.drawn = {.mask_hits = true}}.prepare(support)), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
