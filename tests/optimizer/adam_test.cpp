// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/adam.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(adam_optimizer, *boost::unit_test::tolerance(1e-7))

namespace {
namespace nc = nextclick;
template <class S>
struct table_pack {
    typename S::rows t;
    static constexpr auto fields() { return nc::field_list{nc::field{"t", &table_pack::t}}; }
};
using weight_pack = table_pack<nc::values<double>>;
using gradient_pack = table_pack<nc::gradients<double>>;
}  // namespace

// Without its bias the first step has the length of the rate, whatever the gradient.
BOOST_AUTO_TEST_CASE(the_first_step_is_as_long_as_the_rate) {
    for (const double g : {1e-3, -1.0, 1e3}) {
        weight_pack w;
        w.t.resize(1, 1);
        gradient_pack d;
        nc::resize_like(d, w);
        d.t.row(0)[0] = g;
        nc::optimizer::moment_packs<weight_pack> state;
        const nc::optimizer::adam o{.rate = 0.01, .epsilon = 1e-15};
        o.prepare(state, w);
        o.step(w, d, state, {.step = 0}, 1);
        BOOST_TEST(w.t.data[0] == (g > 0 ? -0.01 : 0.01));
    }
}

// A row that waits until step 100 is corrected as of step 100, not as of its own first: the global step counts.
BOOST_AUTO_TEST_CASE(the_bias_correction_of_a_rare_row_goes_by_the_global_step) {
    weight_pack w;
    w.t.resize(2, 1);
    gradient_pack d;
    nc::resize_like(d, w);
    nc::optimizer::moment_packs<weight_pack> state;
    const nc::optimizer::adam o{.rate = 0.01};
    o.prepare(state, w);
    for (std::uint64_t t = 0; t < 99; ++t) {
        d.t.clear();
        d.t.row(0)[0] = 1;
        o.step(w, d, state, {.step = t}, 1);
    }
    BOOST_TEST(w.t.data[1] == 0);
    d.t.clear();
    d.t.row(1)[0] = 1;
    o.step(w, d, state, {.step = 99}, 1);
    const double m = 0.1 / (1 - std::pow(0.9, 100)), v = 0.001 / (1 - std::pow(0.999, 100));
    BOOST_TEST(w.t.data[1] == -0.01 * m / std::sqrt(v));
}

BOOST_AUTO_TEST_SUITE_END()
