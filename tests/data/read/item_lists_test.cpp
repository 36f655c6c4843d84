// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/item_lists.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_item_lists)

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;
using nextclick::data_error;

namespace {
/// A table of user, time and list, in this order.
read_options table(repeated_lists repeated = repeated_lists::stop) {
    return {.session = "", .item = "history", .time = "t", .user = "u", .item_separator = ' ', .on_repeated_list = repeated};
}
const std::string head = "u\tt\thistory\n";
click_log parse(const std::string& text, const read_options& options, read_report* report = nullptr) {
    return parse_clicks(text, "m.tsv", options, report);
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_list_of_a_user_is_a_session) {
    read_report r;
    const auto log = parse(head + "ann\t20\tN5 N4  N3\nbob\t10\tN4\ncyd\t30\t\n", table(), &r);
    BOOST_CHECK_EQUAL(spelled(log), "bob: N4 | ann: N5 N4 N3");
    BOOST_CHECK(log.user_id(0).to_string() == "bob" && log.times_of(1)[2] == 20'000);
    BOOST_CHECK(r.rows == 4 && r.empty_lists == 1 && r.skipped == 0);
}

BOOST_AUTO_TEST_CASE(users_of_lists_are_of_any_type) {
    for (const id_type type : {id_type::automatic, id_type::integer, id_type::string}) {
        read_options options = table();
        options.user_ids = type;
        const auto log = parse(head + "7\t20\tN5 N4\n8\t30\tN3\n", options);
        BOOST_CHECK_EQUAL(spelled(log), "7: N5 N4 | 8: N3");
        options.on_repeated_list = repeated_lists::last;
        BOOST_CHECK_EQUAL(spelled(parse(head + "7\t20\tN5\n8\t30\tN3\n7\t40\tN5 N4\n", options)), "8: N3 | 7: N5 N4");
    }
}

BOOST_AUTO_TEST_CASE(rows_that_repeat_a_growing_list) {
    const std::string text = head + "ann\t30\tN5 N4 N3\nbob\t15\tN9\nann\t20\tN5 N4\nann\t30\tN5 N4 N1\n";
    BOOST_CHECK_EXCEPTION(parse(text, table()), data_error,
                          says("m.tsv:4:8: ", "\"ann\"", "line 2", "on_repeated_list = repeated_lists::last", "repeated_lists::each"));
    read_report r;
    const auto last = parse(text, table(repeated_lists::last), &r);  // the latest, and of two at the same time the lower one
    BOOST_CHECK_EQUAL(spelled(last), "bob: N9 | ann: N5 N4 N1");
    BOOST_CHECK(r.repeated_lists == 2 && r.rows == 4 && last.items().size() == 4);
    BOOST_CHECK_EQUAL(spelled(parse(text, table(repeated_lists::each))), "3: N9 | 4: N5 N4 | 2: N5 N4 N3 | 5: N5 N4 N1");
    auto options = table();
    options.on_bad_row = bad_rows::skip;
    BOOST_CHECK_EQUAL(spelled(parse(text, options, &r)), "bob: N9 | ann: N5 N4 N3");
    BOOST_CHECK_EQUAL(r.skipped, 2u);
}

BOOST_AUTO_TEST_CASE(lists_of_sessions_and_lists_without_users) {
    const std::string text = "s,i\nx,5|6\ny,7\n";
    read_options options{.session = "s", .item = "i", .time = "", .item_separator = '|'};
    BOOST_CHECK_EQUAL(spelled(parse(text, options)), "x: 5 6 | y: 7");
    BOOST_CHECK_EXCEPTION(parse(text + "x,8\n", options), data_error, says("m.tsv:4:3: ", "\"x\""));
    options.session = "";
    BOOST_CHECK_EQUAL(spelled(parse(text, options)), "2: 5 6 | 3: 7");
    options.session = "s";
    options.session_ids = id_type::string;
    BOOST_CHECK(parse("s,i\n1,5|6\n2,7\n", options).session_ids().kind() == id_kind::string);
    options.session_ids = id_type::automatic;
    BOOST_CHECK(parse("s,i\n1,5|6\n2,7\n", options).session_ids().kind() == id_kind::integer);
    BOOST_CHECK_EQUAL(spelled(parse("s,i\n1,5|6\nb,7\n", options)), "1: 5 6 | b: 7");
}

BOOST_AUTO_TEST_CASE(a_user_may_have_several_sessions_that_are_named) {
    read_options options{
        .session = "s", .item = "i", .time = "", .user = "u", .item_separator = ',', .on_repeated_list = repeated_lists::each};
    const auto log = parse("s\tu\ti\n1\tann\t5, 6\n2\tann\t7\n", options);
    BOOST_CHECK_EQUAL(spelled(log), "1: 5 6 | 2: 7");
    BOOST_CHECK(log.user_id(0) == log.user_id(1));
    options.on_repeated_list = repeated_lists::last;
    BOOST_CHECK_EQUAL(spelled(parse("s\tu\ti\n1\tann\t5, 6\n2\tann\t5,6,7\n", options)), "2: 5 6 7");
}

BOOST_AUTO_TEST_CASE(lists_that_cannot_be_read) {
    BOOST_CHECK_EXCEPTION(parse(head + "ann\t1\t[5, 6]\n", table()), data_error, says("m.tsv:2:7: ", "brackets"));
    BOOST_CHECK_EXCEPTION(parse(head + "\t1\t5 6\n", table()), data_error, says("m.tsv:2:", "not an id"));
    BOOST_CHECK_EXCEPTION(parse(head + "ann\tnoon\t5 6\n", table()), data_error, says("m.tsv:2:5: ", "\"noon\""));
    BOOST_CHECK_EXCEPTION(parse(head + "ann\t1\t5 null\n", table()), data_error, says("m.tsv:2:7: ", "\"null\""));
    auto options = table();
    options.columns = {{"t", column_type::text}};
    BOOST_CHECK_EXCEPTION(parse(head + "ann\t1\t5 6\n", options), nextclick::argument_error, says("\"t\"", "categorical"));
    options.columns = {{"t"}};
    BOOST_CHECK_EQUAL(parse(head + "ann\t1\t5 6\n", options).column("t").codes().size(), 2u);
}

BOOST_AUTO_TEST_CASE(without_lists_a_user_is_one_session_of_all_events) {
    read_options options{.session = "", .item = "i", .time = "t", .user = "u"};
    const auto log = parse("u,t,i\n7,3,1\n8,1,2\n7,2,3\n", options);
    BOOST_CHECK_EQUAL(spelled(log), "8: 2 | 7: 3 1");
    BOOST_CHECK(log.has_users() && log.session_ids().kind() == id_kind::integer);
    BOOST_CHECK_EXCEPTION(parse("u,t,i\n7,3,1\n,1,2\n", options), data_error, says("m.tsv:3:1: ", "not an id"));
    options.user_ids = id_type::string;
    BOOST_CHECK(parse("u,t,i\n7,3,1\n8,1,2\n", options).session_ids().kind() == id_kind::string);
    options.user = "";
    BOOST_CHECK_EXCEPTION(parse("u,t,i\n7,3,1\n", options), nextclick::argument_error, says("read_options::session", "read_options::user"));
}

BOOST_AUTO_TEST_SUITE_END()
