// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/adadelta.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "one_number.hpp"

BOOST_AUTO_TEST_SUITE(adadelta_optimizer, *boost::unit_test::tolerance(1e-13))

// The change has the unit of the weight: the first step does not depend on the size of the gradient.
BOOST_AUTO_TEST_CASE(the_first_step_does_not_depend_on_the_scale_of_the_loss) {
    for (const double g : {1e3, 1e6, -1e6}) {
        one w = number(0);
        nc::optimizer::moment_packs<one> state;
        const nc::optimizer::adadelta o{.decay = 0.75, .epsilon = 1e-8};
        o.prepare(state, w);
        o.step(w, number(g), state, {}, 1);
        BOOST_TEST(w.w.data[0] == (g > 0 ? -1 : 1) * 2e-4);  // sqrt(1e-8) / sqrt(0.25)
        BOOST_TEST(state.second.w.data[0] == 0.25 * 4e-8);
    }
}

BOOST_AUTO_TEST_SUITE_END()
