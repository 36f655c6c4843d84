// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/cut_sessions.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/column.hpp"

BOOST_AUTO_TEST_SUITE(data_cut_sessions)

using namespace nextclick::data;
using namespace std::chrono_literals;
using data_test::says;
using nextclick::item_index;

namespace {

struct click {
    std::string user;
    std::int64_t item, minute;
};

/// A log in which every user is one session; the number column repeats the item.
click_log visits(const std::vector<click>& clicks) {
    vocabulary users(id_kind::string), items;
    for (const click& c : clicks) users.insert(c.user);
    log_columns parts;
    std::vector<float> numbers;
    std::vector<std::pair<std::int64_t, item_index>> starts;
    for (item_index u = 0; u < users.size(); ++u) {
        std::int64_t start = std::numeric_limits<std::int64_t>::max();
        for (const click& c : clicks)
            if (users.find(c.user) == u) start = std::min(start, c.minute);
        starts.emplace_back(start, u);
    }
    std::ranges::sort(starts);
    parts.session_ids = id_column(id_kind::string);
    for (const auto& [start, u] : starts) {
        std::vector<click> own;
        for (const click& c : clicks)
            if (users.find(c.user) == u) own.push_back(c);
        std::ranges::stable_sort(own, {}, &click::minute);
        for (const click& c : own) {
            parts.item.push_back(items.insert(c.item));
            parts.time.push_back(c.minute * 60'000);
            numbers.push_back(static_cast<float>(c.item));
        }
        parts.session_begin.push_back(static_cast<std::uint32_t>(parts.item.size()));
        parts.session_ids.push_back(users[u]);
        parts.user.push_back(u);
    }
    parts.items = std::make_shared<const vocabulary>(std::move(items));
    parts.users = std::make_shared<const vocabulary>(std::move(users));
    parts.extra.emplace_back("Number", std::move(numbers));
    return click_log(std::move(parts));
}

/// Users of the sessions, in order of the sessions.
std::string users_of(const click_log& log) {
    std::string s;
    for (std::size_t i = 0; i < log.session_count(); ++i) s += (i == 0 ? "" : " ") + log.user_id(i).to_string();
    return s;
}

/// Every click still has its own column and time.
bool whole(const click_log& log) {
    const auto numbers = log.column("Number").numbers();
    for (std::size_t e = 0; e < log.event_count(); ++e)
        if (log.items().name(log.item_column()[e]) != std::to_string(static_cast<int>(numbers[e]))) return false;
    return true;
}

const std::vector<click> two_days = {{"b", 1, 0}, {"b", 2, 30}, {"b", 3, 61}, {"a", 4, 10}, {"a", 5, 20}, {"a", 6, 1500}, {"b", 7, 1441}};

}  // namespace

BOOST_AUTO_TEST_CASE(a_pause_longer_than_the_gap_begins_a_session) {
    session_report report;
    const auto log = sessions_by_inactivity(visits(two_days), 30min, &report);
    BOOST_CHECK_EQUAL(data_test::spelled(log), "b:1: 1 2 | a:1: 4 5 | b:2: 3 | b:3: 7 | a:2: 6");
    BOOST_CHECK_EQUAL(users_of(log), "b a b b a");
    BOOST_CHECK(whole(log));
    BOOST_CHECK_EQUAL(report.users, 2u);
    BOOST_CHECK_EQUAL(report.sessions, 5u);
    BOOST_CHECK_EQUAL(report.single, 3u);
    BOOST_CHECK_EQUAL(report.longest, 2u);
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_inactivity(visits(two_days))), data_test::spelled(log));
}

BOOST_AUTO_TEST_CASE(any_gap_is_taken_but_one_below_zero) {
    BOOST_CHECK_EQUAL(sessions_by_inactivity(visits(two_days), 0ms).session_count(), 7u);
    BOOST_CHECK_EQUAL(sessions_by_inactivity(visits(two_days), 31min).session_count(), 4u);
    BOOST_CHECK_EQUAL(sessions_by_inactivity(visits(two_days), std::chrono::milliseconds::max()).session_count(), 2u);
    BOOST_CHECK_EXCEPTION(sessions_by_inactivity(visits(two_days), -1ms), nextclick::argument_error, says("-1 ms", "minutes(30)"));
}

