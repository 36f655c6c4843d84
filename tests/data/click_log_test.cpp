// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/click_log.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "data/support.hpp"

BOOST_AUTO_TEST_SUITE(data_click_log)

using namespace nextclick::data;
using data_test::says;
using nextclick::data_error;
using nextclick::no_item;

namespace {
/// Two sessions of a user each: 10 11 | 10, with a category and a price.
log_columns sound() {
    log_columns p;
    auto items = std::make_shared<vocabulary>();
    for (const int id : {10, 11}) items->insert(id);
    auto users = std::make_shared<vocabulary>(id_kind::string);
    for (const char* id : {"ann", "bob"}) users->insert(id);
    p.items = items;
    p.item = {0, 1, 0};
    p.time = {5, 5, 6};
    p.session_begin = {0, 2, 3};
    p.session_ids = id_column(id_kind::string);
    for (const char* id : {"s", "t"}) p.session_ids.push_back(std::string_view(id));
    p.users = users;
    p.user = {1, 0};
    p.extra.emplace_back("Category", users, std::vector<nextclick::item_index>{0, no_item, 1});
    p.extra.emplace_back("Price", std::vector<float>{1, 2, 3});
    return p;
}
}  // namespace

BOOST_AUTO_TEST_CASE(shows_sessions_ids_users_and_columns) {
    const click_log log(sound());
    BOOST_CHECK_EQUAL(log.session_count(), 2u);
    BOOST_CHECK_EQUAL(log.event_count(), 3u);
    BOOST_CHECK_EQUAL(data_test::spelled(log), "s: 10 11 | t: 10");
    BOOST_CHECK_EQUAL(log.times_of(1).front(), 6);
    BOOST_CHECK_EQUAL(log.user_id(0).to_string(), "bob");
    BOOST_CHECK_EQUAL(log.column("Price").numbers()[2], 3);
    BOOST_CHECK_EQUAL(log.column("Category").codes()[1], no_item);
    const std::vector<std::uint32_t> support{2, 1};
    BOOST_TEST(log.item_support() == support, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_empty_log_is_a_log) {
    const click_log log;
    BOOST_CHECK_EQUAL(log.session_count(), 0u);
    BOOST_CHECK_EQUAL(log.event_count(), 0u);
    BOOST_CHECK(!log.has_users());
    BOOST_CHECK(log.item_support().empty());
}

BOOST_AUTO_TEST_CASE(a_missing_column_is_named_with_the_existing_ones) {
    const click_log log(sound());
    BOOST_CHECK_EXCEPTION(log.column("Action"), data_error, says("\"Action\"", "\"Category\"", "\"Price\""));
    BOOST_CHECK_EXCEPTION(log.column("Price").codes(), data_error, says("\"Price\"", "numeric"));
    BOOST_CHECK_EXCEPTION(log.column("Category").numbers(), data_error, says("\"Category\"", "categorical"));
    BOOST_CHECK_EXCEPTION(click_log().users(), data_error, says("read_options::user"));
    BOOST_CHECK(log.find_column("Action") == nullptr);
}

BOOST_AUTO_TEST_CASE(sessions_without_ids_are_called_by_number) {
    log_columns p = sound();
    p.session_ids = {};
    BOOST_CHECK_EQUAL(click_log(std::move(p)).session_id(1).to_string(), "1");
}

BOOST_AUTO_TEST_CASE(release_moves_the_columns_out) {
    click_log log(sound());
    const log_columns p = std::move(log).release();
    BOOST_CHECK_EQUAL(p.item.size(), 3u);
    BOOST_CHECK_EQUAL(log.session_count(), 0u);
}

BOOST_AUTO_TEST_CASE(columns_that_do_not_fit_together_are_refused) {
    using wrong = std::function<void(log_columns&)>;
    const std::vector<wrong> cases{
        [](auto& p) { p.items = nullptr; },
        [](auto& p) { p.item[1] = 2; },
        [](auto& p) { p.time.pop_back(); },
        [](auto& p) {
            p.time = {6, 5, 6};
        },
        [](auto& p) {
            p.time = {5, 5, 4};
        },
        [](auto& p) {
            p.session_begin = {0, 2};
        },
        [](auto& p) {
            p.session_begin = {1, 2, 3};
        },
        [](auto& p) {
            p.session_begin = {0, 3, 3};
        },
        [](auto& p) { p.session_begin.clear(); },
        [](auto& p) {
            p.session_begin = {0, 1'000'000, 3};
        },
        [](auto& p) { p.session_ids.push_back(std::string_view("u")); },
        [](auto& p) { p.user.pop_back(); },
        [](auto& p) { p.user[0] = 2; },
        [](auto& p) { p.users = nullptr; },
        [](auto& p) { p.extra.emplace_back("Short", std::vector<float>{1}); },
        [](auto& p) {
            p.extra.emplace_back("Bad", p.users, std::vector<nextclick::item_index>{0, 1, 2});
        },
    };
    BOOST_CHECK_NO_THROW(click_log{sound()});
    for (std::size_t i = 0; i < cases.size(); ++i) {
        log_columns p = sound();
        cases[i](p);
        BOOST_TEST_CONTEXT("case " << i) BOOST_CHECK_THROW(click_log(std::move(p)), data_error);
    }
}

BOOST_AUTO_TEST_CASE(a_log_of_nothing_may_have_a_column_without_categories) {
    log_columns p;
    p.items = std::make_shared<const vocabulary>();
    p.session_begin = {0};
    p.extra.emplace_back("Empty", nullptr, std::vector<nextclick::item_index>{});
    BOOST_CHECK_EQUAL(click_log(std::move(p)).event_count(), 0u);
}

BOOST_AUTO_TEST_SUITE_END()
