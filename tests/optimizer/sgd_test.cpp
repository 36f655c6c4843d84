// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/sgd.hpp"

#include <boost/test/unit_test.hpp>

#include "one_number.hpp"

BOOST_AUTO_TEST_SUITE(sgd_optimizer, *boost::unit_test::tolerance(1e-15))

namespace {
namespace nc = nextclick;
double after(const nc::optimizer::sgd& o, int steps) {
    one w = number(1);
    nc::optimizer::moment_packs<one> state;
    o.prepare(state, w);
    for (int i = 0; i < steps; ++i) o.step(w, number(2), state, {}, 1);
    return w.w.data[0];
}
}  // namespace

BOOST_AUTO_TEST_CASE(two_steps_by_hand) {
    BOOST_TEST(after({.rate = 0.25}, 2) == 0.0);                                        // 1 - 0.5 - 0.5
    BOOST_TEST(after({.rate = 0.25, .momentum = 0.5}, 2) == -0.25);                     // v: -0.5, -0.75
    BOOST_TEST(after({.rate = 0.25, .momentum = 0.5, .nesterov = true}, 2) == -0.625);  // moves: -0.75, -0.875
    BOOST_TEST(after({.rate = 0.25, .weight_decay = 0.4}, 1) == 0.4);                   // 0.9 - 0.5
}

BOOST_AUTO_TEST_CASE(no_momentum_takes_no_memory) {
    const one w = number(1);
    nc::optimizer::moment_packs<one> state;
    nc::optimizer::sgd{}.prepare(state, w);
    BOOST_TEST(state.first.w.data.capacity() == 0u);
    nc::optimizer::sgd{.momentum = 0.5}.prepare(state, w);
    BOOST_TEST(state.first.w.data.size() == 1u);
    BOOST_TEST(state.second.w.data.capacity() == 0u);
}

BOOST_AUTO_TEST_CASE(nesterov_without_momentum_is_refused_rather_than_ignored) {
    const one w = number(1);
    nc::optimizer::moment_packs<one> state;
    BOOST_CHECK_THROW((nc::optimizer::sgd{.nesterov = true}.prepare(state, w)), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