BOOST_AUTO_TEST_CASE(times_at_the_ends_of_64_bits_are_far_apart) {
    log_columns parts = std::move(visits({{"a", 1, 0}, {"a", 2, 0}})).release();
    parts.time = {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()};
    const click_log log(std::move(parts));
    BOOST_CHECK_EQUAL(sessions_by_inactivity(log).session_count(), 2u);
    BOOST_CHECK_EQUAL(sessions_by_day(log, 1440min).session_count(), 2u);
}

BOOST_AUTO_TEST_CASE(days_end_at_midnight_of_the_clock_that_is_named) {
    const std::vector<click> nights = {{"a", 1, 0}, {"a", 2, 23 * 60}, {"a", 3, 24 * 60}, {"a", 4, -1}};
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_day(visits(nights))), "a:1969-12-31: 4 | a:1970-01-01: 1 2 | a:1970-01-02: 3");
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_day(visits(nights), 60min)), "a:1970-01-01: 4 1 | a:1970-01-02: 2 3");
    session_report report;
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_day(visits(nights), -5h, &report)), "a:1969-12-31: 4 1 | a:1970-01-01: 2 3");
    BOOST_CHECK_EQUAL(report.sessions, 2u);
    BOOST_CHECK_EXCEPTION(sessions_by_day(visits(nights), 1441min), nextclick::argument_error, says("1441", "120 for +02:00"));
}

BOOST_AUTO_TEST_CASE(a_user_can_be_one_session) {
    session_report report;
    const auto cut = sessions_by_inactivity(visits(two_days));
    const auto log = sessions_by_user(cut, &report);
    BOOST_CHECK_EQUAL(data_test::spelled(log), "b: 1 2 3 7 | a: 4 5 6");
    BOOST_CHECK_EQUAL(report.single, 0u);
    BOOST_CHECK_EQUAL(report.longest, 4u);
    BOOST_CHECK(whole(log));
}

BOOST_AUTO_TEST_CASE(sessions_that_overlap_are_merged_by_time_and_ties_keep_their_order) {
    log_columns parts = std::move(visits({{"a", 1, 0}, {"a", 2, 40}, {"a", 3, 10}, {"a", 4, 10}})).release();
    parts.session_begin = {0, 2, 4};  // 1 3 | 4 2, of one user
    parts.time = {0, 600'000, 600'000, 2'400'000};
    parts.item = {0, 2, 3, 1};
    parts.extra.clear();
    parts.session_ids = id_column(id_kind::string);
    parts.session_ids.push_back(std::string_view("x"));
    parts.session_ids.push_back(std::string_view("y"));
    parts.user = {0, 0};
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_inactivity(click_log(parts), 10min)), "a:1: 1 4 2 | a:2: 3");
    parts.time[1] = 2'400'001;  // the first session ends after the second
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_inactivity(click_log(parts), 10min)), "a:1: 1 2 | a:2: 3 4");
}

BOOST_AUTO_TEST_CASE(logs_without_users_or_times_are_refused_with_a_message) {
    log_columns parts = std::move(visits(two_days)).release();
    parts.users = nullptr;
    parts.user.clear();
    const click_log without_users(parts);
    BOOST_CHECK_EXCEPTION(sessions_by_inactivity(without_users), nextclick::data_error, says("no users", "read_options::user"));
    BOOST_CHECK_EXCEPTION(sessions_by_day(without_users), nextclick::data_error, says("no users"));
    BOOST_CHECK_EXCEPTION(sessions_by_user(without_users), nextclick::data_error, says("no users"));
    parts = std::move(visits(two_days)).release();
    parts.time.clear();
    const click_log timeless(parts);
    BOOST_CHECK_EXCEPTION(sessions_by_inactivity(timeless), nextclick::data_error, says("no times", "read_options::time"));
    BOOST_CHECK_EXCEPTION(sessions_by_day(timeless), nextclick::data_error, says("no times"));
    BOOST_CHECK_EQUAL(data_test::spelled(sessions_by_user(timeless)), "b: 1 2 3 7 | a: 4 5 6");
}

BOOST_AUTO_TEST_SUITE_END()
