// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "data/support.hpp"
#include "nextclick/data/edit/cut_sessions.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/read_log.hpp"

// The listings of docs/reading.md, verbatim (the last case compares them), on the files of tests/data/files.

namespace data = nextclick::data;
using data_test::spelled;

namespace data_reading {
namespace {
/// Makes the folder of the files the current one during its lifetime.
struct in_the_folder {
    std::filesystem::path before = std::filesystem::current_path();
    in_the_folder() { std::filesystem::current_path(std::filesystem::path(NEXTCLICK_TESTS_DIR) / "data/files"); }
    in_the_folder(const in_the_folder&) = delete;
    in_the_folder& operator=(const in_the_folder&) = delete;
    ~in_the_folder() { std::filesystem::current_path(before); }
};
}  // namespace
}  // namespace data_reading

BOOST_FIXTURE_TEST_SUITE(data_reading, data_reading::in_the_folder)

BOOST_AUTO_TEST_CASE(yoochoose) {
    data::read_options options{.session = "session", .item = "item", .time = "time", .columns = {{"category"}}};
    options.header = {"session", "time", "item", "category"};
    const data::click_log log = data::read_clicks("yoochoose-clicks.dat", options);
    BOOST_CHECK_EQUAL(spelled(log), "1: 500001 500002 500002 | 2: 500003 500001");
    BOOST_CHECK(!log.column("category").missing(2) && log.times_of(0)[0] % 1000 == 277);
}

BOOST_AUTO_TEST_CASE(diginetica) {
    data::read_options options{.session = "sessionId", .item = "itemId", .time = "timeframe", .columns = {{"eventdate"}}};
    options.unit = data::time_unit::milliseconds;
    const data::click_log views = data::read_clicks("diginetica-train-item-views.csv", options);
    const data::event_column& day = views.column("eventdate");
    data::log_builder events;
    for (std::size_t s = 0; s < views.session_count(); ++s)
        for (std::uint32_t e = views.session_begin()[s]; e < views.session_begin()[s + 1]; ++e) {
            std::int64_t midnight = 0;
            if (data::scan_iso(day.categories().name(day.codes()[e]), midnight) != data::scanned::ok) continue;
            events.add(views.session_id(s), views.items()[views.item_column()[e]],
                       std::chrono::milliseconds(midnight + views.time_column()[e]));
        }
    const data::click_log log = std::move(events).build();
    BOOST_CHECK_EQUAL(spelled(log), "2: 81004 81002 | 1: 81002 81003 81001");
    BOOST_CHECK_EQUAL(log.times_of(1)[0], 1462752000000 + 75848);
}

BOOST_AUTO_TEST_CASE(retailrocket) {
    data::read_options options{.session = "", .item = "itemid", .time = "timestamp", .user = "visitorid"};
    options.keep = {{"event", {"view", "addtocart"}}};
    const data::click_log log = data::sessions_by_inactivity(data::read_clicks("retailrocket-events.csv", options));
    BOOST_CHECK(log.event_count() == 297 && log.has_users() && log.session_count() > log.users().size());
    BOOST_CHECK(log.items().kind() == data::id_kind::integer && log.columns().empty());
}

BOOST_AUTO_TEST_CASE(otto) {
    const data::read_options options{.session = "session", .item = "aid", .time = "ts", .columns = {{"type"}}};
    const data::click_log log = data::read_log("otto-train.jsonl", options);
    BOOST_CHECK(log.session_id(0).kind() == data::id_kind::integer && log.event_count() > 500 &&
                log.column("type").categories().size() <= 3);
}

BOOST_AUTO_TEST_CASE(trivago) {
    data::read_options options{.session = "session_id", .item = "reference", .time = "timestamp", .user = "user_id"};
    options.keep = {{"action_type", {"clickout item", "interaction item image"}}};
    const data::click_log log = data::read_clicks("trivago-train.csv", options);
    BOOST_CHECK(log.event_count() == 184 && log.items().kind() == data::id_kind::integer);
}

BOOST_AUTO_TEST_CASE(lastfm) {
    data::read_options options{.session = "", .item = "track", .time = "time", .user = "user"};
    options.header = {"user", "time", "artist", "artist name", "track", "track name"};
    options.on_bad_row = data::bad_rows::skip;
    const data::click_log log = data::sessions_by_inactivity(data::read_clicks("lastfm-plays.tsv", options), std::chrono::minutes(60));
    BOOST_CHECK(log.event_count() > 200 && log.has_users() && log.session_count() > 1);
}

