// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/json_lines.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "data/support.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_json_lines)

using namespace nextclick::data;
using data_test::says;
using data_test::spelled;
using nextclick::data_error;

namespace {
const read_options flat{.session = "s", .item = "i", .time = ""};
const read_options otto{.session = "session", .item = "aid", .time = "ts", .columns = {{"type"}}};
click_log parse(std::string_view text, const read_options& options, read_report* report = nullptr) {
    return parse_json_lines(text, "l.jsonl", options, report);
}
read_options skipping(read_options options) {
    options.on_bad_row = bad_rows::skip;
    options.max_skipped_share = 1;
    return options;
}
}  // namespace

BOOST_AUTO_TEST_CASE(one_event_per_line) {
    read_report r;
    const std::string text =
        "{\"session_id\":\"a1\",\"item_id\":5,\"ts\":1659304800025}\n"
        "{\"ts\":1659304800020, \"session_id\":\"a1\",\t\"item_id\": 6 }\r\n\n"
        "{\"session_id\":\"b\",\"item_id\":5,\"ts\":1659304800125,\"more\":{\"item_id\":9,\"x\":[1,{\"item_id\":8}]}}";
    const auto log = parse(text, {.session = "session_id", .item = "item_id", .time = "ts"}, &r);
    BOOST_CHECK_EQUAL(spelled(log), "a1: 6 5 | b: 5");
    BOOST_CHECK(r.rows == 3 && r.blank == 1 && r.out_of_order == 1 && r.bytes == text.size());
    BOOST_CHECK(r.unit == time_unit::milliseconds && r.format == log_format::json_lines);
    BOOST_CHECK(log.items().kind() == id_kind::integer);
}

BOOST_AUTO_TEST_CASE(one_session_per_line_with_its_id_in_any_place) {
    const std::string text =
        "{\"session\":0,\"events\":[{\"aid\":7,\"ts\":1659899186022,\"type\":\"clicks\"},{\"type\":\"carts\",\"aid\":8,\"ts\":"
        "1659899204194}]}\n"
        "{\"events\":[{\"aid\":8,\"ts\":1659899186020,\"type\":\"clicks\"}],\"session\":12}\n"
        "{\"session\":13,\"events\":[]}\n";
    read_report r;
    const auto log = parse(text, otto, &r);
    BOOST_CHECK_EQUAL(spelled(log), "12: 8 | 0: 7 8");
    BOOST_CHECK_EQUAL(log.column("type").categories().name(log.column("type").codes()[2]), "carts");
    BOOST_CHECK(r.rows == 3 && r.empty_lists == 1);
}

BOOST_AUTO_TEST_CASE(members_of_the_line_are_defaults_of_its_events) {
    read_options options{.session = "id", .item = "i", .time = "", .user = "u", .columns = {{"shop"}, {"n", column_type::numeric}}};
    const auto log = parse(
        "{\"id\":\"x\",\"u\":\"ann\",\"shop\":\"web\",\"n\":2,\"events\":[{\"i\":1},{\"i\":2,\"shop\":\"app\",\"n\":2.5},{\"i\":3,\"n\":"
        "null}]}",
        options);
    BOOST_CHECK_EQUAL(spelled(log), "x: 1 2 3");
    BOOST_CHECK_EQUAL(log.user_id(0).to_string(), "ann");
    const auto& shop = log.column("shop");
    BOOST_CHECK(shop.categories().name(shop.codes()[1]) == "app" && shop.codes()[0] == shop.codes()[2]);
    BOOST_CHECK(log.column("n").numbers()[0] == 2.0f && log.column("n").numbers()[1] == 2.5f && log.column("n").missing(2));
}

BOOST_AUTO_TEST_CASE(events_may_be_items_alone_and_lines_may_have_no_session) {
    read_options options{.session = "", .item = "i", .time = "", .events = "items"};
    BOOST_CHECK_EQUAL(spelled(parse("{\"items\":[5,6,\"7\"]}\n\n{\"items\":[6]}\n", options)), "1: 5 6 7 | 3: 6");
    options.user = "u";
    BOOST_CHECK_EQUAL(spelled(parse("{\"u\":\"a\",\"items\":[5,6]}\n{\"u\":\"b\",\"items\":[6]}\n{\"u\":\"a\",\"items\":[7]}\n", options)),
                      "a: 5 6 7 | b: 6");
    BOOST_CHECK_EXCEPTION(parse("{\"i\":5}\n", {.session = "", .item = "i", .time = ""}), data_error,
                          says("l.jsonl:1:1: ", "names no session"));
}

