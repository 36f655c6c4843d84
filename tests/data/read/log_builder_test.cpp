// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/log_builder.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "data/support.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_log_builder)

using namespace nextclick::data;
using namespace std::chrono_literals;
using data_test::says;
using data_test::spelled;

BOOST_AUTO_TEST_CASE(events_in_any_order_become_sessions_in_order) {
    log_builder log({.users = true,
                     .columns = {{"Action"}, {"Price", column_type::numeric}, {"Tags", column_type::tags}, {"Title", column_type::text}}});
    log.add("b", "shoe", 30s, "ann", {"view", 2.5, "red|large", "Red shoe"});
    log.add("a", "boot", 10s, "bob", {"buy", "7", {}, {}});
    log.add(std::string("b"), std::string("hat"), 20s, "ann", {{}, {}, "red", "a hat"});
    log.add("b", "shoe", 20s, "eve", {"view", 3, "", ""});
    BOOST_CHECK_EQUAL(log.event_count(), 4u);
    build_report r;
    const click_log clicks = std::move(log).build(&r);
    BOOST_CHECK_EQUAL(spelled(clicks), "a: boot | b: hat shoe shoe");
    BOOST_CHECK(r.rows == 4 && r.out_of_order == 1 && r.ties == 1 && r.interleaved == 1 && r.user_changes == 1);
    BOOST_CHECK(clicks.user_id(0) == item_id("bob") && clicks.user_id(1) == item_id("ann"));
    BOOST_CHECK_EQUAL(clicks.time_column()[0], 10'000);
    const auto action = clicks.column("Action").codes();
    BOOST_CHECK(action[1] == nextclick::no_item && action[2] == action[3]);
    const auto price = clicks.column("Price").numbers();
    BOOST_CHECK(price[0] == 7 && price[2] == 3 && price[3] == 2.5f && std::isnan(price[1]));
    BOOST_CHECK_EQUAL(clicks.column("Tags").text(3), "red|large");
    BOOST_CHECK_EQUAL(clicks.column("Title").text(1), "a hat");
}

BOOST_AUTO_TEST_CASE(every_unit_keeps_the_order_of_events_within_a_millisecond) {
    const auto base = 1'659'304'800s;
    log_builder log;
    log.add(1, 3, base + 300us);
    log.add(1, 1, base + 100us);
    log.add(1, 2, base + 100'001ns);
    log.add(2, 9, base + 50us);
    log.add(3, 8, std::chrono::sys_time<std::chrono::microseconds>(base + 10us));
    build_report r;
    const click_log clicks = std::move(log).build(&r);
    BOOST_CHECK_EQUAL(spelled(clicks), "3: 8 | 2: 9 | 1: 1 2 3");
    BOOST_CHECK(r.ties == 0 && r.out_of_order == 1);
    for (const auto t : clicks.time_column()) BOOST_CHECK_EQUAL(t, 1'659'304'800'000);
    log_builder early;
    early.add(1, 1, -1us);
    early.add(1, 0, -1500us);
    BOOST_CHECK_EQUAL(spelled(std::move(early).build()), "1: 0 1");
}

BOOST_AUTO_TEST_CASE(the_first_string_turns_integers_into_strings) {
    log_builder log({.times = false, .users = true});
    const auto add = [&](const item_id& session, const item_id& item, const item_id& user) { log.add(session, item, {}, user); };
    for (int i = 0; i < 70; ++i) add(i / 2, 1000 - i, 7);  // more than one group of look-ups
    add(34, "B0002", "ann");
    add("x-1", 1000, "7");
    add(34, "1000", 7);
    add("34", "001", 7);
    BOOST_CHECK(log.item_kind() == id_kind::string && log.session_kind() == id_kind::string && log.user_kind() == id_kind::string);
    build_report r;
    const click_log clicks = std::move(log).build(&r);
    BOOST_CHECK_EQUAL(clicks.session_count(), 36u);
    BOOST_CHECK_EQUAL(spelled(clicks, 34), "932 931 B0002 1000 001");
    BOOST_CHECK_EQUAL(spelled(clicks, 35), "1000");
    BOOST_CHECK(clicks.session_id(35) == item_id("x-1") && clicks.session_id(0) == item_id("0"));
    BOOST_CHECK_EQUAL(clicks.items().find(1000), 0u);
    BOOST_CHECK_EQUAL(clicks.items().find("1000"), 0u);
    BOOST_CHECK_EQUAL(clicks.users().size(), 2u);
    BOOST_CHECK(r.interleaved == 1 && r.user_changes == 1);
}

BOOST_AUTO_TEST_CASE(invalid_events_are_refused_and_change_nothing) {
    log_builder log({.users = true, .columns = {{"Price", column_type::numeric}}, .item_ids = id_type::integer});
    log.add(1, 2, 3s, 4, {5});
    BOOST_CHECK_EXCEPTION(log.add(1, "shoe", 3s, 4, {5}), nextclick::data_error, says("event 2", "item", "\"shoe\"", "id_type::string"));
    BOOST_CHECK_EXCEPTION(log.add("", 2, 3s, 4, {5}), nextclick::data_error, says("event 2", "session", "empty"));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, 3s, "", {5}), nextclick::data_error, says("user", "empty"));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, 3s, 4, {"cheap"}), nextclick::data_error, says("\"cheap\"", "\"Price\"", "number"));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, 3s, 4, {1e300}), nextclick::data_error, says("1e+300", "\"Price\""));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, 3s, 4), nextclick::argument_error, says("0 values for the 1 columns"));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, {}, 4, {5}), nextclick::argument_error, says("lacks a time", "builder_options::times"));
    BOOST_CHECK_EXCEPTION(log.add(1, 2, 3s, {}, {5}), nextclick::argument_error, says("lacks a user", "builder_options::users"));
    BOOST_CHECK_THROW(log.add(1, 2, std::chrono::duration<double>(1e300), 4, {5}), nextclick::argument_error);
    log.add(1, 3, 4s, 4, {6});
    const click_log clicks = std::move(log).build();
    BOOST_CHECK_EQUAL(spelled(clicks), "1: 2 3");
    BOOST_CHECK_EQUAL(clicks.items().size(), 2u);
    BOOST_CHECK_THROW(log_builder().build(), nextclick::data_error);
    BOOST_CHECK_THROW(log_builder({.columns = {{"a"}, {"a"}}}), nextclick::argument_error);
    BOOST_CHECK_THROW(log_builder({.columns = {{"a", column_type::tags, 0}}}), nextclick::argument_error);
}

