// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp; against PyTorch: tests/zoo/stamp_variants_test.cpp.
#include "nextclick/input/norm_clipped.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "input/support.hpp"
#include "nextclick/input.hpp"

BOOST_AUTO_TEST_SUITE(norm_clipped, *boost::unit_test::tolerance(1e-14))

namespace nc = nextclick;
namespace input = nc::input;

BOOST_AUTO_TEST_CASE(long_rows_keep_their_direction_and_short_ones_are_unchanged) {
    run_of<input::norm_clipped<input::embedding<2>>> net({.max_norm = 1.5});
    net.p.items.data = {3, 4, 0.9, -1.2, 0, 0, 0.3, 0.4, 0, 0};
    const std::vector<nc::item_index> items{0, 1, 2, 3, 0};
    const std::vector<std::uint32_t> begin{0, 5};
    const auto x = net.forward({{begin}, items, items, {}, 5});
    BOOST_TEST(x[0][0] == 0.9);
    BOOST_TEST(x[0][1] == 1.2);
    BOOST_TEST((x[1] == std::vector<double>{0.9, -1.2}));  // exactly at the limit
    BOOST_TEST((x[2] == std::vector<double>{0, 0}));
    BOOST_TEST((x[3] == std::vector<double>{0.3, 0.4}));
    BOOST_TEST((x[4] == x[0]));
    BOOST_TEST(net.p.items.data[0] == 3);  // the table is unchanged
}

BOOST_AUTO_TEST_CASE(a_clipped_row_learns_only_its_direction) {
    run_of<input::norm_clipped<input::embedding<2>>> net;
    net.p.items.data = {3, 4, 0.3, 0.4, 0, 0, 0, 0, 0, 0};
    const std::vector<nc::item_index> items{0, 1};
    const std::vector<std::uint32_t> begin{0, 2};
    const nc::event_rows rows{{begin}, items, items, {}, 2};
    net.forward(rows);
    decltype(net.input)::parameters<nc::gradients<double>> g;
    nc::resize_like(g, net.p);
    const std::vector<double> dy{0.6, 0.8, 0.6, 0.8};  // parallel to both rows
    nc::pass run{.memory = net.memory};
    net.input.backward(net.p, g, run, rows, nc::view<const double>(dy.data(), 2, 2), net.tape);
    BOOST_TEST(std::abs(g.items.row(0)[0]) < 1e-15);
    BOOST_TEST(std::abs(g.items.row(0)[1]) < 1e-15);
    BOOST_TEST(g.items.row(1)[0] == 0.6);
    g.items.clear();
    const std::vector<double> across{-0.8, 0.6, 0, 0};
    net.input.backward(net.p, g, run, rows, nc::view<const double>(across.data(), 2, 2), net.tape);
    BOOST_TEST(g.items.row(0)[0] == -0.16);  // a fifth, like the row itself
    BOOST_TEST(g.items.row(0)[1] == 0.12);
}

BOOST_AUTO_TEST_CASE(exposes_the_table_of_its_inner_input) {
    using clipped = input::norm_clipped<input::embedding<4>>;
    static_assert(input::Input<clipped> && input::HasItemTable<clipped> && input::HasItemTable<input::dropout<clipped>>);
    run_of<clipped> net;
    BOOST_TEST(&clipped::item_table(net.p) == &net.p.items);
    BOOST_TEST(clipped::name() == "norm_clipped<embedding>");
    BOOST_TEST(input::width_of_items(net.input) == 4u);
}

BOOST_AUTO_TEST_CASE(an_invalid_length_is_refused) {
    for (const double max_norm : {0.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()})
        BOOST_CHECK_EXCEPTION(run_of<input::norm_clipped<input::embedding<2>>>({.max_norm = max_norm}), nc::argument_error,
                              says("input::norm_clipped: max_norm"));
}

BOOST_AUTO_TEST_SUITE_END()
