// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/time_features.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <random>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(time_features)

namespace data = nextclick::data;
using data_test::says;

namespace {
/// Two users; b's second session starts before its first one ends.
constexpr const char* visits =
    "SessionId\tItemId\tTime\tUser\n"
    "1\t7\t2024-01-01T00:00:00Z\ta\n"
    "1\t8\t2024-01-01T00:00:01.500Z\ta\n"
    "2\t7\t2024-01-02T22:30:00Z\tb\n"
    "2\t9\t2024-01-02T23:30:00Z\tb\n"
    "3\t7\t2024-01-02T23:00:00Z\tb\n"
    "4\t7\t2024-01-03T00:00:01.500Z\ta\n"
    "4\t7\t2024-01-03T00:00:01.500Z\ta\n";

data::click_log read(const char* user = "User") {
    data::read_options options;
    options.user = user;
    return data::parse_clicks(visits, "visits", options);
}
}  // namespace

BOOST_AUTO_TEST_CASE(hours_and_weekdays_agree_with_the_calendar) {
    static_assert(data::hour_of(0) == 0 && data::weekday_of(0) == 3);
    static_assert(data::hour_of(-1) == 23 && data::weekday_of(-1) == 2);
    static_assert(data::hour_of(0, -60) == 23 && data::weekday_of(0, -60) == 2);
    static_assert(data::hour_of(0, 330) == 5 && data::hour_of(1'800'000, 330) == 6);
    std::mt19937_64 random(3);
    for (int i = 0; i < 2000; ++i) {
        const auto ms = static_cast<std::int64_t>(random() % 8'000'000'000'000) - 4'000'000'000'000;
        const std::chrono::sys_time<std::chrono::milliseconds> t{std::chrono::milliseconds(ms)};
        const auto day = std::chrono::floor<std::chrono::days>(t);
        BOOST_TEST(data::weekday_of(ms) == std::chrono::weekday(day).iso_encoding() - 1);
        BOOST_TEST(data::hour_of(ms) == std::chrono::floor<std::chrono::hours>(t - day).count());
    }
}

BOOST_AUTO_TEST_CASE(become_columns) {
    const auto log = data::with_time_features(read());
    BOOST_REQUIRE_EQUAL(log.columns().size(), 4u);
    const auto hour = log.column("Hour").codes(), weekday = log.column("Weekday").codes();
    const auto gap = log.column("Gap").numbers(), away = log.column("Away").numbers();
    BOOST_CHECK_EQUAL(data_test::spelled(log), "1: 7 8 | 2: 7 9 | 3: 7 | 4: 7 7");
    const std::vector<std::uint32_t> hours{0, 0, 22, 23, 23, 0, 0}, days{0, 0, 1, 1, 1, 2, 2};
    BOOST_TEST(std::vector(hour.begin(), hour.end()) == hours, boost::test_tools::per_element());
    BOOST_TEST(std::vector(weekday.begin(), weekday.end()) == days, boost::test_tools::per_element());
    BOOST_TEST(log.column("Hour").categories().size() == 24u);
    BOOST_TEST(log.column("Hour").categories().find(23) == 23u);
    BOOST_TEST(log.column("Weekday").categories().size() == 7u);
    for (const std::size_t first : {0, 2, 4, 5}) BOOST_TEST(std::isnan(gap[first]));
    BOOST_TEST(gap[1] == 1.5f);
    BOOST_TEST(gap[3] == 3600.0f);
    BOOST_TEST(gap[6] == 0.0f);
    for (const std::size_t none : {0, 1, 2, 3}) BOOST_TEST(std::isnan(away[none]));
    BOOST_TEST(away[4] == 0.0f);
    for (const std::size_t e : {5, 6}) BOOST_TEST(away[e] == 2 * 86'400.0f);
}

BOOST_AUTO_TEST_CASE(can_be_renamed_shifted_and_left_out) {
    const auto log = data::with_time_features(read(""), {.hour = "Clock", .weekday = "", .gap = "", .away = "", .utc_offset = 120});
    BOOST_REQUIRE_EQUAL(log.columns().size(), 1u);
    const std::vector<std::uint32_t> hours{2, 2, 0, 1, 1, 2, 2};
    const auto clock = log.column("Clock").codes();
    BOOST_TEST(std::vector(clock.begin(), clock.end()) == hours, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(missing_times_missing_users_and_taken_names_are_errors) {
    data::read_options options;
    options.time.clear();
    const auto timeless = data::parse_clicks("SessionId\tItemId\n1\t7\n", "timeless", options);
    BOOST_CHECK_EXCEPTION(data::with_time_features(timeless), nextclick::data_error,
                          says("with_time_features: the log has no times", "read_options::time"));
    BOOST_CHECK_EXCEPTION(data::with_time_features(read("")), nextclick::data_error, says("\"Away\" needs users", "read_options::user"));
    BOOST_CHECK_EXCEPTION(data::with_time_features(data::with_time_features(read())), nextclick::data_error,
                          says("has a column \"Hour\" already"));
    BOOST_TEST(data::with_time_features(data::click_log(), {.away = ""}).columns().size() == 3u);
}

BOOST_AUTO_TEST_CASE(agree_with_a_simulated_log) {
    const auto log = data::with_time_features(data::simulate({.sessions = 500, .users = 40}));
    const auto gap = log.column("Gap").numbers();
    const auto dwell = log.column("Dwell").numbers();  // ms until the next click
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::size_t e = log.session_begin()[s] + 1; e < log.session_begin()[s + 1]; ++e)
            BOOST_TEST(gap[e] * 1000 == dwell[e - 1], boost::test_tools::tolerance(1e-5f));
}

BOOST_AUTO_TEST_SUITE_END()
