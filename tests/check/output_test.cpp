// SPDX-License-Identifier: Apache-2.0
#include "nextclick/check/output.hpp"

#include "check/faults.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/output.hpp"

BOOST_AUTO_TEST_SUITE(of_outputs)

namespace nc = nextclick;
namespace output = nc::output;

namespace {
enum class fault { none, weights, overwrites };
using tower = output::item_tower<nc::input::embedding<3>, nc::encoder::dense<5>>;

template <fault Fault>
struct broken : tower {
    template <class T>
    void backward(const parameters<nc::values<T>>& p, parameters<nc::gradients<T>>& dp, nc::pass& run, nc::view<const T> d_rows,
                  const tape<T>& t) const {
        if (Fault == fault::overwrites) std::ranges::fill(dp.net.weights.data, T(0));
        tower::backward(p, dp, run, d_rows, t);
        if (Fault == fault::weights) dp.net.bias(0, 3) += T(0.01);
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(right_ones_pass) {
    BOOST_TEST(faults::is_right(nc::check_policy(broken<fault::none>{})));
    BOOST_TEST(faults::is_right(nc::check_policy(output::neural<output::item_tower<nc::input::embedding<5>>>{})));
}
BOOST_AUTO_TEST_CASE(every_fault_is_caught_and_named) {
    BOOST_TEST(faults::is_caught(nc::check_policy(broken<fault::weights>{}), "parameters.net.bias"));
    BOOST_TEST(
        faults::is_caught(nc::check_policy(broken<fault::overwrites>{}), "parameters.net.weights (gradients are added to what is there)"));
}

BOOST_AUTO_TEST_SUITE_END()
