// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_streams_test.cpp.
#include "nextclick/input/projected.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(projected)

namespace nc = nextclick;
namespace input = nc::input;

namespace {
using gru = nc::encoder::recurrent<nc::cell::gru<>, 4>;
template <class Input>
using net = nc::basic_model<double, Input, gru, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;
}  // namespace

BOOST_AUTO_TEST_CASE(equals_a_layer_with_its_own_input_weights) {
    using feature = input::join<input::embedding<3>, input::categorical<"Action", 2>>;
    const feature columns({}, {.categories = toy::actions()});
    net<feature> plain(toy::numbered_items(7), {.input = columns});
    net<input::projected<feature>> folded(toy::numbered_items(7), {.input = {columns}}, 2);
    folded.weights.input.inner = plain.weights.input;
    folded.weights.input.weights = plain.weights.encoder.input;
    folded.weights.encoder.bias = plain.weights.encoder.bias;
    folded.weights.encoder.cell = plain.weights.encoder.cell;
    folded.weights.output = plain.weights.output;
    BOOST_TEST(folded.weights.encoder.input.data.empty());
    const toy::owned_batch batch({4, 2}, 7, 3);
    nc::workspace memory;
    decltype(plain)::gradient_pack g;
    decltype(folded)::gradient_pack of_folded;
    BOOST_TEST(toy::loss_of(folded, batch, {}, false, &of_folded, memory) == toy::loss_of(plain, batch, {}, false, &g, memory),
               boost::test_tools::tolerance(1e-14));
    for (std::size_t i = 0; i < g.encoder.input.data.size(); ++i)
        BOOST_TEST(of_folded.input.weights.data[i] == g.encoder.input.data[i], boost::test_tools::tolerance(1e-12));
    BOOST_TEST((of_folded.input.inner.first.items.touched == g.input.first.items.touched));
}

BOOST_AUTO_TEST_CASE(exposes_the_table_of_its_inner_input) {
    static_assert(input::HasItemTable<input::projected<input::embedding<3>>>);
    static_assert(input::projected<input::embedding<3>>{}.item_width() == 3);
    static_assert(!input::HasItemTable<input::projected<input::numeric<"Dwell">>>);
    static_assert(input::column_count<input::projected<input::numeric<"Dwell">>> == 1);
    BOOST_TEST(input::projected<input::numeric<"Dwell">>::name() == "projected<numeric<Dwell>>");
    // An input without parameters gets no gradient.
    constexpr auto number = input::projected<input::numeric<"Dwell">>{}.cost(12), row = input::projected<input::embedding<1>>{}.cost(12);
    BOOST_TEST(number.backward == 12u);
    BOOST_TEST(row.backward == 24u);
}

BOOST_AUTO_TEST_SUITE_END()
