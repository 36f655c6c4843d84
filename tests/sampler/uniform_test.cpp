// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/uniform.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(uniform_sampler)

namespace nc = nextclick;
using nc::sampler::uniform;

BOOST_AUTO_TEST_CASE(every_item_is_drawn_with_equal_probability) {
    const uniform s{.samples = 100'001};
    const auto state = s.prepare(std::vector<std::uint32_t>{1000, 0, 1, 7, 0, 3, 2, 2, 1, 1});
    std::vector<nc::item_index> out(s.count());
    s.draw(state, {3, 5}, out);
    std::vector<double> seen(10);
    for (const auto i : out) ++seen[i];
    const double expected = 10'000.1;
    double chi_squared = 0;
    for (const double n : seen) chi_squared += (n - expected) * (n - expected) / expected;
    BOOST_TEST(chi_squared < 27.88);  // 9 degrees of freedom, one in a thousand; the seed is fixed
    BOOST_TEST(s.drawn_log_weight(state, 0) == s.drawn_log_weight(state, 1));
}

BOOST_AUTO_TEST_CASE(no_samples_are_refused) {
    BOOST_CHECK_THROW(uniform{.samples = 0}.prepare(std::vector<std::uint32_t>{1}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
