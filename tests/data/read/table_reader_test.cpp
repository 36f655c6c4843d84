// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/read/table_reader.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "data/support.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(data_table_reader)

using namespace nextclick::data;
using data_test::says;
using detail::table_reader;

namespace {
/// Rows as "a,b;c,d;": fields joined by commas, rows ended by semicolons. At most `step` bytes arrive at a time.
std::string rows_of(const std::string& text, char separator = ',', std::size_t step = 1 << 20, detail::table_limits limits = {}) {
    const byte_reader whole = from_memory(text);
    table_reader rows([&](std::span<char> to) { return whole(to.first(std::min(to.size(), step))); }, "t", limits);
    rows.separate_by(separator, 8);
    std::string s;
    while (rows.next()) {
        for (std::size_t i = 0; i < rows.count(); ++i) s += (i == 0 ? "" : ",") + std::string(rows[i]);
        s += ';';
    }
    return s;
}
}  // namespace

BOOST_AUTO_TEST_CASE(splits_rows_with_all_line_ends) {
    BOOST_CHECK_EQUAL(rows_of(""), "");
    BOOST_CHECK_EQUAL(rows_of("a"), "a;");
    BOOST_CHECK_EQUAL(rows_of("a,b\nc,d\n"), "a,b;c,d;");
    BOOST_CHECK_EQUAL(rows_of("a,b\r\nc,d\r\n"), "a,b;c,d;");
    BOOST_CHECK_EQUAL(rows_of("a,b\nc,d"), "a,b;c,d;");
    BOOST_CHECK_EQUAL(rows_of("a,b\nc,d\r"), "a,b;c,d;");
    BOOST_CHECK_EQUAL(rows_of("\n\n"), ";;");
    BOOST_CHECK_EQUAL(rows_of(",\n,,"), ",;,,;");
    BOOST_CHECK_EQUAL(rows_of("a\tb c\n", '\t'), "a,b c;");
}

BOOST_AUTO_TEST_CASE(quotes_hide_separators_quotes_and_line_ends) {
    BOOST_CHECK_EQUAL(rows_of("\"a\",\"b\"\n"), "a,b;");
    BOOST_CHECK_EQUAL(rows_of("\"a,b\",c\r\n\"\",d"), "a,b,c;,d;");
    BOOST_CHECK_EQUAL(rows_of("\"say \"\"hi\"\" now\",c\n"), "say \"hi\" now,c;");
    BOOST_CHECK_EQUAL(rows_of("\"\"\"\",\"\"\"\"\"\"\n"), "\",\"\";");
    BOOST_CHECK_EQUAL(rows_of("\"a\nb\r\nc\",d\n"), "a\nb\r\nc,d;");
    BOOST_CHECK_EQUAL(rows_of("5\" screen,a\"b\n"), "5\" screen,a\"b;");
    BOOST_CHECK_EQUAL(rows_of("\"a\"\r\n\"b\"\r"), "a;b;");
}

BOOST_AUTO_TEST_CASE(rows_do_not_depend_on_how_the_bytes_arrive) {
    const std::string text = "\"a\nb\",\"say \"\"hi\"\"\",ccccccccccccccc\r\n\r\n,,\n\"\"\"\"\r\nlast,\"row\"";
    const std::string expected = rows_of(text);
    for (std::size_t step = 1; step < text.size(); ++step) BOOST_CHECK_EQUAL(rows_of(text, ',', step), expected);
}

