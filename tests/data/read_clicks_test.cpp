// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read_clicks.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "count_allocations.hpp"
#include "data/support.hpp"
#include "nextclick/core/random.hpp"

using namespace nextclick::data;
using data_test::spelled;

namespace {
click_log parse(std::string_view text, const read_options& how = {}, read_report* report = nullptr) {
    return parse_clicks(text, "t", how, report);
}
read_options named(std::string session, std::string item, std::string time) {
    read_options how;
    how.session = std::move(session);
    how.item = std::move(item);
    how.time = std::move(time);
    return how;
}
}  // namespace

BOOST_AUTO_TEST_SUITE(data_read_clicks)

BOOST_AUTO_TEST_CASE(the_plain_case) {
    read_report r;
    const auto log = parse("SessionId\tItemId\tTime\n1\t20\t5\n1\t21\t6.5\n2\t20\t7\n", {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 20 21 | 2: 20");
    BOOST_CHECK_EQUAL(log.time_column()[1], 6500);
    BOOST_CHECK_EQUAL(log.items().size(), 2u);
    BOOST_CHECK(log.items().kind() == id_kind::integer);
    BOOST_CHECK(r.rows == 3 && r.skipped == 0 && r.blank == 0 && r.interleaved == 0 && r.ties == 0);
    BOOST_CHECK(r.unit == time_unit::seconds && r.separator == '\t' && r.bytes == 45);
}

BOOST_AUTO_TEST_CASE(columns_of_any_order_name_and_separator) {
    read_report r;
    const auto log = parse("when;other;what;who\n5;x;20;1\n6;y;21;1\n", named("who", "what", "when"), &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 20 21");
    BOOST_CHECK_EQUAL(r.separator, ';');
    read_options bar = named("a", "b", "");
    bar.separator = '|';
    BOOST_CHECK_EQUAL(spelled(parse("a|b\n1|2\n", bar)), "1: 2");
}

BOOST_AUTO_TEST_CASE(crlf_quotes_blank_lines_bom_and_no_last_line_end) {
    read_report r;
    const auto log = parse("\xEF\xBB\xBF\"SessionId\",ItemId,Time\r\n\r\n1,\"20\",5\r\n   \r\n\"1\",21,\"6\"\r\n\n2,20,7", {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 20 21 | 2: 20");
    BOOST_CHECK_EQUAL(r.blank, 3u);
}

BOOST_AUTO_TEST_CASE(quoted_fields_hold_separators_quotes_and_line_ends) {
    read_options how;
    how.columns = {{"Name"}};
    const auto log = parse("SessionId,ItemId,Time,Name\n1,\"red, \"\"new\"\"\",5,\"two\nlines\"\n1,blue,6,\"\"\n", how);
    BOOST_CHECK_EQUAL(spelled(log), "1: red, \"new\" blue");
    BOOST_CHECK_EQUAL(log.column("Name").categories().name(0), "two\nlines");
    BOOST_CHECK_EQUAL(log.column("Name").codes()[1], nextclick::no_item);
}

BOOST_AUTO_TEST_CASE(kinds_of_ids_are_found_or_set) {
    const auto mixed = parse("SessionId\tItemId\tTime\nab\tA13\t5\ncd\t7\t6\n");
    BOOST_CHECK(mixed.items().kind() == id_kind::string && mixed.session_ids().kind() == id_kind::string);
    BOOST_CHECK_EQUAL(spelled(mixed), "ab: A13 | cd: 7");
    BOOST_CHECK(parse("SessionId\tItemId\tTime\n1\t007\t5\n").items().kind() == id_kind::string);
    read_options strings;
    strings.item_ids = strings.session_ids = id_type::string;
    const auto forced = parse("SessionId\tItemId\tTime\n1\t7\t5\n1\tNaN\t6\n", strings);
    BOOST_CHECK_EQUAL(spelled(forced), "1: 7 NaN");
    BOOST_CHECK_EQUAL(forced.items().find(7), 0u);
}

BOOST_AUTO_TEST_CASE(time_units) {
    const std::string head = "SessionId,ItemId,Time\n";
    read_report r;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1396860669.277\n", {}, &r).time_column()[0], 1'396'860'669'277);
    BOOST_CHECK_EQUAL(parse(head + "1,2,1396860669277\n", {}, &r).time_column()[0], 1'396'860'669'277);
    BOOST_CHECK(r.unit == time_unit::milliseconds);
    BOOST_CHECK_EQUAL(parse(head + "1,2,2014-04-07T08:51:09.277Z\n", {}, &r).time_column()[0], 1'396'860'669'277);
    BOOST_CHECK(r.unit == time_unit::iso);
    BOOST_CHECK_EQUAL(parse(head + "1,2,5\n1,2,1396860669277\n").time_column()[0], 5);  // one unit for all rows
    read_options how;
    how.unit = time_unit::milliseconds;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1500.7\n", how).time_column()[0], 1500);
    BOOST_CHECK_EQUAL(parse(head + "1,2,-1500.7\n", how).time_column()[0], -1501);
    how.unit = time_unit::seconds;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1500.7\n", how).time_column()[0], 1'500'700);
}

BOOST_AUTO_TEST_CASE(without_times_the_order_of_the_file_counts) {
    read_report r;
    const auto log = parse("SessionId\tItemId\n2\t9\n1\t8\n2\t7\n", named("SessionId", "ItemId", ""), &r);
    BOOST_CHECK_EQUAL(spelled(log), "2: 9 7 | 1: 8");
    BOOST_CHECK(!log.has_times());
    BOOST_CHECK_EQUAL(r.interleaved, 1u);
}

BOOST_AUTO_TEST_CASE(disorder_and_ties_are_mended_and_reported) {
    read_report r;
    const auto log = parse("SessionId\tItemId\tTime\n1\t1\t9\n1\t2\t3\n1\t3\t9\n2\t4\t1\n", {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "2: 4 | 1: 2 1 3");
    BOOST_CHECK_EQUAL(r.out_of_order, 1u);
    BOOST_CHECK_EQUAL(r.ties, 1u);
}

BOOST_AUTO_TEST_CASE(further_columns_and_users) {
    read_options how;
    how.user = "User";
    how.columns = {{"Action"}, {"Price", column_type::numeric}};
    read_report r;
    const auto log = parse(
        "SessionId,ItemId,Time,User,Action,Price\n1,5,1,ann,view,2.5\n1,6,2,ann,,\n2,5,3,bob,S,nan\n2,5,4,ann,view,"
        "1e3\n",
        how, &r);
    const auto& action = log.column("Action");
    BOOST_CHECK_EQUAL(action.categories().name(action.codes()[0]), "view");
    BOOST_CHECK_EQUAL(action.codes()[1], nextclick::no_item);
    BOOST_CHECK_EQUAL(action.codes()[3], action.codes()[0]);
    const auto price = log.column("Price").numbers();
    BOOST_CHECK(price[0] == 2.5f && std::isnan(price[1]) && std::isnan(price[2]) && price[3] == 1000);
    BOOST_CHECK_EQUAL(log.user_id(1).to_string(), "bob");
    BOOST_CHECK_EQUAL(r.user_changes, 1u);
}

BOOST_AUTO_TEST_CASE(a_file_without_a_header_row) {
    read_options how = named("s", "i", "t");
    how.header = {"s", "t", "i", "category"};
    const auto log = parse("1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,S\n", how);
    BOOST_CHECK_EQUAL(spelled(log), "1: 214536502 214536500");
}

BOOST_AUTO_TEST_CASE(bad_rows_are_skipped_on_request_and_leave_no_trace) {
    read_options how;
    how.on_bad_row = bad_rows::skip;
    how.messages = 2;
    read_report r;
    const auto log = parse(
        "SessionId\tItemId\tTime\n\t1\t1\n1\tNaN\t1\n1\t77\tsoon\n1\t5\t1\n\t5\t2\n1\t6\n1\t6\t2\t3\nx\t88\t2\n1\t6\t2"
        "\n",
        how, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 5 6");
    BOOST_CHECK_EQUAL(log.items().size(), 2u);
    BOOST_CHECK_EQUAL(r.rows, 2u);
    BOOST_CHECK_EQUAL(r.skipped, 7u);
    BOOST_REQUIRE_EQUAL(r.messages.size(), 2u);
    BOOST_CHECK(data_test::says("t:2:1: ", "no id")(nextclick::error(r.messages[0])));
    BOOST_CHECK(data_test::says("t:3:3: ", "NaN")(nextclick::error(r.messages[1])));
}

BOOST_AUTO_TEST_CASE(agrees_with_a_plain_sort_on_many_shuffled_rows) {
    struct row {
        std::uint32_t session, item;
        std::int64_t time;
    };
    const nextclick::random_stream random{7, 8};
    std::vector<row> rows;
    std::string text = "SessionId\tItemId\tTime\n";
    for (std::uint64_t n = 0; n < 150'000; ++n) {
        rows.push_back({random.below(3 * n, 20'000), random.below(3 * n + 1, 5'000), 1'700'000'000 + random.below(3 * n + 2, 50'000)});
        text +=
            std::to_string(rows.back().session) + '\t' + std::to_string(rows.back().item) + '\t' + std::to_string(rows.back().time) + '\n';
    }
    std::map<std::uint32_t, std::vector<row>> expected;
    std::vector<std::uint32_t> first_seen;
    for (const row& r : rows) {
        if (expected[r.session].empty()) first_seen.push_back(r.session);
        expected[r.session].push_back(r);
    }
    const auto earlier = [](const row& a, const row& b) { return a.time < b.time; };
    for (auto& [id, events] : expected) std::stable_sort(events.begin(), events.end(), earlier);
    std::stable_sort(first_seen.begin(), first_seen.end(), [&](auto a, auto b) { return earlier(expected[a][0], expected[b][0]); });
    const auto log = parse(text);
    BOOST_REQUIRE_EQUAL(log.session_count(), first_seen.size());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        BOOST_REQUIRE(log.session_id(s) == item_id(first_seen[s]));
        const auto& events = expected[first_seen[s]];
        BOOST_REQUIRE_EQUAL(log.items_of(s).size(), events.size());
        for (std::size_t e = 0; e < events.size(); ++e) {
            BOOST_REQUIRE(log.items()[log.items_of(s)[e]] == item_id(events[e].item));
            BOOST_REQUIRE_EQUAL(log.times_of(s)[e], events[e].time * 1000);
        }
    }
}

BOOST_AUTO_TEST_CASE(items_are_numbered_by_first_appearance_at_any_length) {
    for (const std::uint32_t rows : {1u, 63u, 64u, 65u, 129u}) {  // the reader looks items up in groups
        std::string text = "SessionId,ItemId,Time\n";
        for (std::uint32_t i = 0; i < rows; ++i) text += "1," + std::to_string(1000 - i) + ",1\n";
        const auto log = parse(text);
        for (std::uint32_t i = 0; i < rows; ++i) {
            BOOST_REQUIRE_EQUAL(log.item_column()[i], i);
            BOOST_REQUIRE_EQUAL(log.items().name(i), std::to_string(1000 - i));
        }
    }
}

BOOST_AUTO_TEST_CASE(three_columns_take_at_most_24_bytes_an_event) {
    for (const std::uint32_t length : {1u, 2u, 5u}) {
        std::string text = "SessionId\tItemId\tTime\n";
        for (std::uint32_t i = 0; i < 200'000; ++i) text += std::to_string(i / length) + '\t' + std::to_string(i % 97) + "\t1700000000\n";
        const auto log = parse(text);
        BOOST_CHECK_LE(log.memory_bytes(), 24 * log.event_count() + 4);  // 4: where the last session ends
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_read_like_its_text) {
    const data_test::scratch files;
    std::string long_text = "SessionId\tItemId\tTime\tPrice\tAction\tTags\n";  // so long that memory is asked for by the size of the file
    for (int i = 0; i < 70'000; ++i)
        long_text +=
            std::to_string(i / 3) + '\t' + std::to_string(i % 97) + "\t1700000000\t" + std::to_string(i % 7) + "\tview\tred|large\n";
    read_options with_columns;
    with_columns.columns = {{"Price", column_type::numeric}, {"Action"}, {"Tags", column_type::tags, '|'}};
    BOOST_CHECK(data_test::same_content(read_clicks(files.write("long.tsv", long_text), with_columns), parse(long_text, with_columns)));
    const std::string text = "SessionId\tItemId\tTime\n1\t20\t5\n1\t21\t6\n2\t20\t7\n";
    BOOST_CHECK(data_test::same_content(read_clicks(files.write("a.tsv", text)), parse(text)));
}

BOOST_AUTO_TEST_CASE(memory_is_bounded_by_the_file_whatever_is_in_it) {
    const std::string head = "SessionId\tItemId\tTime\n";
    std::vector<std::string> hostile{head + std::string(1 << 20, '\n'),
                                     head + std::string(1 << 20, '\t'),
                                     head + std::string(1 << 20, '"'),
                                     head + "1\t" + std::string(1 << 20, 'x') + "\t3\n",
                                     head + "9223372036854775807\t1\t1\n-9223372036854775808\t4000000000\t9000000000\n",
                                     std::string(1 << 20, '\t') + '\n',
                                     "SessionId\tItemId\tTime",
                                     ""};
    for (int i = 0; i < 50'000; ++i) hostile[6] += "\tc" + std::to_string(i);  // columns that nobody asks for
    for (int i = 0; i < 100'000; ++i) hostile[7] += "x\n";                     // no row has enough columns
    hostile[7] = head + hostile[7];
    for (const bad_rows what : {bad_rows::stop, bad_rows::skip})
        for (std::size_t i = 0; i < hostile.size(); ++i) {
            read_options how;
            how.on_bad_row = what;
            const std::ptrdiff_t before = most_held_bytes = held_bytes;
            try {
                parse(hostile[i], how);
            } catch (const nextclick::error&) {
            }
            const auto size = static_cast<std::ptrdiff_t>(hostile[i].size());
            BOOST_TEST(most_held_bytes - before <= 4 * size + (1 << 19), "hostile file " << i << ": " << most_held_bytes - before);
        }
}

BOOST_AUTO_TEST_SUITE_END()
