// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_streams_test.cpp; with the encoder: tests/encoder/multi_stream_test.cpp.
#include "nextclick/input/multi_stream.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(multi_stream_input)

namespace nc = nextclick;
namespace input = nc::input;

BOOST_AUTO_TEST_CASE(every_stream_has_its_own_columns) {
    using action = input::projected<input::categorical<"Action", 2>>;
    using streams = input::multi_stream<input::one_hot, action>;
    static_assert(input::Input<streams> && input::stream_count<streams> == 2 && input::stream_count<action> == 0);
    static_assert(input::column_count<streams> == 1);
    const streams both({}, {{.categories = toy::actions()}});
    streams::parameters<nc::values<double>> p;
    both.initialise_folded(p, 5, {{{6, 3}, {4, 2}}}, nc::random_stream{1, 0});
    const toy::owned_batch batch({3, 2}, 5, 1);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    streams::tape<double> tape;
    action::tape<double> own_tape;
    const auto x = both.forward(p, run, batch.rows(), tape);
    const auto second = action{{.categories = toy::actions()}}.forward(p.rest.first, run, batch.rows(), own_tape);
    BOOST_TEST(x.cols == 10u);
    for (std::size_t r = 0; r < x.rows; ++r) {
        BOOST_TEST(std::ranges::equal(x.row(r).first(6), p.first.items.row(batch.item[r])));
        BOOST_TEST(std::ranges::equal(x.row(r).last(4), second.row(r)));
    }
    BOOST_TEST((both.cost({{{6, 3}, {4, 2}}}).gathered == 6u + 2u));
    BOOST_TEST(streams::name() == "parallel<one_hot, projected<categorical<Action>>>");
}

BOOST_AUTO_TEST_SUITE_END()
