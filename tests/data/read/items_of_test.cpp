// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/items_of.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "data/support.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(items_of)

namespace nc = nextclick;
namespace data = nextclick::data;
using data_test::says;

namespace {
data::read_options attributes() {
    data::read_options options;
    options.columns = {{"Colour"}, {"Price", data::column_type::numeric}};
    return options;
}
constexpr const char* shop =
    "ItemId\tColour\tPrice\n"
    "17\tred\t9.5\n"
    "4\t\t3\n"
    "17\tblue\t9.5\n"
    "4\tgreen\tNaN\n"
    "8\t\t\n";
}  // namespace

BOOST_AUTO_TEST_CASE(a_file_gives_each_item_its_first_values) {
    data::item_report report;
    const auto table = data::parse_items(shop, "shop.tsv", attributes(), &report);
    BOOST_REQUIRE_EQUAL(table.size(), 3u);
    const auto& colour = table.column("Colour");
    BOOST_TEST(colour.categories().name(colour.codes()[table.items().find(17)]) == "red");
    BOOST_TEST(colour.categories().name(colour.codes()[table.items().find(4)]) == "green");
    BOOST_TEST(colour.missing(table.items().find(8)));
    BOOST_TEST(table.column("Price").numbers()[table.items().find(4)] == 3.0f);
    BOOST_TEST(report.contradictions == 1u);
    BOOST_REQUIRE_EQUAL(report.messages.size(), 1u);
    BOOST_TEST(report.messages[0] == "item 17: \"Colour\" is \"red\" and in a later row \"blue\"; the first is kept");
    BOOST_TEST(report.file.rows == 5u);
}

BOOST_AUTO_TEST_CASE(files_are_read_with_the_options_of_clicks) {
    const data_test::scratch folder;
    const auto path = folder.write("shop.tsv", shop);
    BOOST_TEST(data::read_items(path, attributes()).hash() == data::parse_items(shop, "x", attributes()).hash());
    auto options = attributes();
    options.item = "Sku";
    BOOST_CHECK_EXCEPTION(data::read_items(path, options), nc::data_error, says("there is no column \"Sku\"", "read_options::item"));
    options = attributes();
    options.columns[1].name = "Weight";
    BOOST_CHECK_EXCEPTION(data::read_items(path, options), nc::data_error, says("\"Weight\"", "read_options::columns"));
    options = attributes();
    options.item_ids = data::id_type::string;
    BOOST_TEST(data::read_items(path, options).items().find("17") == 0u);
}

BOOST_AUTO_TEST_CASE(a_log_whose_rows_repeat_attributes_gives_them) {
    const auto log = data::simulate({.sessions = 400, .items = 200, .users = 40});
    data::item_report report;
    const auto table = data::items_of(log, {"Category", "Price"}, &report);
    BOOST_TEST(report.contradictions == 0u);
    BOOST_TEST(table.bare_items() == 0u);
    BOOST_TEST(table.shared_items() == log.shared_items());
    for (std::size_t e = 0; e < log.event_count(); ++e) {
        const auto i = log.item_column()[e];
        BOOST_TEST(table.column("Category").codes()[i] == log.column("Category").codes()[e]);
        BOOST_TEST(table.column("Price").numbers()[i] == log.column("Price").numbers()[e]);
    }
    BOOST_TEST(data::items_of(log, {}, &report).columns().size() == 4u);
    BOOST_TEST(report.contradictions > 0u);  // an action is not an attribute of an item
    BOOST_TEST(report.messages.size() == 8u);
    BOOST_CHECK_THROW(data::items_of(log, {"Brand"}), nc::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
