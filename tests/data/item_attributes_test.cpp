// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/item_attributes.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(item_attributes)

namespace nc = nextclick;
namespace data = nextclick::data;
using data_test::says;

namespace {
std::shared_ptr<const data::vocabulary> ids(const std::vector<std::int64_t>& v) {
    return std::make_shared<const data::vocabulary>(data::vocabulary::from_integers(v));
}
std::shared_ptr<const data::vocabulary> colours() {
    auto v = std::make_shared<data::vocabulary>(data::id_kind::string);
    v->insert("red");
    v->insert("blue");
    return v;
}
data::item_attributes shop() {
    std::vector<data::event_column> columns;
    columns.emplace_back("Colour", colours(), std::vector<nc::item_index>{1, 0, nc::no_item});
    columns.emplace_back("Price", std::vector<float>{9.5f, std::nanf(""), std::nanf("")});
    return {ids({30, 10, 20}), std::move(columns)};
}
}  // namespace

BOOST_AUTO_TEST_CASE(is_arranged_for_the_items_of_a_model) {
    const auto table = shop().for_items(ids({10, 99, 30, 20}));
    BOOST_REQUIRE_EQUAL(table.size(), 4u);
    const auto colour = table.column("Colour").codes();
    const std::vector<nc::item_index> expected{0, nc::no_item, 1, nc::no_item};
    BOOST_TEST(std::vector(colour.begin(), colour.end()) == expected, boost::test_tools::per_element());
    BOOST_TEST(table.column("Price").numbers()[2] == 9.5f);
    for (const std::size_t i : {0, 1, 3}) BOOST_TEST(std::isnan(table.column("Price").numbers()[i]));
    BOOST_TEST(table.bare_items() == 2u);
    BOOST_TEST(shop().bare_items() == 1u);
    BOOST_TEST(table.hash() != shop().hash());
    BOOST_TEST(shop().hash() == shop().hash());
    BOOST_TEST(data::item_attributes().size() == 0u);
    BOOST_TEST(table.memory_bytes() >= 32u);
}

BOOST_AUTO_TEST_CASE(is_joined_with_another) {
    std::vector<data::event_column> columns;
    columns.emplace_back("Weight", std::vector<float>{1, 2});
    const data::item_attributes weights(ids({20, 30}), std::move(columns));
    const auto both = shop().joined_with(weights);
    BOOST_REQUIRE_EQUAL(both.columns().size(), 3u);
    BOOST_TEST(both.column("Weight").numbers()[0] == 2.0f);
    BOOST_TEST(std::isnan(both.column("Weight").numbers()[1]));
    BOOST_CHECK_EXCEPTION(both.joined_with(weights), nc::data_error, says("\"Weight\" occurs twice"));
}

BOOST_AUTO_TEST_CASE(unsuitable_tables_are_refused) {
    std::vector<data::event_column> columns;
    columns.emplace_back("Price", std::vector<float>{1, 2});
    BOOST_CHECK_EXCEPTION(data::item_attributes(ids({1, 2, 3}), columns), nc::data_error,
                          says("the column \"Price\" has 2 rows, and there are 3 items"));
    BOOST_CHECK_THROW(data::item_attributes(nullptr, columns), nc::data_error);
    BOOST_CHECK_EXCEPTION(shop().column("Brand"), nc::data_error, says("no column \"Brand\", only \"Colour\", \"Price\""));
}

BOOST_AUTO_TEST_CASE(items_without_clicks_follow_the_others) {
    const auto all = data::all_items_of(*ids({5, 20}), *ids({30, 20, 7}));
    const std::vector<std::int64_t> expected{5, 20, 30, 7};
    BOOST_TEST(std::vector(all->integers().begin(), all->integers().end()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
