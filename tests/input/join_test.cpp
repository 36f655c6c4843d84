// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp.
#include "nextclick/input/join.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(join)

namespace nc = nextclick;
namespace input = nc::input;
using rib = input::join<input::embedding<4>, input::categorical<"Action", 3>, input::bucketed<"Dwell", input::edges::jd_dwell, 2>>;

BOOST_AUTO_TEST_CASE(members_stand_side_by_side) {
    run_of<rib> net(rib({}, {.categories = toy::actions()}, {}));
    const toy::owned_batch batch({3, 2}, 5, 1);
    const auto x = net.forward(batch.rows());
    run_of<input::embedding<4>> items;
    run_of<input::categorical<"Action", 3>> action({.categories = toy::actions()});
    run_of<input::bucketed<"Dwell", input::edges::jd_dwell, 2>> dwell;
    items.p = net.p.first;
    action.p = net.p.rest.first;
    dwell.p = net.p.rest.rest.first;
    const auto a = items.forward(batch.rows()), b = action.forward(batch.rows()), c = dwell.forward(batch.rows());
    for (std::size_t r = 0; r < x.size(); ++r) {
        auto expected = a[r];
        expected.insert(expected.end(), b[r].begin(), b[r].end());
        expected.insert(expected.end(), c[r].begin(), c[r].end());
        BOOST_TEST((x[r] == expected));
    }
    std::vector<std::string> paths;
    nc::for_each_parameter([&](std::string_view path, const auto&) { paths.emplace_back(path); }, net.p);
    BOOST_TEST((paths == std::vector<std::string>{"0.items", "1.categories", "2.buckets"}));
    BOOST_TEST(rib::name() == "join<embedding, categorical<Action>, bucketed<Dwell, jd_dwell 15 40 100 600>>");
}

BOOST_AUTO_TEST_CASE(exposes_the_table_of_the_member_that_has_one) {
    static_assert(input::HasItemTable<rib> && input::HasItemTable<input::join<input::numeric<"Price">, rib>>);
    static_assert(!input::HasItemTable<input::join<input::numeric<"Price">>>);
    run_of<rib> net(rib({}, {.categories = toy::actions()}, {}));
    BOOST_TEST(&rib::item_table(net.p) == &net.p.first.items);
    BOOST_TEST(net.input.width() == 9u);
    BOOST_TEST(input::width_of_items(net.input) == 4u);
    BOOST_TEST(input::width_of_items(input::dropout<rib>{}) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
