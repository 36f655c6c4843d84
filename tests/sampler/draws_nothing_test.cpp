// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/draws_nothing.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(draws_nothing_base)

BOOST_AUTO_TEST_CASE(leaves_the_output_alone) {
    const nextclick::sampler::draws_nothing s;
    std::vector<nextclick::item_index> out{7, 8};
    s.draw(s.prepare({}), {1, 1}, out);
    BOOST_TEST(s.count() == 0u);
    BOOST_TEST(out[0] == 7u);
    BOOST_TEST(out[1] == 8u);
}

BOOST_AUTO_TEST_SUITE_END()
