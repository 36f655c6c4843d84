// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_streams_test.cpp.
#include "nextclick/input/sum.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(sum)

namespace nc = nextclick;
namespace input = nc::input;
using action = input::categorical<"Action", 4>;

BOOST_AUTO_TEST_CASE(members_are_added) {
    using three = input::sum<input::embedding<4>, action, input::embedding<4>>;
    run_of<three> net(three({}, {.categories = toy::actions()}, {}));
    const toy::owned_batch batch({3, 2}, 5, 1);
    const auto x = net.forward(batch.rows());
    for (std::size_t r = 0; r < x.size(); ++r)
        for (std::size_t c = 0; c < 4; ++c) {
            const auto& columns = net.p.rest.first.categories;
            const std::size_t category = std::min<std::size_t>(batch.action[r], columns.rows - 1);
            const double sum = net.p.first.items(batch.item[r], c) + columns(category, c);
            BOOST_TEST(x[r][c] == sum + net.p.rest.rest.first.items(batch.item[r], c));
        }
    BOOST_TEST(net.input.width() == 4u);
}

BOOST_AUTO_TEST_CASE(is_folded_if_its_members_are) {
    using concatenated = input::sum<input::one_hot, input::projected<action>>;
    static_assert(concatenated::folded && !input::sum<input::embedding<4>, action>::folded);
    static_assert(input::HasItemTable<input::sum<input::embedding<4>, action>> && !input::HasItemTable<concatenated>);
    static_assert(!input::HasItemTable<input::sum<input::embedding<4>, input::embedding<4>>>);
    const concatenated input({}, {{.categories = toy::actions()}});
    concatenated::parameters<nc::values<double>> p;
    input.initialise_folded(p, 5, 6, 3, nc::random_stream{1, 0});
    concatenated::tape<double> tape;
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const toy::owned_batch batch({3, 2}, 5, 1);
    const auto x = input.forward(p, run, batch.rows(), tape);
    BOOST_TEST(x.cols == 6u);
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t c = 0; c < 6; ++c) {
            double expected = p.first.items(batch.item[r], c);
            const auto& projection = p.rest.first;
            const std::size_t category = std::min<std::size_t>(batch.action[r], projection.inner.categories.rows - 1);
            for (std::size_t d = 0; d < 4; ++d) expected += projection.inner.categories(category, d) * projection.weights(d, c);
            BOOST_TEST(x(r, c) == expected, boost::test_tools::tolerance(1e-12));
        }
    BOOST_TEST(concatenated::name() == "sum<one_hot, projected<categorical<Action>>>");
    BOOST_TEST((concatenated{}.cost(12).gathered == 12u + 4u));
}

BOOST_AUTO_TEST_CASE(other_widths_are_refused) {
    using two = input::sum<input::embedding<4>, input::embedding<nc::dynamic>>;
    BOOST_CHECK_EXCEPTION(run_of<two>(two({}, {.units = 3})), nc::argument_error,
                          says("input::sum: member 1 is 3 wide and the first 4; give all the same width"));
}

BOOST_AUTO_TEST_SUITE_END()