BOOST_AUTO_TEST_CASE(rows_across_the_ends_of_the_buffer_stay_whole) {
    const nextclick::random_stream random{5, 6};
    std::string text, expected;
    for (std::uint64_t row = 0; text.size() < 1'500'000; ++row) {
        const std::string a(random.below(2 * row, row % 1000 == 0 ? 300'000 : 40), 'x');
        const std::string b = row % 3 == 0 ? "say \"\"no\"\",\n" : "";
        text += a + ",\"" + b + "\"\r\n";
        expected += a + ',' + (b.empty() ? "" : "say \"no\",\n") + ';';
    }
    BOOST_CHECK(rows_of(text, ',', 1 << 20) == expected);
    BOOST_CHECK(rows_of(text, ',', 4099) == expected);
}

BOOST_AUTO_TEST_CASE(broken_quotes_are_errors_with_their_place) {
    BOOST_CHECK_EXCEPTION(rows_of("a,b\nc,\"d\ne\n"), nextclick::data_error, says("t:2:3: ", "never closed"));
    BOOST_CHECK_EXCEPTION(rows_of("a,b\n\"c\"d,e\n"), nextclick::data_error, says("t:2:4: ", "after a closing quote"));
    BOOST_CHECK_EXCEPTION(rows_of("\""), nextclick::data_error, says("t:1:1: ", "never closed"));
    BOOST_CHECK_EXCEPTION(rows_of("\"" + std::string(2'000'000, 'x')), nextclick::data_error, says("t:1:1: ", "never"));
}

BOOST_AUTO_TEST_CASE(tolerated_broken_quotes_lose_one_line) {
    const auto read_tolerant = [](const std::string& text, std::size_t step = 1 << 20, detail::table_limits limits = {}) {
        const byte_reader whole = from_memory(text);
        table_reader rows([&](std::span<char> to) { return whole(to.first(std::min(to.size(), step))); }, "t", limits);
        rows.separate_by(',', 4);
        rows.tolerate_quotes();
        std::string s;
        while (rows.next()) {
            if (!rows.broken().empty()) {
                BOOST_CHECK(rows.broken().starts_with("t:" + std::to_string(rows.line()) + ":"));
                s += std::to_string(rows.line()) + "!;";
                continue;
            }
            for (std::size_t i = 0; i < rows.count(); ++i) s += (i == 0 ? "" : ",") + std::string(rows[i]);
            s += ';';
        }
        return s;
    };
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{1 << 20}}) {
        BOOST_CHECK_EQUAL(read_tolerant("a,\"b\nc,d\ne,f\n", step), "1!;c,d;e,f;");
        BOOST_CHECK_EQUAL(read_tolerant("a\n\"b\nc\"d\ne\n", step), "a;2!;c\"d;e;");
        BOOST_CHECK_EQUAL(read_tolerant("a,\"b\"c\r\nd,e", step), "1!;d,e;");
        BOOST_CHECK_EQUAL(read_tolerant("\"", step), "1!;");
        BOOST_CHECK_EQUAL(read_tolerant("\"\n\"x\n\"y\n", step), "1!;2!;3!;");
    }
    const std::string far =
        "\"\n" + std::string(100'000, 'x') + "\n" + std::string(100'000, 'y') + "\n";  // the buffer does not hold the end of the row
    BOOST_CHECK(read_tolerant(far, 4096, {150'000, 4}) == "1!;" + std::string(100'000, 'x') + ';' + std::string(100'000, 'y') + ';');
    std::string many;
    for (int i = 0; i < 200'000; ++i) many += "\"a\"b\n\"\n";
    BOOST_CHECK_EQUAL(std::count(many.begin(), many.end(), '\n'), 400'000);
    const std::string found = read_tolerant(many);
    BOOST_CHECK_EQUAL(std::count(found.begin(), found.end(), ';'), 400'000);
}

/// For every position of the buffer's end (256 kB) within the row.
BOOST_AUTO_TEST_CASE(a_broken_row_at_the_end_of_the_buffer_is_one_line_too) {
    constexpr std::size_t buffer = std::size_t{1} << 18;
    for (const std::size_t before : {90u, 61u, 30u, 12u, 4u, 1u, 0u}) {
        const std::string text = std::string(buffer - before - 3, 'a') + ",b\n1,\"2\"x," + std::string(70, 'y') + "\nc,d\n";
        table_reader rows(from_memory(text), "t", {});
        rows.separate_by(',', 2);
        rows.tolerate_quotes();
        BOOST_REQUIRE(rows.next());
        BOOST_REQUIRE(rows.next());
        BOOST_TEST(rows.broken().starts_with("t:2:6: "), rows.broken());
        BOOST_REQUIRE_EQUAL(rows.row().size(), 77u);
        BOOST_REQUIRE(rows.next());
        BOOST_REQUIRE_EQUAL(rows.row(), "c,d");
        BOOST_REQUIRE_EQUAL(rows.line(), 3u);
        BOOST_REQUIRE(!rows.next());
    }
}

BOOST_AUTO_TEST_CASE(a_line_without_an_end_is_read_whole) {
    for (const std::size_t more : {0u, 1u, 100u}) {
        const std::string text((std::size_t{1} << 18) + more, 'a');
        table_reader rows(from_memory(text), "t", {});
        BOOST_REQUIRE(rows.peek_line() == text);
        BOOST_REQUIRE(!rows.skip_line());
    }
}

BOOST_AUTO_TEST_CASE(any_character_may_quote_or_none) {
    table_reader rows(from_memory("'a,b',\"c\n"), "t", {});
    rows.separate_by(',', 4, '\'');
    BOOST_REQUIRE(rows.next());
    BOOST_CHECK(rows.count() == 2 && rows[0] == "a,b" && rows[1] == "\"c");
    table_reader none(from_memory("'a,\"b\n\xFF,c\n"), "t", {});
    none.separate_by(',', 4, 0);
    BOOST_REQUIRE(none.next());
    BOOST_CHECK(none.count() == 2 && none[1] == "\"b");
    BOOST_REQUIRE(none.next());
    BOOST_CHECK(none[0] == "\xFF");
}

BOOST_AUTO_TEST_CASE(long_rows_stop_the_reader_early) {
    const std::string text = "a,b\n" + std::string(1000, 'x') + "\n";
    BOOST_CHECK_NO_THROW(rows_of(text, ',', 64, {1000, 10}));
    BOOST_CHECK_EXCEPTION(rows_of(text, ',', 64, {999, 10}), nextclick::data_error, says("t:2:1: ", "max_line"));
    std::size_t read = 0;  // an endless row must not be read to its end
    table_reader endless([&](std::span<char> to) { return std::fill(to.begin(), to.end(), 'x'), read += to.size(), to.size(); }, "t", {});
    endless.separate_by(',', 2);
    BOOST_CHECK_THROW(endless.next(), nextclick::data_error);
    BOOST_CHECK_LT(read, std::size_t{8} << 20);
}

BOOST_AUTO_TEST_CASE(lines_are_counted_through_quotes) {
    table_reader rows(from_memory("a\n\"b\nc\"\n\nd\n"), "t", {});
    rows.separate_by(',', 1);
    for (const std::uint64_t line : {1u, 2u, 4u, 5u}) {
        BOOST_REQUIRE(rows.next());
        BOOST_CHECK_EQUAL(rows.line(), line);
    }
    BOOST_CHECK(!rows.next());
}

/// Fields of every length, with and without quotes, in any mixture: the reader finds each end at any offset from the blocks that it
/// scans.
BOOST_AUTO_TEST_CASE(fields_of_every_length) {
    std::string text;
    std::vector<std::vector<std::string>> expected;
    for (std::size_t n = 0; n < 150; ++n) {
        const std::string one(n, 'a'), two(n * 7 % 67, 'b'), three(n * 5 % 41, ',');
        text += one + ',' + two + ",\"" + three + "\"\"\"," + two + '\n';
        expected.push_back({one, two, three + '"', two});
    }
    table_reader rows(from_memory(text), "t", {});
    rows.separate_by(',', 4);
    for (const std::vector<std::string>& row : expected) {
        BOOST_REQUIRE(rows.next());
        BOOST_REQUIRE_EQUAL(rows.count(), 4u);
        for (std::size_t f = 0; f < 4; ++f) BOOST_REQUIRE_EQUAL(rows[f], row[f]);
    }
    BOOST_CHECK(!rows.next());
}

BOOST_AUTO_TEST_CASE(messages_show_no_control_characters) {
    BOOST_CHECK_EQUAL(detail::shown(std::string_view("a\0\x1B[31m", 7)), "\"a\\x00\\x1B[31m\"");
    BOOST_CHECK_EQUAL(detail::shown(std::string(100, 'x')), '"' + std::string(40, 'x') + "...\"");
}

BOOST_AUTO_TEST_SUITE_END()