BOOST_AUTO_TEST_CASE(members_of_members_are_named_by_their_path) {
    read_options options{.session = "visit.id", .item = "item.id", .time = "", .columns = {{"item.shop.name"}}, .events = "data.clicks"};
    const auto log = parse(
        "{\"visit\":{\"id\":3,\"x\":1},\"data\":{\"n\":1,\"clicks\":[{\"item\":{\"id\":5,\"shop\":{\"name\":\"s\"},\"z\":0}},{\"item\":{"
        "\"id\":6}}]}}",
        options);
    BOOST_CHECK_EQUAL(spelled(log), "3: 5 6");
    BOOST_CHECK(!log.column("item.shop.name").missing(0) && log.column("item.shop.name").missing(1));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":{\"id\":5}}", flat), data_error, says("l.jsonl:1:12: ", "\"i\" is an object", "\"i.id\""));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":[5]}", flat), data_error, says("l.jsonl:1:12: ", "\"i\" is an array"));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"events\":[[5]]}", flat), data_error, says("l.jsonl:1:18: ", "\"i\" is an array"));
}

BOOST_AUTO_TEST_CASE(numbers_are_ids_as_written) {
    BOOST_CHECK_EQUAL(
        spelled(parse("{\"s\":1,\"i\":17}\n{\"s\":1,\"i\":17.0}\n{\"s\":1.0,\"i\":1.7e1}\n{\"s\":1,\"i\":-0.0}\n{\"s\":\"1\",\"i\":\"17\"}",
                      flat)),
        "1: 17 17 17 0 17");
    for (const char* fraction : {"17.5", "1e30", "9007199254740993.0"})
        BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\": " + std::string(fraction) + "}", flat), data_error,
                              says("l.jsonl:1:13: ", "item_ids = id_type::string"));
    BOOST_CHECK_EQUAL(spelled(parse("{\"s\":1,\"i\":9223372036854775807}\n{\"s\":1,\"i\":-9223372036854775808}", flat)),
                      "1: 9223372036854775807 -9223372036854775808");
    read_report r;
    BOOST_CHECK_EQUAL(
        spelled(parse("{\"s\":1,\"i\":3}\n{\"s\":1,\"i\":9223372036854775808}\n{\"s\":1,\"i\":123456789012345678901234567890}", flat, &r)),
        "1: 3 9223372036854775808 123456789012345678901234567890");
    BOOST_CHECK_EQUAL(r.remarks.size(), 1u);
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":1.5e3000}", flat), data_error, says("l.jsonl:1:", "number overflow"));
    auto strings = flat;
    strings.item_ids = id_type::string;
    BOOST_CHECK_EQUAL(spelled(parse("{\"s\":1,\"i\":17}\n{\"s\":1,\"i\":17.50}\n{\"s\":1,\"i\":17.0}\n{\"s\":1,\"i\":1e30}", strings)),
                      "1: 17 17.50 17 1e30");
    auto integers = flat;
    integers.item_ids = id_type::integer;
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":9223372036854775808}", integers), data_error, says("l.jsonl:1:12: ", "64-bit"));
}

BOOST_AUTO_TEST_CASE(invalid_ids) {
    for (const auto type : {id_type::automatic, id_type::string}) {
        auto options = flat;
        options.item_ids = type;
        BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":null}", options), data_error, says("l.jsonl:1:12: ", "not an id", "bad_rows::skip"));
        BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":\"\"}", options), data_error, says("l.jsonl:1:12: ", "not an id"));
        BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":true}", options), data_error, says("l.jsonl:1:12: ", "true is not an id"));
        BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":\"a\\u0000b\"}", options), data_error, says("l.jsonl:1:12: ", "control character"));
    }
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2}\n{\"s\":null,\"i\":2}", flat), data_error, says("l.jsonl:2:6: ", "not an id"));
}

