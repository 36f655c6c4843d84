// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/session_lines.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_session_lines)

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;
using nextclick::data_error;

namespace {
read_options lines(leading_id first = leading_id::none) { return {.format = log_format::session_lines, .line_begins_with = first}; }
click_log parse(std::string_view text, const read_options& options = lines(), read_report* report = nullptr) {
    return parse_clicks(text, "s.txt", options, report);
}
}  // namespace

BOOST_AUTO_TEST_CASE(items_are_separated_by_blanks_or_commas) {
    read_report r;
    const auto log = parse("5 6 7\n6 7\n7 5 5\n", lines(), &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 5 6 7 | 2: 6 7 | 3: 7 5 5");
    BOOST_CHECK(!log.has_times() && !log.has_users() && r.rows == 8 && r.separator == ' ' && r.format == log_format::session_lines);
    BOOST_CHECK_EQUAL(spelled(parse(" 5 6  7\t\r\n\n6 7\r\n7 5 5", lines(), &r)), "1: 5 6 7 | 3: 6 7 | 4: 7 5 5");
    BOOST_CHECK_EQUAL(r.blank, 1u);
    BOOST_CHECK_EQUAL(spelled(parse("5, 6,7\n6,7\n", lines(), &r)), "1: 5 6 7 | 2: 6 7");
    BOOST_CHECK_EQUAL(r.separator, ',');
    BOOST_CHECK_EQUAL(spelled(parse("5\n6;7\n", lines(), &r)), "1: 5 | 2: 6 7");
    BOOST_CHECK_EQUAL(spelled(parse("5\t6\n6\t7\n", lines(), &r)), "1: 5 6 | 2: 6 7");
    BOOST_CHECK_EQUAL(r.separator, '\t');
    BOOST_CHECK_EQUAL(spelled(parse("b-1 b-2\nb-1\n")), "1: b-1 b-2 | 2: b-1");
}

BOOST_AUTO_TEST_CASE(an_ambiguous_line_is_an_error_until_the_separator_is_named) {
    BOOST_CHECK_EXCEPTION(parse("5 6 7\n6,7\n"), data_error, says("s.txt:2:2: ", "commas", "blanks", "read_options::separator"));
    BOOST_CHECK_EXCEPTION(parse("5,6\n5, 6 7\n"), data_error, says("s.txt:2:5: ", "blanks", "commas"));
    BOOST_CHECK_EXCEPTION(parse("5;6\n5,6\n"), data_error, says("s.txt:2:2: ", "commas", "semicolons"));
    BOOST_CHECK_EXCEPTION(parse("Paris\nRio de Janeiro\tParis\n"), data_error, says("s.txt:2:4: ", "blanks", "tabs"));
    BOOST_CHECK_EXCEPTION(parse("5 6\n5\t6\n"), data_error, says("s.txt:2:2: ", "tabs", "blanks"));
    auto options = lines();
    options.separator = '\t';
    BOOST_CHECK_EQUAL(spelled(parse("Rio de Janeiro\tParis\n", options)), "1: Rio de Janeiro Paris");
    options.separator = ',';
    BOOST_CHECK_EQUAL(spelled(parse("Rio de Janeiro, Paris\nParis\n", options)), "1: Rio de Janeiro Paris | 2: Paris");
    options.separator = ' ';
    BOOST_CHECK_EQUAL(spelled(parse("a,b c\nc\n", options)), "1: a,b c | 2: c");
    options.separator = '|';
    BOOST_CHECK_EQUAL(spelled(parse("5|6\n", options)), "1: 5 6");
    options.separator = '\n';
    BOOST_CHECK_THROW(parse("5|6\n", options), nextclick::argument_error);
}

BOOST_AUTO_TEST_CASE(lines_may_begin_with_the_id_of_a_session_or_user) {
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse("x 5 6\ny 6\n", lines(leading_id::session))), "x: 5 6 | y: 6");
    BOOST_CHECK_EQUAL(spelled(parse("x, 5, 6\ny, 6\n", lines(leading_id::session))), "x: 5 6 | y: 6");
    const auto log = parse("11 5 6\n12\n13 6\n", lines(leading_id::user), &r);
    BOOST_CHECK_EQUAL(spelled(log), "11: 5 6 | 13: 6");
    BOOST_CHECK(log.has_users() && log.user_id(1).to_string() == "13" && r.empty_lists == 1);
    BOOST_CHECK(log.session_ids().kind() == id_kind::integer);
    BOOST_CHECK_EXCEPTION(parse(",5\n", lines(leading_id::session)), data_error, says("s.txt:1:1: ", "not an id"));
}

