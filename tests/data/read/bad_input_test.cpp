// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_bad_input)

// One case for each kind of bad file of clicks: the message and its place.

using namespace nextclick::data;
using data_test::says;
using nextclick::data_error;

namespace {
click_log parse(std::string_view text, const read_options& options = {}) { return parse_clicks(text, "clicks.tsv", options); }
const std::string head = "SessionId\tItemId\tTime\n";
}  // namespace

BOOST_AUTO_TEST_CASE(empty_files) {
    for (const char* text : {"", "\n\n", " \r\n\r\n", "\xEF\xBB\xBF"})
        BOOST_CHECK_EXCEPTION(parse(text), data_error, says("clicks.tsv", "empty"));
    BOOST_CHECK_EXCEPTION(parse(head), data_error, says("clicks.tsv", "only a header"));
    BOOST_CHECK_EXCEPTION(parse(head + "\n\n"), data_error, says("only a header"));
    read_options skip;
    skip.on_bad_row = bad_rows::skip;
    BOOST_CHECK_EXCEPTION(parse(head + "x\n\ty\tz\n", skip), data_error, says("none of the 2 rows", "clicks.tsv:2:"));
}

BOOST_AUTO_TEST_CASE(columns_missing_or_twice) {
    BOOST_CHECK_EXCEPTION(parse("session\tItemId\tTime\n1\t2\t3\n"), data_error,
                          says("clicks.tsv:1:1: ", "\"SessionId\"", "\"session\", \"ItemId\", \"Time\"", "read_options::session"));
    BOOST_CHECK_EXCEPTION(parse("SessionId\tItemId\n1\t2\n"), data_error, says("\"Time\"", "leave it empty"));
    BOOST_CHECK_EXCEPTION(parse("SessionId\tItemId\tItemId\tTime\n1\t2\t2\t3\n"), data_error, says("\"ItemId\"", "twice"));
    read_options options;
    options.columns = {{"Price", column_type::numeric}};
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n", options), data_error, says("\"Price\"", "read_options::columns"));
}

BOOST_AUTO_TEST_CASE(rows_of_another_width) {
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n1\t2\n"), data_error, says("clicks.tsv:3:1: ", "2 fields", "header 3"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\t4\n"), data_error, says("clicks.tsv:2:", "4 fields"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t\"a\tb\"\t3\n"), data_error, says("clicks.tsv:2:", "4 fields", "read_options::quote = '\"'"));
}

BOOST_AUTO_TEST_CASE(invalid_ids) {
    read_options integers;
    integers.item_ids = integers.session_ids = id_type::integer;
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n1\tshoe\t4\n", integers), data_error,
                          says("clicks.tsv:3:3: ", "\"shoe\"", "item_ids = id_type::string"));
    for (const char* hole : {"", "NaN", "null", "None", "\\N", "NA"})
        BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n1\t" + hole + "\t4\n"), data_error, says("clicks.tsv:3:3: ", "not an id"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\tNaN\t4\n"), data_error, says("clicks.tsv:2:3: ", "not an id"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t99999999999999999999\t3\n", integers), data_error,
                          says("clicks.tsv:2:3: ", "64-bit", "id_type::string"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t5\t3\n1.0\t5\t4\n", integers), data_error, says("clicks.tsv:3:1: ", "session_ids"));
}

BOOST_AUTO_TEST_CASE(invalid_times) {
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\tnoon\n"), data_error, says("clicks.tsv:2:5: ", "\"noon\"", "not a time"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t99999999999999999999\n"), data_error, says("clicks.tsv:2:5: ", "too large"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t1396860669\n1\t2\t139686066927700\n"), data_error,
                          says("clicks.tsv:3:5: ", "microseconds", "in seconds"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t1396860669\n1\t2\t2014-04-07\n"), data_error,
                          says("clicks.tsv:3:5: ", "ISO 8601", "in seconds"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t0\n1\t2\t2014-04-07\n"), data_error, says("clicks.tsv:3:5: ", "ISO 8601", "numbers"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t20140407\n"), data_error,
                          says("clicks.tsv:2:5: ", "read_options::time_format", "\"%Y%m%d\""));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t20140407105109\n"), data_error, says("\"%Y%m%d%H%M%S\""));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t11/11/2019 9:05:58 AM\n"), data_error,
                          says("clicks.tsv:2:5: ", "read_options::time_format", "\"%d/%m/%Y %I:%M:%S %p\" or \"%m/%d/%Y %I:%M:%S %p\""));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t2014-04-07 10:00:00 EST\n"), data_error, says("clicks.tsv:2:5: ", "EST", "time_format"));
    read_options options;
    options.unit = time_unit::seconds;
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t1396860669277\n", options), data_error, says("clicks.tsv:2:5: ", "seconds since 1970"));
    options.unit = time_unit::iso;
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t1396860669277\n", options), data_error, says("clicks.tsv:2:5: ", "ISO 8601"));
    options.time_format = "%Y";
    BOOST_CHECK_THROW(parse(head + "1\t2\t3\n", options), nextclick::argument_error);
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t2014-04-07\n1\t2\t1396860669\n"), data_error, says("clicks.tsv:3:5: ", "ISO 8601"));
}