BOOST_AUTO_TEST_CASE(missing_members_are_named_with_the_existing_ones) {
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"aid\":2,\"ts\":3}", flat), data_error,
                          says("l.jsonl:1:1: ", "no member \"i\"", "\"s\", \"aid\", \"ts\"", "read_options::item"));
    BOOST_CHECK_EXCEPTION(parse("{\"session\":1,\"events\":[{\"aid\":2,\"t\":3}]}", otto), data_error,
                          says("l.jsonl:1:24: ", "no member \"ts\"", "\"aid\", \"t\"", "read_options::time"));
    auto options = flat;
    options.columns = {{"colour"}};
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2}\n", options), data_error, says("l.jsonl", "\"colour\"", "read_options::columns"));
    BOOST_CHECK_EQUAL(parse("{\"s\":1,\"i\":2}\n{\"s\":1,\"i\":2,\"colour\":\"red\"}", options).event_count(), 2u);
    options = flat;
    options.keep = {{"kind", {"view"}}};
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2}\n", options), data_error, says("\"kind\"", "read_options::keep"));
}

BOOST_AUTO_TEST_CASE(a_duplicate_member_is_an_error_or_skipped) {
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2,\"i\":3}", flat), data_error, says("l.jsonl:1:18: ", "second member \"i\""));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":{\"x\":1},\"i\":3}", flat), data_error, says("second member \"i\""));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"events\":[],\"events\":[{\"i\":3}]}", flat), data_error,
                          says("l.jsonl:1:29: ", "second", "\"events\""));
    BOOST_CHECK_EQUAL(spelled(parse("{\"s\":1,\"other\":2,\"other\":3,\"i\":3}", flat)), "1: 3");
    read_report r;
    const auto log = parse(
        "{\"s\":1,\"i\":2,\"i\":3}\n{\"s\":1,\"events\":[{\"i\":1,\"i\":2},{\"i\":4}]}\n{\"s\":2,\"s\":3,\"events\":[{\"i\":1},{\"i\":4}]}",
        skipping(flat), &r);
    BOOST_CHECK_EQUAL(spelled(log), "1: 4");
    BOOST_CHECK_EQUAL(r.skipped, 3u);
}

BOOST_AUTO_TEST_CASE(escapes_are_read_and_text_stays_utf8) {
    const auto log = parse(
        "{\"s\":\"\\u0041\\ud83c\\udfb5\",\"i\":\"D\\u00e4mm\\\"er\\/\\\\\"}\n{\"s\":\"A\xF0\x9F\x8E\xB5\",\"\\u0069\":\"\xE4\xB8\x8A\"}",
        flat);
    BOOST_CHECK_EQUAL(spelled(log), "A\xF0\x9F\x8E\xB5: D\xC3\xA4mm\"er/\\ \xE4\xB8\x8A");
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":\"\\ud800\"}", flat), data_error, says("l.jsonl:1:", "surrogate"));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":\"caf\xE9\"}", flat), data_error, says("l.jsonl:1:16: ", "\\xE9", "UTF-8", "iconv"));
}

