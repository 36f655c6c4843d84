// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_columns_test.cpp.
#include "nextclick/input/of_item.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(of_item)

namespace nc = nextclick;
namespace input = nc::input;
using inner = input::join<input::categorical<"Action", 3>, input::numeric<"Price">>;
using attributes = input::of_item<inner>;

namespace {
/// The rows of these items, with their attributes as separate columns.
struct described {
    std::vector<nc::item_index> item, action;
    std::vector<float> price;
    std::vector<std::uint32_t> begin;
    std::vector<nc::column_rows> columns;
    explicit described(std::vector<nc::item_index> items, const nc::data::item_attributes& table) : item(std::move(items)) {
        for (const auto i : item) {
            action.push_back(i < table.size() ? table.column("Action").codes()[i] : nc::no_item);
            price.push_back(i < table.size() ? table.column("Price").numbers()[i] : std::nanf(""));
        }
        begin = {0, static_cast<std::uint32_t>(item.size())};
        columns = {{.name = "Action", .codes = action}, {.name = "Price", .numbers = price}};
    }
    nc::event_rows bare() const { return {{begin}, item, {}, {}, item.size()}; }
    nc::event_rows full() const { return {{begin}, item, {}, {}, item.size(), columns}; }
};
}  // namespace

BOOST_AUTO_TEST_CASE(gathers_the_attributes_of_any_list_of_items) {
    static_assert(input::Input<attributes> && input::column_count<attributes> == 0 && !input::HasItemTable<attributes>);
    const auto table = toy::attributes(20);
    run_of<attributes> net(attributes(table, inner({}, {.scale = 2, .shift = 1})), 11);
    run_of<inner> plain(inner({.categories = toy::actions()}, {.scale = 2, .shift = 1}), 11);
    plain.p = net.p;
    // Items of the model, items that only the table has, and one beyond its last row.
    const described batch({0, 3, 3, 4, 10, 15, 19, 20}, table);
    const auto x = net.forward(batch.bare());
    BOOST_TEST((x == plain.forward(batch.full())));
    BOOST_TEST((x[7] == std::vector<double>{0, 0, 0, 0}));
    BOOST_TEST(x[4] != x[0]);
    BOOST_TEST(attributes::name() == "of_item<join<categorical<Action>, numeric<Price>>>");
}

BOOST_AUTO_TEST_CASE(needs_no_column_of_the_log_and_keeps_only_what_it_reads) {
    auto more = toy::attributes(11).joined_with([] {
        std::vector<nc::data::event_column> columns;
        columns.emplace_back("Weight", std::vector<float>(11, 1));
        return nc::data::item_attributes(toy::attributes(11).shared_items(), std::move(columns));
    }());
    using policy = input::join<input::embedding<4>, input::dropout<attributes>, input::numeric<"Dwell">>;
    const policy p({}, {attributes(more)}, {});
    BOOST_TEST(input::required_columns(p).size() == 1u);
    std::size_t tables = 0;
    input::for_each_table(p, [&](const attributes& reader) {
        ++tables;
        BOOST_TEST(reader.table->columns().size() == 2u);
        BOOST_TEST((*reader.inner.first.categories == *toy::actions()));
    });
    BOOST_TEST(tables == 1u);
    BOOST_TEST(input::width_of_items(p) == 4u);
}

BOOST_AUTO_TEST_CASE(uses_the_codes_of_a_policy_with_categories) {
    auto other = std::make_shared<nc::data::vocabulary>(nc::data::id_kind::string);
    for (const char* name : {"buy", "view"}) other->insert(name);
    const auto table = toy::attributes(11);
    const attributes p(table, inner({.categories = other}, {}));
    const nc::item_index expected[] = {1, nc::no_item, 0};
    for (std::size_t i = 0; i < 11; ++i) {
        const auto before = table.column("Action").codes()[i];
        BOOST_TEST(p.table->column("Action").codes()[i] == (before == nc::no_item ? before : expected[before]));
    }
    using twice = input::join<input::categorical<"Action", 3>, input::categorical<"Action", 2>>;
    BOOST_TEST((input::of_item<twice>(table).table->columns().size()) == 1u);
    BOOST_CHECK_EXCEPTION((input::of_item<twice>(table, twice({.categories = other}, {.categories = toy::actions()}))), nc::argument_error,
                          says("as another input does with other categories"));
}

BOOST_AUTO_TEST_CASE(a_missing_attribute_is_named_with_its_reader) {
    const auto table = toy::attributes(11);
    BOOST_CHECK_EXCEPTION((input::of_item<input::categorical<"Brand", 3>>(table)), nc::argument_error,
                          says("input::categorical<Brand> reads the column \"Brand\", which the table of items lacks; it has "
                               "\"Action\", \"Price\""));
    BOOST_CHECK_EXCEPTION((input::of_item<input::categorical<"Price", 3>>(table)), nc::argument_error,
                          says("as categories, but it is numeric in the table of items"));
    BOOST_CHECK_EXCEPTION((input::of_item<input::numeric<"Action">>(table)), nc::argument_error,
                          says("as numbers, but it is categorical in the table of items"));
    BOOST_CHECK_EXCEPTION(run_of<attributes>(), nc::argument_error, says("there is no table"));
    const auto items = toy::numbered_items(11);
    BOOST_CHECK_NO_THROW(attributes(table).check_items(items));
    BOOST_CHECK_NO_THROW(attributes(toy::attributes(20)).check_items(items));
    BOOST_CHECK_EXCEPTION(attributes(toy::attributes(10)).check_items(items), nc::argument_error,
                          says("row 10 of the table is missing where the model has item 110; order it by table.for_items"));
    const std::int64_t other[] = {100, 7};
    BOOST_CHECK_EXCEPTION(attributes(table).check_items(nc::data::vocabulary::from_integers(other)), nc::argument_error,
                          says("row 1 of the table is item 101 where the model has item 7"));
}

BOOST_AUTO_TEST_SUITE_END()