BOOST_AUTO_TEST_CASE(mind) {
    data::read_options options{.session = "", .item = "history", .time = "time", .user = "user", .item_separator = ' '};
    options.on_repeated_list = data::repeated_lists::last;
    options.header = {"impression", "user", "time", "history", "shown"};
    options.time_format = "%m/%d/%Y %I:%M:%S %p";
    const data::click_log log = data::read_clicks("mind-behaviors.tsv", options);
    BOOST_CHECK_EQUAL(spelled(log), "U13740: N55189 N42782 N34694 | U91836: N31739 N6072");
    BOOST_CHECK_EQUAL(log.times_of(1)[1], 1573582290000);
}

BOOST_AUTO_TEST_CASE(tmall) {
    data::read_options options{.session = "", .item = "item_id", .time = "time_stamp", .user = "user_id", .time_format = "%Y%m%d"};
    options.keep = {{"action_type", {"0"}}};
    const data::click_log log = data::sessions_by_day(data::read_clicks("tmall-like.csv", options));
    BOOST_CHECK_EQUAL(spelled(log), "328862:2015-08-29: 323294 844400 | 328862:2015-08-30: 996875 | 108862:2015-08-30: 323294 996875");
}

BOOST_AUTO_TEST_CASE(amazon_reviews) {
    const data::read_options options{.session = "", .item = "asin", .time = "unixReviewTime", .user = "reviewerID"};
    const data::click_log log = data::read_log("reviews.jsonl", options);
    BOOST_CHECK_EQUAL(spelled(log), "A14V: B02 | A2SU: B03 B01");
}

BOOST_AUTO_TEST_CASE(gowalla) {
    data::read_options options{.session = "", .item = "place", .time = "time", .user = "user"};
    options.header = {"user", "time", "latitude", "longitude", "place"};
    const data::click_log log = data::sessions_by_day(data::read_clicks("check-ins.txt", options));
    BOOST_CHECK_EQUAL(log.session_count(), 4u);
    BOOST_CHECK_EQUAL(spelled(log, 0), "16907 23261");
}

BOOST_AUTO_TEST_CASE(plain_lists) {
    const data::read_options options{.format = data::log_format::session_lines};
    const data::click_log log = data::read_clicks("one-session-a-line.txt", options);
    BOOST_CHECK_EQUAL(spelled(log), "1: 5 6 7 | 2: 6 7 | 3: 7 5 5");
}

BOOST_AUTO_TEST_CASE(plain_lists_of_users) {
    data::read_options options{.format = data::log_format::session_lines, .line_begins_with = data::leading_id::user};
    const data::click_log log = data::read_clicks("users-and-items.txt", options);
    BOOST_CHECK_EQUAL(spelled(log), "11: 5 6 7 | 12: 6 7 | 13: 7 5 5");
    BOOST_CHECK(log.has_users());
}

BOOST_AUTO_TEST_CASE(sessions_cut_from_users) {
    data::session_report made;
    const data::read_options options{.session = "", .item = "itemid", .time = "timestamp", .user = "visitorid"};
    const auto log = data::sessions_by_inactivity(data::read_clicks("retailrocket-events.csv", options), std::chrono::hours(2), &made);
    BOOST_CHECK(made.sessions == log.session_count() && made.users == log.users().size() && made.single > 0 && made.longest > 1);
}

BOOST_AUTO_TEST_CASE(the_page_has_these_listings) {
    const auto content = [](const std::string& path) {
        std::stringstream text;
        text << std::ifstream(std::filesystem::path(NEXTCLICK_TESTS_DIR) / path).rdbuf();
        return text.str();
    };
    const auto bare = [](std::string text) {
        std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
        return text;
    };
    const std::string page = content("../docs/reading.md"), here = bare(content("data/read/reading_test.cpp"));
    std::size_t listings = 0;
    for (std::size_t at = 0; (at = page.find("```cpp\n", at)) != std::string::npos; ++listings) {
        const std::size_t end = page.find("```\n", at + 7);
        const std::string listing = page.substr(at + 7, end - at - 7);
        BOOST_CHECK_MESSAGE(here.find(bare(listing)) != std::string::npos, "not tested: " << listing);
        at = end;
    }
    BOOST_CHECK_EQUAL(listings, 13u);
}

BOOST_AUTO_TEST_SUITE_END()