BOOST_AUTO_TEST_CASE(a_second_line_of_one_id_is_an_error_or_the_last_counts_or_each) {
    const std::string text = "ann 5 6\nbob 9\nann 5 6 7\n";
    auto options = lines(leading_id::user);
    BOOST_CHECK_EXCEPTION(parse(text, options), data_error,
                          says("s.txt:3:1: ", "\"ann\"", "line 1", "repeated_lists::last", "repeated_lists::each"));
    options.on_repeated_list = repeated_lists::last;
    read_report r;
    const auto last = parse(text, options, &r);
    BOOST_CHECK_EQUAL(spelled(last), "bob: 9 | ann: 5 6 7");
    BOOST_CHECK(r.repeated_lists == 1 && r.rows == 4);
    options.on_repeated_list = repeated_lists::each;
    const auto each = parse(text, options);
    BOOST_CHECK_EQUAL(spelled(each), "1: 5 6 | 2: 9 | 3: 5 6 7");
    BOOST_CHECK(each.user_id(0) == each.user_id(2));
}

BOOST_AUTO_TEST_CASE(invalid_items_are_bad_rows) {
    BOOST_CHECK_EXCEPTION(parse("5,,6\n"), data_error, says("s.txt:1:3: ", "not an id"));
    BOOST_CHECK_EXCEPTION(parse("5 6\n5 NaN\n"), data_error, says("s.txt:2:3: ", "not an id"));
    BOOST_CHECK_EXCEPTION(parse("[5, 6]\n"), data_error, says("s.txt:1:1: ", "brackets"));
    BOOST_CHECK_EXCEPTION(parse("5 caf\xE9\n"), data_error, says("s.txt:1:6: ", "\\xE9", "iconv"));
    auto options = lines();
    options.on_bad_row = bad_rows::skip;
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse("5,,6\n7,8\n9 9\n", options, &r)), "1: 5 6 | 2: 7 8");
    BOOST_CHECK_EQUAL(r.skipped, 2u);
    for (const char* nothing : {"", "\n\n"}) BOOST_CHECK_EXCEPTION(parse(nothing), data_error, says("s.txt", "empty"));
}

BOOST_AUTO_TEST_CASE(options_of_tables_are_refused) {
    for (int option = 0; option < 4; ++option) {
        auto options = lines();
        if (option == 0) options.columns = {{"Price"}};
        if (option == 1) options.keep = {{"kind", {"view"}}};
        if (option == 2) options.header = {"a"};
        if (option == 3) options.keep_if = [](const row_view&) { return true; };
        BOOST_CHECK_EXCEPTION(parse("5 6\n", options), nextclick::argument_error, says("no columns", "read_options::columns"));
    }
}

BOOST_AUTO_TEST_CASE(one_long_session_is_read_in_linear_memory) {
    std::string text;
    for (int i = 0; i < 300'000; ++i) text += std::to_string(i % 5000) + ' ';
    text += "\n1 2\n";
    const auto log = parse(text);
    BOOST_CHECK_EQUAL(log.event_count(), 300'002u);
    auto options = lines();
    options.max_line = 1000;
    BOOST_CHECK_EXCEPTION(parse(text, options), data_error, says("s.txt:1:1: ", "longer than 1000", "max_line"));
}

BOOST_AUTO_TEST_SUITE_END()
