// SPDX-License-Identifier: Apache-2.0
// Not under two sanitizers, which report defects of hnswlib 0.6.2: while it builds it reads a number beyond the end of a list, to
// prefetch a node that is not used; and it takes the locks of two nodes in either order, which cannot deadlock while one thread
// builds. (Without the detection of deadlocks, TSAN_OPTIONS=detect_deadlocks=0, the thread sanitizer finds nothing.)
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define NEXTCLICK_TEST_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define NEXTCLICK_TEST_SANITIZED
#endif
#endif
#if __has_include(<hnswlib/hnswlib.h>) && !defined(NEXTCLICK_TEST_SANITIZED)
#include "nextclick/search/graph_search.hpp"

#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

namespace nc = nextclick;
using namespace nc::serve;
using nc::search::graph_search;
using model = nc::zoo::gru4rec<16>;

BOOST_AUTO_TEST_SUITE(graph_searches)

BOOST_AUTO_TEST_CASE(almost_all_items_are_found_with_exact_scores) {
    const model net(toy::numbered_items(5000), {}, 3);
    const graph_search<model> graph(net);
    std::vector<session<model>> sessions(50, session<model>(net));
    std::vector<const session<model>*> those;
    for (nc::item_index i = 0; i < 50; ++i) {
        sessions[i].push_index(i * 97);
        those.push_back(&sessions[i]);
    }
    BOOST_TEST(graph.recall(those, 20) > 0.95);
    std::vector<float> scores(5000);
    sessions[7].score_all(scores);
    const auto best = graph.top(sessions[7], 20);
    BOOST_TEST_REQUIRE(best.size() == 20u);
    for (std::size_t i = 0; i < 20; ++i) {
        BOOST_TEST(best[i].score == scores[net.items().find(best[i].item)]);
        if (i > 0) BOOST_TEST(best[i - 1].score >= best[i].score);
    }
}

BOOST_AUTO_TEST_CASE(a_filter_never_shortens_the_answer) {
    const model net(toy::numbered_items(5000), {}, 3);
    const graph_search<model> graph(net);
    session<model> s(net);
    BOOST_TEST(graph.top(s, 5).empty());
    s.push_index(3);
    nc::filter::item_set few(5000), none(5000);
    for (nc::item_index i = 0; i < 5000; i += 500) few.insert(i);
    BOOST_TEST(graph.top_indices(s, 20, few).size() == 10u);
    for (const auto& found : graph.top_indices(s, 5, few)) BOOST_TEST(found.item % 500 == 0u);
    BOOST_TEST(graph.top(s, 20, none).empty());
    BOOST_TEST(graph.top(s, 4000).size() == 4000u);
    const std::vector<std::pair<nc::data::item_id, float>> by{{net.items()[graph.top_indices(s, 9).back().item], 50.0f}};
    const nc::filter::boosts boost(net.items(), by);
    BOOST_TEST((graph.top(s, 9, nc::filter::business_rules{.boost = &boost}).front().item == by.front().first));
}

BOOST_AUTO_TEST_CASE(sessions_of_another_model_are_refused) {
    const model net(toy::numbered_items(50), {}, 3), other(toy::numbered_items(50), {}, 4);
    const graph_search<model> graph(net);
    session<model> s(other);
    s.push_index(3);
    BOOST_CHECK_THROW(graph.top(s, 5), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(threads_share_a_graph_that_is_the_same_every_time) {
    const model net(toy::numbered_items(3000), {}, 3);
    const graph_search<model> graph(net), again(net);
    const auto found_by = [&](const graph_search<model>& by) {
        std::vector<nc::item_index> all;
        for (nc::item_index i = 0; i < 40; ++i) {
            session<model> s(net);
            s.push_index(i * 71);
            for (const auto& r : by.top_indices(s, 20)) all.push_back(r.item);
        }
        return all;
    };
    const auto expected = found_by(graph);
    BOOST_TEST((found_by(again) == expected));
    std::vector<std::vector<nc::item_index>> found(4);
    std::vector<std::thread> threads;
    for (auto& one : found) threads.emplace_back([&] { one = found_by(graph); });
    for (auto& t : threads) t.join();
    for (const auto& one : found) BOOST_TEST((one == expected));
}

BOOST_AUTO_TEST_SUITE_END()
#endif
