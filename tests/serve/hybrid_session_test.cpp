// SPDX-License-Identifier: Apache-2.0
#include "nextclick/serve/hybrid_session.hpp"

#include <boost/test/unit_test.hpp>

#include "fixed_ranker.hpp"
#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/zoo/gru4rec.hpp"

BOOST_AUTO_TEST_SUITE(sessions_of_hybrids)

namespace nc = nextclick;
using namespace nc::hybrid;

struct shop {
    nc::data::click_log log = nc::data::simulate({.sessions = 700, .items = 60, .users = 50, .categories = 6});
    nc::zoo::gru4rec<8> net{log.items()};
    nc::neighbours::stan near{log, {.neighbours = 20, .recent = 50}};
    weighted<part<nc::zoo::gru4rec<8>, scaling::softmax>, part<nc::neighbours::stan, scaling::sum>> both{part{net, scaling::softmax{}, 0.6},
                                                                                                         part{near, scaling::sum{}, 0.4}};
    std::int64_t now = log.time_column().back();
};

BOOST_FIXTURE_TEST_CASE(answers_are_the_sums_of_the_parts, shop) {
    nc::serve::session session(both);
    nc::serve::session a(net);
    nc::serve::session b(near);
    BOOST_TEST(session.top(3).empty());
    for (const nc::item_index i : {5u, 7u, 9u}) {
        session.push_index(i, now);
        a.push_index(i);
        b.push_index(i, now);
        std::vector<float> x(60), y(60);
        a.score_all(x);
        b.score_all(y);
        scaling::softmax{}.apply(x);
        scaling::sum{}.apply(y);
        std::vector<nc::simd::scored<float>> expected(60);
        for (nc::item_index n = 0; n < 60; ++n) {
            x[n] = 0.6f * x[n];
            x[n] += 0.4f * y[n];
        }
        nc::simd::top_k(std::span<const float>(x), 60, std::span(expected));
        const auto found = session.top_indices(60, [](nc::item_index n) { return n != 3; });
        BOOST_TEST_REQUIRE(found.size() == 59u);  // an item that is not allowed, and all others
        std::erase_if(expected, [](const auto& s) { return s.item == 3; });
        for (std::size_t n = 0; n < found.size(); ++n) {
            BOOST_TEST(found[n].item == expected[n].item);
            BOOST_TEST(found[n].score == expected[n].score, boost::test_tools::tolerance(1e-6f));
        }
    }
}
BOOST_FIXTURE_TEST_CASE(items_are_pushed_by_the_ids_of_the_shop, shop) {
    nc::serve::session by_id(both), by_number(both);
    const auto id = log.items()[7];
    BOOST_TEST(by_id.push_at(id, now));
    by_number.push_index(7, now);
    BOOST_TEST(by_id.save() == by_number.save());
    BOOST_TEST(!by_id.push(999'999'999));
    BOOST_TEST(by_id.clicks() == 1u);
    BOOST_CHECK_THROW(nc::serve::session(both, nc::serve::unknown_item::refuse).push(999'999'999), nc::argument_error);
    by_id.new_session();
    BOOST_TEST(by_id.top(3).empty());
}
BOOST_FIXTURE_TEST_CASE(items_that_no_part_ranks_are_no_answers, shop) {
    const cascade few(pass_first{5}, near, net);
    nc::serve::session session(few);
    session.push_index(7);
    BOOST_TEST(session.top(20).size() == 5u);
    const mixed turns({2, 3}, net, near);
    nc::serve::session mixed_session(turns);
    mixed_session.push_index(7);
    const auto top = mixed_session.top_indices(20);
    BOOST_TEST(top.size() == 5u);
    BOOST_TEST(top[0].score == 5);
}
BOOST_FIXTURE_TEST_CASE(a_stored_session_continues, shop) {
    using session_type = nc::serve::session<decltype(both)>;
    session_type session(both);
    for (const nc::item_index i : {5u, 7u, 9u}) session.push_index(i, now);
    const std::string bytes = session.save();
    auto back = session_type::load(both, bytes);
    BOOST_TEST(back.save() == bytes);
    back.push_index(3, now);
    session.push_index(3, now);
    BOOST_TEST(back.save() == session.save());
    for (std::size_t n = 0; n < bytes.size(); n += 3) {
        BOOST_CHECK_THROW(session_type::load(both, bytes.substr(0, n)), nc::file_error);
        std::string flipped = bytes;
        flipped[n] = static_cast<char>(flipped[n] ^ 1);
        BOOST_CHECK_THROW(session_type::load(both, flipped), nc::file_error);
    }
}

BOOST_AUTO_TEST_SUITE_END()
