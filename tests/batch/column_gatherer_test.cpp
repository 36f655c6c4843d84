// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/column_gatherer.hpp"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <string>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(column_gatherer)

namespace nc = nextclick;
using nc::data::required_column;
namespace kind = nc::data::kind;

namespace {
auto says(std::string words) {
    return [words](const std::exception& e) { return std::string(e.what()).find(words) != std::string::npos; };
}
}  // namespace

BOOST_AUTO_TEST_CASE(gathers_the_values_of_the_requested_events) {
    const auto log = toy::acted_log(30, 40);
    const auto names = toy::actions();
    const required_column required[] = {{"Dwell", "a", kind::numeric::schema{}},
                                        {"Action", "b", kind::categorical::schema{names.get()}},
                                        {"Dwell", "c", kind::numeric::schema{}}};
    nc::batch::column_gatherer gatherer(log, required);
    for (const auto& events : {std::vector<std::uint32_t>{3, 0, 17, 3}, std::vector<std::uint32_t>{5}}) {
        const auto columns = gatherer.gather(events);
        BOOST_REQUIRE(columns.size() == 2u);  // one is requested twice
        BOOST_TEST(columns[0].name == "Dwell");
        BOOST_TEST(columns[1].name == "Action");
        BOOST_TEST(columns[0].codes.empty());
        BOOST_TEST(columns[1].numbers.empty());
        for (std::size_t r = 0; r < events.size(); ++r) {
            BOOST_TEST(columns[0].numbers[r] == log.column("Dwell").numbers()[events[r]]);
            BOOST_TEST(columns[1].codes[r] == log.column("Action").codes()[events[r]]);
        }
    }
    BOOST_TEST(nc::batch::column_gatherer().gather(std::vector<std::uint32_t>{1, 2}).empty());
}

BOOST_AUTO_TEST_CASE(translates_categories_to_codes_of_the_model) {
    const auto log = toy::acted_log(30, 40);
    nc::data::vocabulary other(nc::data::id_kind::string);  // another order; "cart" is unknown to the model
    for (const char* name : {"buy", "wish", "view"}) other.insert(name);
    const required_column required[] = {{"Action", "x", kind::categorical::schema{&other}}};
    nc::batch::column_gatherer gatherer(log, required);
    std::vector<std::uint32_t> events(log.event_count());
    std::iota(events.begin(), events.end(), 0u);
    const auto codes = gatherer.gather(events)[0].codes;
    const nc::item_index expected[] = {2, nc::no_item, 0};
    for (const auto e : events) BOOST_TEST(codes[e] == expected[log.column("Action").codes()[e]]);
}

BOOST_AUTO_TEST_CASE(an_unsuitable_column_is_named_with_its_reader) {
    const auto log = toy::acted_log(30, 4);
    const auto names = toy::actions();
    nc::data::vocabulary other(nc::data::id_kind::string);
    other.insert("buy");
    const auto check = [&](std::vector<required_column> required, const char* words) {
        BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(log, required), nc::argument_error, says(words));
    };
    check({{"Price", "input::numeric<Price>", kind::numeric::schema{}}},
          "input::numeric<Price> reads the column \"Price\", which the log lacks; it has \"Action\", \"Dwell\"");
    check({{"Action", "p", kind::numeric::schema{}}}, "p reads the column \"Action\" as numbers, but it is categorical");
    check({{"Dwell", "p", kind::categorical::schema{names.get()}}}, "as categories, but it is numeric");
    check({{"Action", "p", kind::categorical::schema{names.get()}}, {"Action", "q", kind::categorical::schema{&other}}},
          "q reads the column \"Action\", as another input does");
    check({{"Action", "p", kind::categorical::schema{}}}, "p reads the column \"Action\" as categories, and has none yet");
    const required_column required[] = {{"Action", "p", kind::categorical::schema{names.get()}}};
    BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(toy::chained_log(30, 4), required), nc::argument_error,
                          says("it has none beside item and time"));
}

BOOST_AUTO_TEST_SUITE_END()