BOOST_AUTO_TEST_CASE(lines_that_are_no_object_are_errors_with_place_and_remedy) {
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2}\n{\"s\":1,\"i\":}\n", flat), data_error, says("l.jsonl:2:12: ", "syntax error", "jq"));
    BOOST_CHECK_EXCEPTION(parse("{\n  \"s\": 1,\n  \"i\": 2\n}\n", flat), data_error,
                          says("l.jsonl:1:", "whole JSON object", "jq -c . FILE"));
    BOOST_CHECK_EXCEPTION(parse("[{\"s\":1,\"i\":2}]", flat), data_error, says("l.jsonl:1:1: ", "not an object", "jq -c '.[]'"));
    BOOST_CHECK_EXCEPTION(parse("7\n", flat), data_error, says("l.jsonl:1:1: ", "not an object"));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2} {\"s\":1,\"i\":2}", flat), data_error, says("l.jsonl:1:"));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":NaN}", flat), data_error, says("l.jsonl:1:12: ", "syntax error"));
    BOOST_CHECK_EXCEPTION(parse("SessionId\tItemId\n1\t2\n", flat), data_error, says("l.jsonl:1:1: ", "syntax error"));
    for (const char* nothing : {"", "\n \n", "\xEF\xBB\xBF"})
        BOOST_CHECK_EXCEPTION(parse(nothing, flat), data_error, says("l.jsonl", "no events"));
    BOOST_CHECK_EXCEPTION(parse(std::string(100'000, '['), flat), data_error, says("l.jsonl:1:1: "));
    BOOST_CHECK_EXCEPTION(parse("{\"s\":" + std::string(100'000, '[') + std::string(100'000, ']') + ",\"i\":1}", flat), data_error,
                          says("array"));
    read_report r;
    BOOST_CHECK_EQUAL(spelled(parse("nonsense\n{\"s\":1,\"i\":2}\n{\"s\":1,\n", skipping(flat), &r)), "1: 2");
    BOOST_CHECK_EQUAL(r.skipped, 2u);
    BOOST_CHECK(says("l.jsonl:1:")(nextclick::error(r.messages.at(0))));
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_and_a_line_that_is_too_long) {
    BOOST_CHECK_EQUAL(spelled(parse("\xEF\xBB\xBF{\"s\":1,\"i\":2}\n", flat)), "1: 2");
    auto options = flat;
    options.max_line = 100;
    BOOST_CHECK_EXCEPTION(parse("{\"s\":1,\"i\":2}\n{\"s\":1,\"i\":2" + std::string(100, ' ') + "}\n", options), data_error,
                          says("l.jsonl:2:1: ", "longer than 100", "max_line"));
}

BOOST_AUTO_TEST_CASE(events_are_kept_and_dropped_by_value_before_their_items_are_numbered) {
    auto options = otto;
    options.columns.clear();
    options.keep = {{"type", {"clicks"}}};
    const std::string text =
        "{\"session\":1,\"events\":[{\"aid\":1,\"ts\":5,\"type\":\"carts\"},{\"aid\":2,\"ts\":6,\"type\":\"clicks\"}]}\n";
    read_report r;
    const auto log = parse(text, options, &r);
    BOOST_CHECK(log.items().size() == 1 && r.dropped == 1 && r.values.size() == 2);
    options.keep.clear();
    options.keep_if = [](const row_view& row) { return row["type"] == "clicks" && row["session"] == "1"; };
    BOOST_CHECK(data_test::same_content(parse(text, options), log));
}

BOOST_AUTO_TEST_CASE(text_may_arrive_in_any_portions_and_a_session_may_be_long) {
    std::string text;
    for (int line = 0; line < 3; ++line) {
        text += "{\"session\":" + std::to_string(line) + ",\"events\":[";
        for (int e = 0; e < (line == 1 ? 100'000 : 3); ++e)
            text += (e == 0 ? "" : ",") + std::string("{\"aid\":") + std::to_string(e % 1000) +
                    ",\"ts\":" + std::to_string(1659899186022 + e) + ",\"type\":\"clicks\"}";
        text += "]}\n";
    }
    const auto log = parse(text, otto);
    BOOST_CHECK_EQUAL(log.event_count(), 100'006u);
    const byte_reader all = from_memory(text);
    const auto slowly =
        read_json_lines([&](std::span<char> to) { return all(to.first(std::min<std::size_t>(to.size(), 1013))); }, "l", otto);
    BOOST_CHECK(data_test::same_content(slowly, log));
}

BOOST_AUTO_TEST_CASE(a_file_is_read_as_a_table_with_the_same_content) {
    const auto log = read_json_lines(NEXTCLICK_TESTS_DIR "/data/files/otto-train.jsonl", otto);
    std::string table = "session\taid\tts\ttype\n";
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e)
            table += log.session_id(s).to_string() + '\t' + log.items().name(log.item_column()[e]) + '\t' +
                     std::to_string(log.time_column()[e]) + '\t' +
                     log.column("type").shown(e).substr(1, log.column("type").shown(e).size() - 2) + '\n';
    BOOST_CHECK(log.event_count() > 500);
    BOOST_CHECK(data_test::same_content(parse_clicks(table, "t", otto), log));
}

BOOST_AUTO_TEST_SUITE_END()
