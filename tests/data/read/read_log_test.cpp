// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/read_log.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/gzip.hpp"

BOOST_AUTO_TEST_SUITE(data_read_log)

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;

BOOST_AUTO_TEST_CASE(the_first_character_determines_the_format_and_the_report_names_it) {
    const read_options options{.session = "s", .item = "i", .time = ""};
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse_log("s\ti\n1\t5\n", "l", options, &r)), "1: 5");
    BOOST_CHECK(r.format == log_format::table);
    for (const char* json : {"{\"s\":1,\"i\":5}\n", "\n \r\n {\"s\":1,\"i\":5}\n", "\xEF\xBB\xBF{ \"s\":1,\"i\":5}\n"}) {
        BOOST_CHECK_EQUAL(spelled(parse_log(json, "l", options, &r)), "1: 5");
        BOOST_CHECK(r.format == log_format::json_lines);
    }
    BOOST_CHECK_EXCEPTION(parse_log("[{\"s\":1,\"i\":5}]", "l", options), nextclick::data_error, says("l:1:1: ", "jq -c '.[]'"));
}

BOOST_AUTO_TEST_CASE(the_option_decides_where_it_is_given) {
    read_options options{.format = log_format::session_lines};
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse_log("5 6\n7\n", "l", options, &r)), "1: 5 6 | 2: 7");
    BOOST_CHECK(r.format == log_format::session_lines);
    options.format = log_format::json_lines;
    BOOST_CHECK_EXCEPTION(parse_log("s\ti\n1\t5\n", "l", options), nextclick::data_error, says("l:1:1: ", "syntax error"));
    options = {.session = "{\"s\"", .item = "i", .time = "", .format = log_format::table};
    BOOST_CHECK_EQUAL(spelled(parse_log("{\"s\",i\n1,5\n", "l", options)), "1: 5");
}

BOOST_AUTO_TEST_CASE(a_reader_of_tables_names_the_reader_of_json) {
    BOOST_CHECK_EXCEPTION(parse_clicks("{\"s\":1,\"i\":5}\n", "l.jsonl"), nextclick::data_error,
                          says("l.jsonl:1:1: ", "JSON Lines", "nextclick/data/read/read_log.hpp"));
    BOOST_CHECK_EXCEPTION(parse_clicks("s\ti\n1\t5\n", "l", {.format = log_format::json_lines}), nextclick::data_error, says("read_log"));
}

BOOST_AUTO_TEST_CASE(files_may_be_compressed) {
    const data_test::scratch files;
    const auto path = files.write("l.jsonl", "{\"s\":1,\"i\":5}\n");
    BOOST_CHECK_EQUAL(spelled(read_log(path, decoders<gzip>{}, {.session = "s", .item = "i", .time = ""})), "1: 5");
    BOOST_CHECK_EQUAL(spelled(read_log(path, {.session = "s", .item = "i", .time = ""})), "1: 5");
    BOOST_CHECK_EQUAL(spelled(read_json_lines(path, gzip{}, {.session = "s", .item = "i", .time = ""})), "1: 5");
    BOOST_CHECK_EXCEPTION(read_log(files.write("l.zst", "\x28\xB5\x2F\xFD and so on")), nextclick::data_error,
                          says("zstd", "nextclick/data/read/zstd.hpp"));
}

BOOST_AUTO_TEST_CASE(text_of_other_encodings_is_refused_at_the_invalid_byte) {
    const std::string table = "SessionId\tItemId\tTime\tName\n1\t2\t3\tplain\n";
    BOOST_CHECK_EXCEPTION(parse_log(table + "1\tcaf\xE9\t3\tx\n", "l"), nextclick::data_error, says("l:3:6: ", "\\xE9", "iconv -f LATIN1"));
    BOOST_CHECK_EXCEPTION(parse_log(table + "1\t2\t3\t\xA0x\n", "l"), nextclick::data_error, says("l:3:7: ", "\\xA0", "iconv"));
    BOOST_CHECK_EXCEPTION(parse_log("SessionId\tItemId\tTime\tGr\xF6\xDF\x65\n1\t2\t3\t4\n", "l"), nextclick::data_error,
                          says("l:1:25: ", "\\xF6"));
    read_options skip;
    skip.on_bad_row = bad_rows::skip;
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse_log(table + "1\tcaf\xE9\t3\tx\n1\tcaf\xC3\xA9\t4\tx\n", "l", skip, &r)), "1: 2 caf\xC3\xA9");
    BOOST_CHECK_EQUAL(r.skipped, 1u);
}

BOOST_AUTO_TEST_SUITE_END()
