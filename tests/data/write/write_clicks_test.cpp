// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/write/write_clicks.hpp"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "data/support.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/simulate/simulator.hpp"

BOOST_AUTO_TEST_SUITE(data_write_clicks)

using namespace nextclick::data;

namespace {
std::string text_of(const std::filesystem::path& path) {
    std::stringstream s;
    s << std::ifstream(path, std::ios::binary).rdbuf();
    return s.str();
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_simulated_log_is_read_back_whole) {
    const data_test::scratch files;
    const auto log = simulate({.sessions = 2000, .users = 300});
    write_clicks(log, files / "s.tsv");
    read_options options;
    options.user = "User";
    options.columns = {{"Action"}, {"Dwell", column_type::numeric}, {"Category"}, {"Price", column_type::numeric}};
    const auto again = read_clicks(files / "s.tsv", options);
    BOOST_CHECK(data_test::same_content(again, log));
    BOOST_CHECK_EQUAL(again.items().hash(), log.items().hash());
}

BOOST_AUTO_TEST_CASE(awkward_strings_missing_values_and_early_times_are_read_back) {
    const data_test::scratch files;
    log_columns p;
    auto items = std::make_shared<vocabulary>(id_kind::string);
    auto colours = std::make_shared<vocabulary>(id_kind::string);
    for (const char* id : {"a,b", "say \"hi\"", "plain"}) items->insert(id);
    for (const char* id : {"two\nlines", "semi;colon"}) colours->insert(id);
    p.items = items;
    p.item = {0, 1, 2};
    p.time = {-1500, -1, 12'345};
    p.session_begin = {0, 3};
    p.extra.emplace_back("Colour", colours, std::vector<nextclick::item_index>{0, nextclick::no_item, 1});
    p.extra.emplace_back("Price, net", std::vector<float>{0.1f, std::numeric_limits<float>::quiet_NaN(), 1e30f});
    const click_log log(std::move(p));
    BOOST_CHECK_EXCEPTION(write_clicks(log, files / "no.tsv"), nextclick::data_error,
                          data_test::says("\"two\\x0Alines\"", "\"Colour\"", "write_options::quote"));
    BOOST_CHECK(!std::filesystem::exists(files / "no.tsv"));
    for (const char separator : {'\t', ',', ';'}) {
        write_options out;
        out.separator = separator;
        read_options in;
        if (separator == '\t') out.quote = in.quote = '"';
        write_clicks(log, files / "s.csv", out);
        in.columns = {{"Colour"}, {"Price, net", column_type::numeric}};
        BOOST_CHECK(data_test::same_content(read_clicks(files / "s.csv", in), log));
    }
}

BOOST_AUTO_TEST_CASE(quotes_are_ordinary_characters_in_tab_separated_fields) {
    const data_test::scratch files;
    log_builder b({.columns = {{"Name"}}});
    const std::vector<std::string> names{"\"Heroes\"", "\"", "a\"b", "'c'", ",", "\"\"", "\\t", " d "};
    for (std::size_t i = 0; i < names.size(); ++i) b.add(1, names[i], std::chrono::seconds(1'700'000'000 + i), {}, {names[i]});
    const click_log log = std::move(b).build();
    read_options in;
    in.columns = {{"Name"}};
    in.item_ids = id_type::string;
    for (const char* name : {"s.tsv", "s.csv"}) {
        write_options out;
        if (std::string(name) == "s.csv") out.separator = ',';
        write_clicks(log, files / name, out);
        BOOST_CHECK(data_test::same_content(read_clicks(files / name, in), log));
    }
}

BOOST_AUTO_TEST_CASE(times_of_any_size_are_read_back) {
    const data_test::scratch files;
    for (const std::vector<std::int64_t>& times : std::vector<std::vector<std::int64_t>>{{0, 5, 99'999'999},
                                                                                         {-5'000'000'000, 1'700'000'000'000},
                                                                                         {500'000'000, 200'000'000'000},
                                                                                         {5, 200'000'000'000},
                                                                                         {1'700'000'000'000},
                                                                                         {99'999'999'999'999}}) {
        log_builder b;
        for (const std::int64_t t : times) b.add(1, 2, std::chrono::milliseconds(t));
        const click_log log = std::move(b).build();
        write_clicks(log, files / "t.tsv");
        BOOST_CHECK(data_test::same_content(read_clicks(files / "t.tsv"), log));
    }
    log_builder far_future;
    far_future.add(1, 2, std::chrono::milliseconds(100'000'000'000'000));
    BOOST_CHECK_EXCEPTION(write_clicks(std::move(far_future).build(), files / "t.tsv"), nextclick::data_error, data_test::says("5138"));
}

BOOST_AUTO_TEST_CASE(the_text_is_as_documented) {
    const data_test::scratch files;
    const std::string text = "SessionId\tItemId\tTime\n1\t20\t1396860669277\n1\t21\t1396860670000\n";
    write_clicks(parse_clicks(text, "t"), files / "a.tsv");
    BOOST_CHECK_EQUAL(text_of(files / "a.tsv"), text);
}

BOOST_AUTO_TEST_CASE(values_that_cannot_be_written_are_errors) {
    const data_test::scratch files;
    log_columns p;
    p.item = {nextclick::no_item};
    p.session_begin = {0, 1};
    BOOST_CHECK_EXCEPTION(write_clicks(click_log(p), files / "a.tsv"), nextclick::data_error,
                          data_test::says("unknown items", "min_item_support"));
    for (const char* id : {"a\tb", "a\nb", "a\x01"}) {
        log_builder b;
        b.add(1, id, std::chrono::seconds(1));
        BOOST_CHECK_EXCEPTION(write_clicks(std::move(b).build(), files / "b.tsv"), nextclick::data_error,
                              data_test::says("item id", "control character"));
    }
    BOOST_CHECK_EXCEPTION(write_clicks(click_log(), files / "no/such/place.tsv"), nextclick::file_error,
                          data_test::says("place.tsv", "cannot be written"));
}

BOOST_AUTO_TEST_SUITE_END()
