// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/read_clicks.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "count_allocations.hpp"
#include "data/support.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(data_read_clicks)

using namespace nextclick::data;
using data_test::spelled;

namespace {
click_log parse(std::string_view text, const read_options& options = {}, read_report* report = nullptr) {
    return parse_clicks(text, "t", options, report);
}
read_options named(std::string session, std::string item, std::string time) {
    read_options options;
    options.session = std::move(session);
    options.item = std::move(item);
    options.time = std::move(time);
    return options;
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_plain_case) {
    read_report r;
    const auto log = parse("SessionId\tItemId\tTime\n1\t20\t5\n1\t21\t6.5\n2\t20\t7\n", {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 20 21 | 2: 20");
    BOOST_CHECK_EQUAL(log.time_column()[1], 6500);
    BOOST_CHECK_EQUAL(log.items().size(), 2u);
    BOOST_CHECK(log.items().kind() == id_kind::integer);
    BOOST_CHECK(r.rows == 3 && r.skipped == 0 && r.blank == 0 && r.interleaved == 0 && r.ties == 0);
    BOOST_CHECK(r.unit == time_unit::seconds && r.remarks.empty() && r.separator == '\t' && r.bytes == 45);
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
    read_options options;
    options.columns = {{"Name"}};
    const auto log = parse("SessionId,ItemId,Time,Name\n1,\"red, \"\"new\"\"\",5,\"two\nlines\"\n1,blue,6,\"\"\n", options);
    BOOST_CHECK_EQUAL(spelled(log), "1: red, \"new\" blue");
    BOOST_CHECK_EQUAL(log.column("Name").categories().name(0), "two\nlines");
    BOOST_CHECK_EQUAL(log.column("Name").codes()[1], nextclick::no_item);
}

BOOST_AUTO_TEST_CASE(kinds_of_ids_are_found_or_set) {
    const auto mixed = parse("SessionId\tItemId\tTime\nab\tA13\t5\ncd\t7\t6\n");
    BOOST_CHECK(mixed.items().kind() == id_kind::string && mixed.session_ids().kind() == id_kind::string);
    read_report r;
    read_options users;
    users.user = "User";
    const auto late_strings = parse("SessionId\tItemId\tTime\tUser\n1\t7\t5\t3\n1\t7\t6\t3\n2\t007\t7\tann\nx\t7\t8\t3\n", users, &r);
    BOOST_CHECK_EQUAL(spelled(late_strings), "1: 7 7 | 2: 007 | x: 7");
    BOOST_CHECK(late_strings.users().kind() == id_kind::string && late_strings.users().size() == 2 && r.user_changes == 0);
    BOOST_REQUIRE_EQUAL(r.remarks.size(), 3u);
    BOOST_CHECK(data_test::says("t:4:3: ", "item id \"007\"", "strings")(nextclick::error(r.remarks[0])));
    BOOST_CHECK(data_test::says("t:4:9: ", "user id \"ann\"")(nextclick::error(r.remarks[1])));
    BOOST_CHECK(data_test::says("t:5:1: ", "session id \"x\"")(nextclick::error(r.remarks[2])));
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
    BOOST_CHECK_EQUAL(parse(head + "1,2,5\n1,2,1396860669.5\n").time_column()[0], 5000);
    BOOST_CHECK_EQUAL(parse(head + "1,2,1396860669277\n1,2,0\n1,2,5\n").time_column()[1], 5);
    BOOST_CHECK_EQUAL(parse(head + "1,2,1500\n1,2,1396860669277001\n1,2,-1500\n", {}, &r).time_column()[0], -2);
    BOOST_CHECK(r.unit == time_unit::microseconds);
    const auto nano = parse(head + "1,3,1396860669277000003\n1,1,1396860669277000001\n1,2,1396860669277000002\n", {}, &r);
    BOOST_CHECK_EQUAL(spelled(nano), "1: 1 2 3");
    BOOST_CHECK(r.unit == time_unit::nanoseconds && r.ties == 0 && nano.time_column()[0] == 1'396'860'669'277);
    BOOST_CHECK_EQUAL(spelled(parse(head + "1,2,1396860669.2770002\n1,1,1396860669.2770001\n")), "1: 1 2");
    BOOST_CHECK_EQUAL(parse(head + "1,2, 1396860669277 \n", {}, &r).time_column()[0], 1'396'860'669'277);
    BOOST_CHECK_EQUAL(parse(head + "1,2,2014-04-07 10:51:09.277 UTC\n1,3, 2014-04-07T12:51:09.277+02\n").time_column()[1],
                      1'396'867'869'277);
    read_options options;
    options.unit = time_unit::milliseconds;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1500.7\n", options).time_column()[0], 1500);
    BOOST_CHECK_EQUAL(parse(head + "1,2,-1500.7\n", options).time_column()[0], -1501);
    options.unit = time_unit::milliseconds;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1396860669\n1,3,200000000000\n", options).time_column()[0], 1'396'860'669);  // the given unit
    options.unit = time_unit::seconds;
    BOOST_CHECK_EQUAL(parse(head + "1,2,1500.7\n", options).time_column()[0], 1'500'700);
    options.unit = time_unit::automatic;
    options.time_format = "%d/%m/%Y %I:%M:%S %p";
    BOOST_CHECK_EQUAL(parse(head + "1,2,7/4/2014 10:51:09 AM\n", options).time_column()[0], 1'396'867'869'000);
    options.time_format = "%m/%d/%Y %I:%M:%S %p";
    BOOST_CHECK_EQUAL(parse(head + "1,2,4/7/2014 10:51:09 AM\n", options).time_column()[0], 1'396'867'869'000);
}

BOOST_AUTO_TEST_CASE(without_times_the_order_of_the_file_counts) {
    read_report r;
    const auto log = parse("SessionId\tItemId\n2\t9\n1\t8\n2\t7\n", named("SessionId", "ItemId", ""), &r);
    BOOST_CHECK_EQUAL(spelled(log), "2: 9 7 | 1: 8");
    BOOST_CHECK(!log.has_times());
    BOOST_CHECK_EQUAL(r.interleaved, 1u);
}

BOOST_AUTO_TEST_CASE(disorder_and_ties_are_sorted_and_reported) {
    read_report r;
    const auto log = parse("SessionId\tItemId\tTime\n1\t1\t9\n1\t2\t3\n1\t3\t9\n2\t4\t1\n", {}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "2: 4 | 1: 2 1 3");
    BOOST_CHECK_EQUAL(r.out_of_order, 1u);
    BOOST_CHECK_EQUAL(r.ties, 1u);
}

BOOST_AUTO_TEST_CASE(further_columns_and_users) {
    read_options options;
    options.user = "User";
    options.columns = {{"Action"}, {"Price", column_type::numeric}};
    read_report r;
    const auto log = parse(
        "SessionId,ItemId,Time,User,Action,Price\n1,5,1,ann,view,2.5\n1,6,2,ann,,\n2,5,3,bob,S,nan\n2,5,4,ann,view,"
        "1e3\n",
        options, &r);
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
    read_options options = named("s", "i", "t");
    options.header = {"s", "t", "i", "category"};
    const auto log = parse("1,2014-04-07T10:51:09.277Z,214536502,0\n1,2014-04-07T10:54:09.868Z,214536500,S\n", options);
    BOOST_CHECK_EQUAL(spelled(log), "1: 214536502 214536500");
}

BOOST_AUTO_TEST_CASE(bad_rows_are_skipped_on_request_and_leave_no_trace) {
    read_options options;
    options.on_bad_row = bad_rows::skip;
    options.session_ids = id_type::integer;
    options.max_skipped_share = 1;
    options.messages = 2;
    read_report r;
    const auto log = parse(
        "SessionId\tItemId\tTime\n\t1\t1\n1\tNaN\t1\n1\t77\tsoon\n1\t5\t1\n\t5\t2\n1\t6\n1\t6\t2\t3\nx\t88\t2\n1\t6\t2"
        "\n",
        options, &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 5 6");
    BOOST_CHECK_EQUAL(log.items().size(), 2u);
    BOOST_CHECK_EQUAL(r.rows, 2u);
    BOOST_CHECK_EQUAL(r.skipped, 7u);
    BOOST_REQUIRE_EQUAL(r.messages.size(), 2u);
    BOOST_CHECK(data_test::says("t:2:1: ", "not an id")(nextclick::error(r.messages[0])));
    BOOST_CHECK(data_test::says("t:3:3: ", "NaN")(nextclick::error(r.messages[1])));
}

BOOST_AUTO_TEST_CASE(a_reader_that_skips_most_rows_stops) {
    read_options options;
    options.on_bad_row = bad_rows::skip;
    const std::string good = "1\t2\t3\n", bad = "1\t\t3\n";
    const auto text = [&](int kept, int skipped, int more) {
        std::string s = "SessionId\tItemId\tTime\n";
        for (int i = 0; i < kept; ++i) s += good;
        for (int i = 0; i < skipped; ++i) s += bad;
        for (int i = 0; i < more; ++i) s += good;
        return s;
    };
    read_report r;
    parse(text(5, 5, 0), options, &r);
    BOOST_CHECK(r.rows == 5 && r.skipped == 5);
    BOOST_CHECK_EXCEPTION(parse(text(5, 6, 0), options), nextclick::data_error,
                          data_test::says("6 of 11 rows", "t:7:3: ", "not an id", "read_options::max_skipped_share"));
    BOOST_CHECK_NO_THROW(parse(text(0, 1000, 1000), options));  // early, but not the majority
    BOOST_CHECK_EXCEPTION(parse(text(0, 1001, 1000), options), nextclick::data_error, data_test::says("1001 of 2001 rows"));
    options.max_skipped_share = 0.95;
    BOOST_CHECK_NO_THROW(parse(text(5, 6, 0), options));
    options.max_skipped_share = 0;
    options.messages = 0;
    BOOST_CHECK_EXCEPTION(parse(text(5, 1, 0), options), nextclick::data_error, data_test::says("1 of 6 rows", "t:7:3: "));
}

BOOST_AUTO_TEST_CASE(messages_use_the_spelling_of_the_program) {
    read_options options;
    options.spelling = [](std::string_view field, std::string_view value) {
        return "--" + std::string(field) + (value.empty() ? "" : "[" + std::string(value) + "]");
    };
    const std::string head = "SessionId,ItemId,Time\n";
    const auto says_so = [&](const std::string& text, const char* option) {
        BOOST_CHECK_EXCEPTION(parse(text, options), nextclick::data_error, [&](const nextclick::error& e) {
            return data_test::says(option)(e) && std::string(e.what()).find("read_options") == std::string::npos;
        });
    };
    says_so("ItemId,b\n1,2\n", "--session");
    says_so("SessionId,b\n1,2\n", "--item");
    says_so("SessionId,ItemId\n1,2\n", "--time");
    says_so("abc\n", "--separator");
    says_so(head + "1,,3\n", "--on_bad_row[bad_rows::skip]");
    says_so(head + "1,2\n", "--on_bad_row[bad_rows::skip]");
    says_so(head + "1,2,soon\n", "--time_format");
    says_so(head + "1,2,1396860669\n1,2,1396860669277\n", "--unit");
    says_so(head + "1,\"2,3\n", "--quote[0]");
    options.max_line = 10;
    says_so(head, "--max_line");
    options.max_line = 1000, options.max_columns = 2;
    says_so(head, "--max_columns");
    options.max_columns = 10;
    options.item_ids = id_type::integer;
    says_so(head + "1,x,3\n", "--item_ids[id_type::string]");
    options.keep = {{"Event", {"view"}}};
    says_so(head + "1,x,3\n", "--keep");
    options.keep.clear(), options.on_bad_row = bad_rows::skip;
    says_so(head + "1,2,3\n1,x,3\n1,x,3\n", "--max_skipped_share[1]");
}

BOOST_AUTO_TEST_CASE(rows_of_several_lines_are_counted_and_quotes_are_an_option) {
    read_options options;
    options.columns = {{"Name"}};
    options.messages = 1;
    read_report r;
    const std::string head = "SessionId,ItemId,Time,Name\n";
    parse(head + "1,2,3,\"a\nb\nc\"\n1,2,4,\"d\ne\"\n1,2,5,f\n", options, &r);
    BOOST_CHECK_EQUAL(r.multiline, 2u);
    BOOST_REQUIRE_EQUAL(r.remarks.size(), 1u);
    BOOST_CHECK(data_test::says("t:2:", "2 line ends", "read_options::quote")(nextclick::error(r.remarks[0])));
    options.quote = 0;
    auto log = parse(head + "1,2,3,\"a\n1,2,4,b\"\n", options, &r);
    BOOST_CHECK(r.multiline == 0 && log.column("Name").categories().name(0) == "\"a");
    options.quote = '\'';
    log = parse(head + "1,2,3,'a,b'\n", options);
    BOOST_CHECK_EQUAL(log.column("Name").categories().name(0), "a,b");
    options.quote.reset();
    options.on_bad_row = bad_rows::skip;
    log = parse(head + "1,2,3,a\n1,2,4,\"b\n1,2,5,c\n1,2,6,\"d\"e\n1,2,7,f\n1,2,8,\"g\n1,2,9,h\n", options, &r);
    BOOST_CHECK(r.rows == 4 && r.skipped == 3 && log.column("Name").categories().find("h") != nextclick::no_item);
    BOOST_CHECK(data_test::says("t:3:7: ", "quote")(nextclick::error(r.messages[0])));
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
        BOOST_CHECK_LE(log.memory_bytes(), 24 * log.event_count() + 4);  // 4: the end of the last session
    }
}

BOOST_AUTO_TEST_CASE(a_file_is_read_like_its_text) {
    const data_test::scratch files;
    std::string long_text = "SessionId\tItemId\tTime\tPrice\tAction\tTags\n";  // so long that memory is reserved by the size of the file
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
    for (int i = 0; i < 50'000; ++i) hostile[6] += "\tc" + std::to_string(i);  // columns that no option names
    for (int i = 0; i < 100'000; ++i) hostile[7] += "x\n";                     // no row has enough columns
    hostile[7] = head + hostile[7];
    for (const bad_rows what : {bad_rows::stop, bad_rows::skip})
        for (std::size_t i = 0; i < hostile.size(); ++i) {
            read_options options;
            options.on_bad_row = what;
            const std::ptrdiff_t before = max_held_bytes = held_bytes;
            try {
                parse(hostile[i], options);
            } catch (const nextclick::error&) {
            }
            const auto size = static_cast<std::ptrdiff_t>(hostile[i].size());
            BOOST_TEST(max_held_bytes - before <= 4 * size + (1 << 19), "hostile file " << i << ": " << max_held_bytes - before);
        }
}

BOOST_AUTO_TEST_SUITE_END()