BOOST_AUTO_TEST_CASE(invalid_numbers) {
    read_options options;
    options.columns = {{"Price", column_type::numeric}};
    for (const char* price : {"cheap", "inf", "1e60", "1,5"})
        BOOST_CHECK_EXCEPTION(parse("SessionId\tItemId\tTime\tPrice\n1\t2\t3\t" + std::string(price) + "\n", options), data_error,
                              says("clicks.tsv:2:7: ", "\"Price\"", "categorical"));
}

BOOST_AUTO_TEST_CASE(binary_files) {
    using namespace std::string_literals;
    BOOST_CHECK_EXCEPTION(parse("\x7F"
                                "ELF\0\0\t,"s),
                          data_error, says("clicks.tsv:1:5: ", "NUL", "binary"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t\0\t3\n"s), data_error, says("clicks.tsv:2:3: ", "\\x00", "control"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n1\t\0\t3\n"s), data_error, says("clicks.tsv:3:3: ", "\\x00"));
    BOOST_CHECK_EXCEPTION(parse("\xFF\xFES\0e\0\n\0"s), data_error, says("UTF-16", "iconv"));
    BOOST_CHECK_EXCEPTION(parse("\xFE\xFF\0S\0e\0\n"s), data_error, says("UTF-16"));
}

BOOST_AUTO_TEST_CASE(lone_carriage_returns) {
    BOOST_CHECK_EXCEPTION(parse("SessionId\tItemId\tTime\r1\t2\t3\r1\t2\t4\r"), data_error,
                          says("clicks.tsv:1:22: ", "lone carriage return"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\ta\rb\t3\n"), data_error, says("clicks.tsv:2:3: ", "control character"));
}

BOOST_AUTO_TEST_CASE(unbalanced_quotes) {
    const std::string commas = "SessionId,ItemId,Time\n";
    BOOST_CHECK_EXCEPTION(parse(commas + "1,\"2,3\n1,2,4\n"), data_error,
                          says("clicks.tsv:2:3: ", "never closed", "read_options::quote = 0"));
    BOOST_CHECK_EXCEPTION(parse("\"SessionId,ItemId,Time\n1,2,3\n"), data_error, says("clicks.tsv:1:1: "));
    BOOST_CHECK_EXCEPTION(parse("\"SessionId\"\t\"ItemId\"\t\"Time\"\n1\t2\t3\n"), data_error,
                          says("clicks.tsv:1:1: ", "read_options::quote = '\"'"));
    read_options quoted;
    quoted.quote = '\'';
    BOOST_CHECK_EXCEPTION(parse(head + "1\t'2\t3\n1\t2\t4\n", quoted), data_error, says("clicks.tsv:2:3: ", "never closed"));
    quoted.quote = '\t';
    BOOST_CHECK_THROW(parse(head, quoted), nextclick::argument_error);
}

BOOST_AUTO_TEST_CASE(far_too_many_columns_and_endless_lines) {
    std::string wide = "SessionId\tItemId\tTime";
    wide.append(10'000'000, '\t');
    BOOST_CHECK_EXCEPTION(parse(wide + "\n"), data_error, says("clicks.tsv:1:1: ", "max_line"));
    read_options options;
    options.max_line = 100'000'000;
    BOOST_CHECK_EXCEPTION(parse(wide + "\n", options), data_error, says("10000003 columns", "max_columns"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t2\t3\n" + std::string(3'000'000, '1') + "\n"), data_error, says("clicks.tsv:3:1: ", "max_line"));
    BOOST_CHECK_EXCEPTION(parse(head + "1\t" + std::string(2'000'000, 'x') + "\t3\n"), data_error, says("clicks.tsv:2:1: "));
}

BOOST_AUTO_TEST_CASE(invalid_paths) {
    const data_test::scratch files;
    BOOST_CHECK_EXCEPTION(read_clicks(files / "none.tsv"), nextclick::file_error, says("none.tsv", "cannot be opened"));
    BOOST_CHECK_EXCEPTION(read_clicks(files / ""), nextclick::file_error, says("is a directory"));
}

BOOST_AUTO_TEST_CASE(gzip_without_the_gzip_header) {
    const data_test::scratch files;
    const auto packed = files.write("a.tsv.gz", "\x1F\x8B\x08 and so on");
    BOOST_CHECK_EXCEPTION(read_clicks(packed), data_error, says("a.tsv.gz", "nextclick/data/read/gzip.hpp", "gzip{}"));
}

BOOST_AUTO_TEST_SUITE_END()
