// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/row_filter.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_row_filter)

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;

namespace {
const std::string events =
    "who,what,when,event,price\n"
    "1,10,1,view,2\n1,Rio,2,search,\n1,11,3,cart,3\n2,10,4,view,\n2,x\"y,5,search,\n2,12,6,buy,9\n";
read_options named() {
    read_options options;
    options.session = "who";
    options.item = "what";
    options.time = "when";
    return options;
}
click_log parse(const read_options& options, read_report* report = nullptr) { return parse_clicks(events, "t", options, report); }
}  // namespace

BOOST_AUTO_TEST_CASE(rows_are_kept_by_values_before_ids_are_parsed) {
    read_options options = named();
    options.keep = {{"event", {"view", "cart"}}, {"event", {"buy"}}};
    read_report r;
    const auto log = parse(options, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 10 11 | 2: 10 12");
    BOOST_CHECK(log.items().kind() == id_kind::integer);
    BOOST_CHECK_EQUAL(log.items().size(), 3u);
    BOOST_CHECK(log.columns().empty() && r.dropped == 2 && r.skipped == 0 && r.remarks.empty());
    std::string counts;
    for (const value_count& v : r.values) counts += v.column + '=' + v.value + ' ' + std::to_string(v.rows) + (v.kept ? " " : " no ");
    BOOST_CHECK_EQUAL(counts, "event=search 2 no event=view 2 event=buy 1 event=cart 1 ");
}

BOOST_AUTO_TEST_CASE(rows_are_dropped_by_values_or_by_a_function) {
    read_options options = named();
    options.drop = {{"event", {"search"}}, {"who", {"2"}}};
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse(options, &r)), "1: 10 11");
    BOOST_CHECK_EQUAL(r.dropped, 4u);
    options = named();
    options.keep_if = [](const row_view& row) { return row["event"] != "search" && row["price"] != "9"; };
    BOOST_CHECK_EQUAL(spelled(parse(options, &r)), "1: 10 11 | 2: 10");
    BOOST_CHECK(r.dropped == 3 && r.values.empty());
    options.keep = {{"who", {"1"}}};
    BOOST_CHECK_EQUAL(spelled(parse(options, &r)), "1: 10 11");
    options = named();
    options.keep_if = [](const row_view& row) { return row["evnet"] == "view"; };
    BOOST_CHECK_EXCEPTION(parse(options), nextclick::data_error, says("\"evnet\"", "\"event\"", "\"price\""));
}

BOOST_AUTO_TEST_CASE(missing_columns_and_values_are_reported) {
    read_options options = named();
    options.keep = {{"evnet", {"view"}}};
    BOOST_CHECK_EXCEPTION(parse(options), nextclick::data_error, says("t:1:1: ", "\"evnet\"", "\"event\"", "read_options::keep"));
    options.keep = {{"event", {"view", "crat"}}};
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse(options, &r)), "1: 10 | 2: 10");
    BOOST_REQUIRE_EQUAL(r.remarks.size(), 1u);
    BOOST_CHECK(says("\"crat\"", "\"event\"", "\"cart\" (1 rows)")(nextclick::error(r.remarks[0])));
    options.keep = {{"event", {"Views"}}};
    BOOST_CHECK_EXCEPTION(parse(options), nextclick::data_error,
                          says("all 6 rows", "\"Views\"", "\"view\" (2 rows)", "read_options::keep"));
    options.keep.clear();
    options.drop = {{"event", {"View"}}};
    parse(options, &r);
    BOOST_REQUIRE_EQUAL(r.remarks.size(), 2u);  // and that "Rio" would be an item
    BOOST_CHECK(says("\"View\"", "\"view\"")(nextclick::error(r.remarks[1])));
}

BOOST_AUTO_TEST_CASE(any_number_of_values_is_counted_in_bounded_memory) {
    const std::vector<column_filter> keep{{"c", {"a"}}};
    detail::row_filter filter(keep, {});
    for (int i = 0; i < 5000; ++i) {
        const std::string value = i % 10 == 0 ? "a" : std::string(static_cast<std::size_t>(i % 200), 'x') + std::to_string(i);
        const std::vector<std::string_view> row{value};
        BOOST_REQUIRE_EQUAL(filter.keeps(row), i % 10 == 0);
    }
    const auto counts = filter.counts();
    BOOST_CHECK_EQUAL(counts.size(), 1002u);
    BOOST_CHECK(counts[0].value == "a" && counts[0].rows == 500 && counts[0].kept);
    BOOST_CHECK(counts.back().value.empty() && counts.back().rows == 3500 && !counts.back().kept);
}

BOOST_AUTO_TEST_SUITE_END()