BOOST_AUTO_TEST_CASE(the_unit_of_times_may_be_set_later) {
    log_builder log;
    log.add(1, 1, 5s);
    log.add(1, 2, -1500ms);
    log.add(1, 3, 1'500'700us);
    log.divide_times(1000);
    const click_log clicks = std::move(log).build();
    BOOST_CHECK_EQUAL(spelled(clicks), "1: 2 3 1");
    const auto t = clicks.time_column();
    BOOST_CHECK(t[0] == -2 && t[1] == 1 && t[2] == 5);
}

BOOST_AUTO_TEST_CASE(a_log_of_a_custom_source_equals_that_of_a_file) {
    const nextclick::random_stream random{3, 4};
    std::string text = "SessionId\tItemId\tTime\n";
    log_builder log;
    log.reserve(20'000);
    for (std::uint64_t n = 0; n < 20'000; ++n) {
        const auto session = random.below(3 * n, 3'000), item = random.below(3 * n + 1, 500),
                   time = 1'700'000'000 + random.below(3 * n + 2, 5'000);
        text += std::to_string(session) + '\t' + std::to_string(item) + '\t' + std::to_string(time) + '\n';
        log.add(session, std::to_string(item), std::chrono::seconds(time));
    }
    read_report read;
    build_report built;
    const auto a = parse_clicks(text, "t", {}, &read), b = std::move(log).build(&built);
    BOOST_CHECK(data_test::same_content(a, b));
    BOOST_CHECK_EQUAL(a.items().hash(), b.items().hash());
    BOOST_CHECK(a.session_ids() == b.session_ids());
    BOOST_CHECK_LE(b.memory_bytes(), 24 * b.event_count() + 4);
    BOOST_CHECK(read.ties == built.ties && read.out_of_order == built.out_of_order && read.interleaved == built.interleaved);
}

BOOST_AUTO_TEST_SUITE_END()
