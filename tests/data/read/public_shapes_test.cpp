// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <set>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_public_shapes)

// Files in the shapes of public logs with invented values: tests/data/files.

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;

namespace {
std::filesystem::path file(const std::string& name) { return std::filesystem::path(NEXTCLICK_TESTS_DIR) / "data/files" / name; }
read_options skipping() {
    read_options options;
    options.on_bad_row = bad_rows::skip;
    return options;
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_quote_at_the_start_of_a_tab_separated_field_hides_no_rows) {
    read_report r;
    read_options options;
    options.columns = {{"name"}};
    const auto log = read_clicks(file("quote-swallows-rows.tsv"), options, &r);
    BOOST_CHECK(r.rows == 119 && r.skipped == 0 && r.multiline == 0);
    BOOST_CHECK_NE(log.column("name").categories().find("\"Awaken"), nextclick::no_item);
}

BOOST_AUTO_TEST_CASE(plays_of_songs_with_quotes_and_without_a_header) {
    read_options options = skipping();
    options.header = {"user", "time", "artist", "artist_name", "track", "track_name"};
    options.session = "user", options.time = "time", options.item = "artist";
    options.columns = {{"track_name"}};
    read_report r;
    const auto log = read_clicks(file("lastfm-plays.tsv"), options, &r);
    BOOST_CHECK(r.rows == 247 && r.skipped == 53 && r.unit == time_unit::iso);
    BOOST_CHECK_NE(log.column("track_name").categories().find("\"Heroes\" 57"), nextclick::no_item);
    options.on_bad_row = bad_rows::stop;
    BOOST_CHECK_EXCEPTION(read_clicks(file("lastfm-plays.tsv"), options), nextclick::data_error,
                          says("lastfm-plays.tsv:8:", "not an id", "bad_rows::skip"));
}

BOOST_AUTO_TEST_CASE(one_bad_time_in_front_does_not_determine_the_unit) {
    read_report r;
    read_clicks(file("first-time-empty.csv"), skipping(), &r);
    BOOST_CHECK(r.rows == 100 && r.skipped == 1 && r.unit == time_unit::iso);
    BOOST_CHECK_EXCEPTION(read_clicks(file("first-time-empty.csv")), nextclick::data_error,
                          says("first-time-empty.csv:2:5: ", "not a time"));
}

BOOST_AUTO_TEST_CASE(one_number_among_strings_in_front_loses_no_rows) {
    for (const auto& options : {read_options(), skipping()}) {
        read_report r;
        const auto log = read_clicks(file("first-id-is-a-number.csv"), options, &r);
        BOOST_CHECK(r.rows == 240 && r.skipped == 0);
        BOOST_CHECK(log.items().kind() == id_kind::string && log.items()[0] == item_id("1400532655"));
        BOOST_CHECK(log.session_ids().kind() == id_kind::integer);
        BOOST_REQUIRE_EQUAL(r.remarks.size(), 1u);
        BOOST_CHECK(says("first-id-is-a-number.csv:3:3: ", "\"B000000002\"", "strings")(nextclick::error(r.remarks[0])));
    }
}

BOOST_AUTO_TEST_CASE(microseconds_keep_their_order) {
    read_report r;
    BOOST_CHECK_EQUAL(spelled(read_clicks(file("microseconds.csv"), {}, &r)), "1: 5 6");
    BOOST_CHECK(r.unit == time_unit::microseconds);
    const auto log = read_clicks(file("microseconds-iso.csv"), {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 1 2 3");
    BOOST_CHECK(r.ties == 0 && r.out_of_order == 1 && log.time_column()[0] == 1'396'864'800'000);
}

BOOST_AUTO_TEST_CASE(one_time_in_ms_among_seconds_is_an_error) {
    BOOST_CHECK_EXCEPTION(
        read_clicks(file("one-ms-among-seconds.csv")), nextclick::data_error,
        says("one-ms-among-seconds.csv:6:6: ", "\"1396860640123\" is in milliseconds", "in seconds", "read_options::unit"));
    read_report r;
    BOOST_CHECK_EQUAL(spelled(read_clicks(file("one-ms-among-seconds.csv"), skipping(), &r)), "1: 10 20 30 40");
    BOOST_CHECK(r.mixed_units == 2 && r.skipped == 2);
}

BOOST_AUTO_TEST_CASE(a_log_of_several_kinds_of_events_in_three_lines) {
    read_options options{.session = "visitorid", .item = "itemid", .time = "timestamp"};
    options.keep = {{"event", {"view", "addtocart"}}};
    read_report r;
    const auto log = read_clicks(file("retailrocket-events.csv"), options, &r);
    BOOST_CHECK(r.rows == 297 && r.dropped == 3 && r.skipped == 0 && r.unit == time_unit::milliseconds);
    BOOST_REQUIRE_EQUAL(r.values.size(), 3u);
    BOOST_CHECK(r.values[0].value == "view" && r.values[0].rows == 284 && r.values[2].value == "transaction" && !r.values[2].kept);
}

BOOST_AUTO_TEST_CASE(rows_of_other_kinds_are_dropped_in_three_lines) {
    read_options options{.session = "session_id", .item = "reference", .time = "timestamp", .user = "user_id"};
    options.keep = {{"action_type", {"clickout item", "interaction item image"}}};
    read_report r;
    const auto log = read_clicks(file("trivago-train.csv"), options, &r);
    BOOST_CHECK(r.rows == 184 && r.dropped == 65 && r.skipped == 0);
    BOOST_CHECK(log.items().kind() == id_kind::integer && log.find_column("action_type") == nullptr);
    options.keep.clear();
    options.keep_if = [](const row_view& row) { return row["action_type"].ends_with("item") || row["action_type"].ends_with("image"); };
    BOOST_CHECK(data_test::same_content(read_clicks(file("trivago-train.csv"), options), log));
}

BOOST_AUTO_TEST_SUITE_END()
