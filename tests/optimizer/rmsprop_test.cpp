// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/rmsprop.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "one_number.hpp"

BOOST_AUTO_TEST_SUITE(rmsprop_optimizer, *boost::unit_test::tolerance(1e-14))

BOOST_AUTO_TEST_CASE(two_steps_by_hand_and_one_pack_of_memory) {
    one w = number(1);
    nc::optimizer::moment_packs<one> state;
    const nc::optimizer::rmsprop o{.rate = 0.1, .decay = 0.5, .epsilon = 0.5};
    o.prepare(state, w);
    o.step(w, number(1), state, {}, 1);  // a = 0.5, root of a + epsilon = 1
    BOOST_TEST(w.w.data[0] == 0.9);
    o.step(w, number(2), state, {}, 1);  // a = 0.25 + 2
    BOOST_TEST(w.w.data[0] == 0.9 - 0.2 / std::sqrt(2.75));
    BOOST_TEST(state.second.w.data.capacity() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
