// SPDX-License-Identifier: Apache-2.0
#include "nextclick/server/request_batcher.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(request_batchers)

namespace nc = nextclick;
using namespace nc::serve;
using namespace nc::server;
using model = nc::zoo::gru4rec<20>;

BOOST_AUTO_TEST_CASE(answers_equal_those_of_each_session_alone) {
    const model net(toy::numbered_items(3000), {}, 3);
    const nc::search::byte_search<model> bytes(net);
    nc::filter::item_set odd(3000);
    for (nc::item_index i = 1; i < 3000; i += 2) odd.insert(i);
    for (const auto& [max, concurrent_scans] :
         std::vector<std::pair<std::size_t, std::size_t>>{{0, 0}, {1, 2}, {3, 1}, {64, 1}, {64, 2}, {2, 3}}) {
        request_batcher<model> counter(bytes, {.max_batch = max, .concurrent_scans = concurrent_scans, .threads = 2});
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (unsigned t = 0; t < 8; ++t)
            threads.emplace_back([&, t] {
                request_batcher<model>::answer best;
                session<model> s(net);
                counter.top(s, 10, {}, best);
                wrong += best.empty() ? 0 : 1;  // no click yet
                for (unsigned i = 0; i < 40; ++i) {
                    s.push_index((t * 41 + i * 17) % 3000);
                    const nc::filter::business_rules by{.allow = t % 2 == 0 ? nullptr : &odd};
                    const std::size_t k = 1 + (t + i) % 30;
                    counter.top(s, k, by, best);
                    const auto alone = bytes.top(s, k, by);
                    wrong +=
                        best.size() != k || !std::equal(best.begin(), best.end(), alone.begin(), alone.end(),
                                                        [](const auto& a, const auto& b) { return a.item == b.item && a.score == b.score; })
                            ? 1
                            : 0;
                }
            });
        for (auto& t : threads) t.join();
        BOOST_TEST(wrong == 0);
    }
}

BOOST_AUTO_TEST_CASE(floats_are_searched_too_and_sessions_of_another_model_are_refused) {
    const model net(toy::numbered_items(300), {}, 3), other(toy::numbered_items(300), {}, 4);
    request_batcher<model> counter(net);
    session<model> s(net), foreign_session(other);
    s.push(105);
    foreign_session.push(105);
    request_batcher<model>::answer best;
    counter.top(s, 5, {}, best);
    BOOST_TEST(best.size() == 5u);
    BOOST_CHECK_THROW(counter.top(foreign_session, 5, {}, best), nc::argument_error);
    BOOST_TEST(best.size() == 5u);
}

BOOST_AUTO_TEST_SUITE_END()
