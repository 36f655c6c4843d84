// SPDX-License-Identifier: Apache-2.0
#include "nextclick/serve/list_session.hpp"

#include <boost/test/unit_test.hpp>

#include "fixed_ranker.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/neighbours/methods.hpp"

BOOST_AUTO_TEST_SUITE(sessions_of_lists)

namespace nc = nextclick;

const toy::fixed_ranker by(6, std::map<nc::item_index, toy::fixed_ranker::row>{{0, {{1, 4}, {2, 3}, {3, 2}, {4, 2}}}, {1, {{0, 1}}}});

BOOST_AUTO_TEST_CASE(the_items_that_have_a_score_are_answers_best_first) {
    nc::serve::session session(by);
    BOOST_TEST(session.top(3).empty());
    BOOST_TEST(session.push(100));
    const auto best = session.top(3);
    BOOST_TEST_REQUIRE(best.size() == 3u);
    BOOST_TEST(best[0].item.to_string() == "101");
    BOOST_TEST(best[0].score == 4);
    BOOST_TEST(best[2].item.to_string() == "103");  // the same score as 104, and a lower number
    const auto odd = session.top_indices(3, [](nc::item_index i) { return i % 2 == 1; });
    BOOST_TEST_REQUIRE(odd.size() == 2u);
    BOOST_TEST(odd[1].item == 3u);
    BOOST_TEST(session.top(20).size() == 4u);
}
BOOST_AUTO_TEST_CASE(unknown_items_change_nothing_or_are_refused) {
    nc::serve::session session(by);
    session.push(100);
    BOOST_TEST(!session.push(7));
    BOOST_TEST(session.clicks() == 1u);
    BOOST_TEST(session.top(1)[0].item.to_string() == "101");
    nc::serve::session strict(by, nc::serve::unknown_item::refuse);
    BOOST_CHECK_THROW(strict.push(7), nc::argument_error);
}
BOOST_AUTO_TEST_CASE(a_new_session_is_empty) {
    nc::serve::session session(by);
    session.push(100);
    session.new_session();
    BOOST_TEST(session.top(3).empty());
    session.push(101);
    BOOST_TEST(session.top(3)[0].item.to_string() == "100");
}

struct shop {
    nc::data::click_log log = nc::data::simulate({.sessions = 700, .items = 60, .users = 50, .categories = 6});
    nc::neighbours::stan near{log, {.neighbours = 20, .recent = 50}};
    using session_type = nc::serve::session<nc::neighbours::stan>;
};
void same_answers(auto a, auto b) {
    const std::vector<nc::simd::scored<float>> first(a.begin(), a.end());
    BOOST_TEST_REQUIRE(first.size() == b.size());
    for (std::size_t n = 0; n < first.size(); ++n) {
        BOOST_TEST(first[n].item == b[n].item);
        BOOST_TEST(first[n].score == b[n].score);
    }
}

BOOST_FIXTURE_TEST_CASE(the_last_clicks_and_their_times_are_kept, shop) {
    session_type session(near, {.max_length = 2}), last_two(near, {.max_length = 2});
    const std::int64_t now = log.time_column().back();
    for (const nc::item_index i : {5u, 7u, 9u}) session.push_index(i, now);
    for (const nc::item_index i : {7u, 9u}) last_two.push_index(i, now);
    BOOST_TEST(session.clicks() == 3u);
    const auto answers = session.top_indices(20);
    std::vector<nc::simd::scored<float>> a(answers.begin(), answers.end());
    same_answers(a, last_two.top_indices(20));
    nc::serve::session untimed(near, {.max_length = 2});
    untimed.push_index(7);
    untimed.push_index(9, now);  // without the first time no age is known: it counts as the newest session
    BOOST_TEST(!untimed.top_indices(20).empty());
    last_two.push_index(9, now + 86'400'000);  // a day later all neighbours are a day older
    BOOST_TEST(last_two.top_indices(1)[0].score < a[0].score);
}
BOOST_FIXTURE_TEST_CASE(a_stored_session_continues, shop) {
    session_type session(near);
    for (const nc::item_index i : {5u, 7u, 9u}) session.push_index(i, log.time_column().back());
    const std::string bytes = session.save();
    auto back = session_type::load(near, bytes);
    BOOST_TEST(back.save() == bytes);
    BOOST_TEST(back.clicks() == 3u);
    const auto answers = session.top_indices(20);
    same_answers(std::vector<nc::simd::scored<float>>(answers.begin(), answers.end()), back.top_indices(20));
    const session_type empty(near);
    BOOST_TEST(session_type::load(near, empty.save()).clicks() == 0u);
}
BOOST_FIXTURE_TEST_CASE(damaged_bytes_are_refused, shop) {
    session_type session(near);
    session.push_index(3);
    const std::string bytes = session.save();
    for (std::size_t n = 0; n < bytes.size(); ++n) {
        BOOST_CHECK_THROW(session_type::load(near, bytes.substr(0, n)), nc::file_error);
        std::string flipped = bytes;
        flipped[n] = static_cast<char>(flipped[n] ^ 1);
        BOOST_CHECK_THROW(session_type::load(near, flipped), nc::file_error);
    }
    BOOST_CHECK_THROW(session_type::load(near, bytes, {.max_length = 7}), nc::file_error);
    const nc::neighbours::sknn<> other(log);
    BOOST_CHECK_THROW(nc::serve::session<nc::neighbours::sknn<>>::load(other, bytes), nc::file_error);
}
BOOST_FIXTURE_TEST_CASE(the_last_clicks_are_kept_or_all, shop) {
    session_type all(near), few(near, {.max_length = 2}), unlimited(near, {.max_length = 0});
    for (const nc::item_index item : {3u, 1u, 2u, 3u})
        for (session_type* const v : {&all, &few, &unlimited}) v->push_index(item);
    BOOST_TEST(all.save().size() == unlimited.save().size());
    BOOST_TEST(all.save().size() > few.save().size());
    BOOST_CHECK_THROW(session_type(near, {.kept = nc::batch::keep::first}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
