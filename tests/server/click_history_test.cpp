// SPDX-License-Identifier: Apache-2.0
#include "nextclick/server/click_history.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(click_histories)

namespace nc = nextclick;
using nc::serve::column_value;
using nc::server::click;
using nc::server::click_history;

namespace {
/// The content of a click as text.
std::string spelled(const click& c) {
    std::string text = c.item.kind() == nc::data::id_kind::integer ? c.item.to_string() : '"' + c.item.to_string() + '"';
    if (c.time) text += "@" + std::to_string(*c.time);
    for (const column_value& v : c.columns) {
        text += " " + std::string(v.name()) + "=";
        v.visit([&]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, std::int64_t>)
                text += "i" + std::to_string(value);
            else if constexpr (std::is_same_v<T, double>)
                text += "n" + std::to_string(value);
            else if constexpr (std::is_same_v<T, std::string_view>)
                text += '"' + std::string(value) + '"';
            else
                for (const float x : value) text += "," + std::to_string(x);
        });
    }
    return text;
}
std::vector<std::string> replayed(const click_history& j) {
    std::vector<std::string> all;
    j.replay([&](const click& c) { all.push_back(spelled(c)); });
    return all;
}
}  // namespace

BOOST_AUTO_TEST_CASE(clicks_are_returned_unchanged) {
    const std::vector<float> image{1.5f, -2, 3}, none;
    const column_value columns[] = {{"Action", "Cart"}, {"Dwell", 41.5}, {"Price", std::numeric_limits<std::int64_t>::min()},
                                    {"Image", image},   {"Empty", none}, {"", std::string()}};
    const column_value other[] = {{"Image", image}};
    const std::string item = "shoe \0 9";
    const std::vector<click> clicks{{17}, {item, columns, -5}, {-3, {}, 1'700'000'000'000}, {"", other}};
    click_history j;
    std::vector<std::string> expected;
    for (const click& c : clicks) {
        j.add(c);
        expected.push_back(spelled(c));
    }
    BOOST_TEST(replayed(j) == expected, boost::test_tools::per_element());
    BOOST_TEST(j.size() == 4u);
    j.clear();
    BOOST_TEST(replayed(j).empty());
}

BOOST_AUTO_TEST_CASE(the_last_clicks_are_kept) {
    for (const std::size_t max_length : {0u, 1u, 3u, 7u}) {
        click_history j(max_length);
        std::vector<std::string> all;
        for (int i = 0; i < 20; ++i) {
            const std::string text(static_cast<std::size_t>(i % 5), 'x');
            const column_value columns[] = {{"t", text}};
            const click c = i % 3 == 0 ? click{text, columns} : click{i};
            j.add(c);
            all.push_back(spelled(c));
            const std::size_t n = std::min(all.size(), max_length);
            BOOST_TEST(replayed(j) == std::vector<std::string>(all.end() - static_cast<std::ptrdiff_t>(n), all.end()),
                       boost::test_tools::per_element());
        }
        BOOST_TEST(j.memory_bytes() < 2000u);
    }
}

BOOST_AUTO_TEST_CASE(a_click_that_is_too_large_changes_nothing) {
    click_history j(2, 100);
    j.add({1});
    j.add({2});
    const std::string large(100'000, 'x');
    BOOST_CHECK_EXCEPTION(j.add({large}), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("100 may be kept") != std::string::npos; });
    BOOST_TEST(replayed(j) == (std::vector<std::string>{"1", "2"}), boost::test_tools::per_element());
    j.add({3});
    BOOST_TEST(replayed(j) == (std::vector<std::string>{"2", "3"}), boost::test_tools::per_element());
    BOOST_TEST(j.memory_bytes() < 500u);
}

BOOST_AUTO_TEST_CASE(the_oldest_clicks_are_dropped_beyond_the_limit_of_bytes) {
    click_history j(50, 200);
    for (int i = 0; i < 20; ++i) {
        const std::string text(static_cast<std::size_t>(20 + i), 'x');
        const column_value columns[] = {{"t", text}};
        const click c{i, columns};
        j.prepare(c);
        BOOST_TEST(j.has_room() == (i < 4));
        j.commit();
        BOOST_TEST(j.size() <= 4u);
        BOOST_TEST(replayed(j).back() == spelled(c));
        BOOST_TEST(j.memory_bytes() < 1000u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
