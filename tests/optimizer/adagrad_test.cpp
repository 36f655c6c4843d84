// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/adagrad.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "one_number.hpp"

BOOST_AUTO_TEST_SUITE(adagrad_optimizer, *boost::unit_test::tolerance(1e-14))

// For a rare row with a tiny gradient, epsilon inside the root and outside of it differ by orders of magnitude.
BOOST_AUTO_TEST_CASE(epsilon_is_inside_the_root) {
    one w = number(0);
    nc::optimizer::moment_packs<one> state;
    const nc::optimizer::adagrad o{.rate = 1, .epsilon = 1e-6};
    o.prepare(state, w);
    o.step(w, number(1e-5), state, {}, 1);
    BOOST_TEST(w.w.data[0] == -1e-5 / std::sqrt(1e-10 + 1e-6));
    BOOST_TEST(state.first.w.data[0] == 1e-10);
}

BOOST_AUTO_TEST_CASE(momentum_memory_exists_only_with_momentum) {
    const one w = number(0);
    nc::optimizer::moment_packs<one> state;
    nc::optimizer::adagrad{}.prepare(state, w);
    BOOST_TEST(state.first.w.data.size() == 1u);
    BOOST_TEST(state.second.w.data.capacity() == 0u);
    nc::optimizer::adagrad{.momentum = 0.1}.prepare(state, w);
    BOOST_TEST(state.second.w.data.size() == 1u);
}

BOOST_AUTO_TEST_CASE(momentum_switched_on_without_its_memory_is_refused) {
    one w = number(0);
    nc::optimizer::moment_packs<one> state;
    nc::optimizer::adagrad{}.prepare(state, w);
    BOOST_CHECK_THROW((nc::optimizer::adagrad{.momentum = 0.1}.step(w, number(1), state, {}, 1)), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
