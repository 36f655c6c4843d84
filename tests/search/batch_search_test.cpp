// SPDX-License-Identifier: Apache-2.0
#include "nextclick/search/batch_search.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "allocations.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(batch_search)

namespace nc = nextclick;
using model = nc::zoo::gru4rec<20>;
using session = nc::serve::session<model>;
using answers = std::vector<std::vector<nc::serve::recommendation<float>>>;

namespace {
/// n sessions; the first has no click yet.
struct shop {
    model net;
    std::vector<session> sessions;
    std::vector<const session*> those;
    shop(std::size_t items, std::size_t n) : net(toy::numbered_items(items), {}, 3), sessions(n, session(net)) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t c = 0; c < i; ++c) sessions[i].push_index(static_cast<nc::item_index>((i * 31 + c * 7) % items));
            those.push_back(&sessions[i]);
        }
    }
};
answers collected(const nc::search::batch_search<model>& batch, std::size_t n) {
    answers all;
    for (std::size_t i = 0; i < n; ++i) all.emplace_back(batch.of(i).begin(), batch.of(i).end());
    return all;
}
bool same(const answers& a, const answers& b) {
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!std::equal(a[i].begin(), a[i].end(), b[i].begin(), b[i].end(),
                        [](const auto& x, const auto& y) { return x.item == y.item && x.score == y.score; }))
            return false;
    return a.size() == b.size();
}
}  // namespace

BOOST_AUTO_TEST_CASE(every_session_gets_the_answer_it_gets_alone) {
    for (const std::size_t items : {3u, 128u, 129u, 3000u})
        for (const std::size_t n : {1u, 2u, 13u, 40u}) {
            const shop s(items, n);
            nc::search::batch_search<model> batch(s.net);
            batch.answer(s.those, 20);
            for (std::size_t i = 0; i < n; ++i) {
                const auto expected = s.sessions[i].top(20);
                const auto got = batch.of(i);
                BOOST_REQUIRE(got.size() == expected.size());
                std::vector<float> scores(items);
                s.sessions[i].score_block(0, scores);
                for (std::size_t j = 0; j < got.size(); ++j) {  // sums in another order: the order may differ where scores are close
                    BOOST_TEST(std::abs(got[j].score - expected[j].score) < 1e-6f);
                    BOOST_TEST(std::abs(got[j].score - scores[s.net.items().find(got[j].item)]) < 1e-6f);
                }
            }
        }
}

BOOST_AUTO_TEST_CASE(by_way_of_bytes_the_answers_are_those_of_the_sessions_to_the_last_bit) {
    for (const std::size_t items : {3u, 128u, 129u, 3000u}) {
        const shop s(items, 13);
        const nc::search::byte_search<model> bytes(s.net);
        nc::search::batch_search<model> batch(bytes);
        answers expected;
        for (const auto& v : s.sessions) {
            const auto best = v.top(20);
            expected.emplace_back(best.begin(), best.end());
        }
        for (const int threads : {1, 2, 3}) {
            batch.answer(s.those, 20, threads);
            BOOST_TEST(same(collected(batch, 13), expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(the_number_of_threads_changes_nothing) {
    const shop s(3000, 40);
    nc::search::batch_search<model> batch(s.net);
    const auto allow = [](std::size_t index, nc::item_index item) { return item % (index + 2) != 0; };
    batch.answer(s.those, 20, 1, allow);
    const auto alone = collected(batch, 40);
    for (const auto& one : alone)
        for (const auto& r : one) BOOST_TEST(s.net.items().find(r.item) % (static_cast<std::size_t>(&one - alone.data()) + 2) != 0u);
    for (const int threads : {2, 3, 8}) {
        batch.answer(s.those, 20, threads, allow);
        BOOST_TEST(same(collected(batch, 40), alone));
    }
}

BOOST_AUTO_TEST_CASE(sessions_of_another_model_are_refused) {
    const shop s(50, 3), other(50, 3);
    const auto says_so = [](const nc::argument_error& e) { return std::string(e.what()).find("another model") != std::string::npos; };
    nc::search::batch_search<model> batch(s.net);
    BOOST_CHECK_EXCEPTION(batch.answer(other.those, 5), nc::argument_error, says_so);
    BOOST_CHECK_EXCEPTION(nc::search::byte_search<model>(s.net).top(other.sessions[1], 5), nc::argument_error, says_so);
}

BOOST_AUTO_TEST_CASE(small_and_empty_batches) {
    const shop s(50, 3);
    nc::search::batch_search<model> batch(s.net);
    batch.answer({}, 20);
    batch.answer(s.those, 0);
    for (std::size_t i = 0; i < 3; ++i) BOOST_TEST(batch.of(i).empty());
    batch.answer(s.those, 1000);
    BOOST_TEST(batch.of(0).empty());
    BOOST_TEST(batch.of(1).size() == 50u);
    batch.answer(s.those, 20);
    const std::size_t before = allocations;
    batch.answer(s.those, 20);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_SUITE_END()
