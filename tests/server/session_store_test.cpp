// SPDX-License-Identifier: Apache-2.0
#include "nextclick/server/session_store.hpp"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fixed_ranker.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/hybrid/weighted.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/server/hot_swap.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(session_stores)

namespace nc = nextclick;
using namespace nc::serve;
using namespace nc::server;
using namespace std::chrono_literals;
using model = nc::zoo::gru4rec<20>;
using clock_type = std::chrono::steady_clock;

namespace {
/// The query of a visitor after these clicks.
std::vector<float> query_of(const model& net, const std::vector<int>& clicks) {
    session<model> s(net);
    for (const int c : clicks) s.push(c);
    return {s.query().begin(), s.query().end()};
}
std::vector<float> query_of(const stored_session<model>& v) { return {v.session().query().begin(), v.session().query().end()}; }
/// A model that reads a column.
using reads_actions =
    nc::model<nc::input::join<nc::input::embedding<6>, nc::input::categorical<"Action", 3>>, nc::encoder::recurrent<nc::cell::gru<>, 6>,
              nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;
reads_actions::policies by_actions() { return {.input = reads_actions::input_type({}, {.categories = toy::actions()})}; }
}  // namespace

BOOST_AUTO_TEST_CASE(visitors_return_to_their_session) {
    const model net(toy::numbered_items(50), {}, 3);
    session_store<model> store;
    const auto push = [&](const char* name, int item) {
        return store.with(name, net, 1, [&](stored_session<model>& v) { return v.push({item}); });
    };
    BOOST_TEST(push("ann", 100));
    BOOST_TEST(push("bob", 120));
    BOOST_TEST(push("ann", 110));
    BOOST_TEST(!push("ann", 7));  // no item of the model
    BOOST_TEST(store.size() == 2u);
    store.with("ann", net, 1, [&](stored_session<model>& v) {
        BOOST_TEST(query_of(v) == query_of(net, {100, 110}), boost::test_tools::per_element());
        BOOST_TEST((std::vector<nc::item_index>(v.seen().begin(), v.seen().end()) == std::vector<nc::item_index>{0, 10}));
    });
    BOOST_TEST(store.erase("ann"));
    BOOST_TEST(!store.erase("ann"));
    store.with("ann", net, 1, [&](stored_session<model>& v) { BOOST_TEST(v.session().clicks() == 0u); });
}

BOOST_AUTO_TEST_CASE(visitors_follow_a_new_model_with_other_items) {
    const model old(toy::numbered_items(50), {}, 3);
    std::vector<std::int64_t> ids{7, 120, 100, 110, 115};
    const model newer(nc::data::vocabulary::from_integers(ids), {}, 9);
    session_store<model> store;
    store.with("ann", old, 1, [&](stored_session<model>& v) {
        for (const int item : {100, 7, 110, 149}) v.push({item});
    });
    store.with("ann", newer, 2, [&](stored_session<model>& v) {
        BOOST_TEST(query_of(v) == query_of(newer, {100, 110}), boost::test_tools::per_element());
        BOOST_TEST((std::vector<nc::item_index>(v.seen().begin(), v.seen().end()) == std::vector<nc::item_index>{2, 3, nc::no_item}));
        v.push({115});
    });
    store.with("ann", old, 1, [&](stored_session<model>& v) {  // a reader that still holds the old one
        BOOST_TEST(query_of(v) == query_of(old, {100, 110, 149, 115}), boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_CASE(sessions_are_dropped_after_the_idle_time_and_beyond_the_capacity) {
    const model net(toy::numbered_items(50), {}, 3);
    const auto start = clock_type::now();
    session_store<model> store({.capacity = 64, .idle = 10s});
    const auto clicks = [&](const std::string& name, clock_type::duration at) {
        return store.with(
            name, net, 1, [](stored_session<model>& v) { return v.push({100}), v.session().clicks(); }, start + at);
    };
    BOOST_TEST(clicks("ann", 0s) == 1u);
    BOOST_TEST(clicks("ann", 9s) == 2u);
    BOOST_TEST(clicks("ann", 19s) == 3u);
    BOOST_TEST(clicks("ann", 30s) == 1u);
    store.expire(start + 35s);
    BOOST_TEST(store.size() == 1u);
    store.expire(start + 41s);
    BOOST_TEST(store.size() == 0u);
    for (int i = 0; i < 1000; ++i) {
        clicks("guest " + std::to_string(i), 50s);
        BOOST_TEST_REQUIRE(store.size() <= 64u);
    }
    BOOST_TEST(store.size() == 64u);
    BOOST_TEST(clicks("guest 999", 51s) == 2u);  // the newest are kept
    for (const std::size_t capacity : {1u, 5u, 17u, 100u}) {
        session_store<model> small({.capacity = capacity});
        for (int i = 0; i < 1000; ++i) {
            small.with("guest " + std::to_string(i), net, 1, [](stored_session<model>&) {});
            BOOST_TEST_REQUIRE(small.size() <= capacity);
        }
        BOOST_TEST(small.size() == capacity);
    }
    using of_models = session_store<model>;
    BOOST_CHECK_THROW(of_models({.capacity = 0}), nc::argument_error);
    BOOST_CHECK_THROW(of_models({.idle = 0s}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(with_a_model_of_users_returning_visitors_begin_a_further_session) {
    using net_type = nc::zoo::hrnn_tied<nc::encoder::hrnn::all, 6, 4>;
    const net_type net(toy::numbered_items(50), {}, 3);
    const net_type newer(nc::data::vocabulary::from_integers(std::vector<std::int64_t>{103, 101, 100}), {}, 4);
    const auto start = clock_type::now();
    session_store<net_type> store({.idle = 30min, .user_time_to_live = 48h});
    const auto visit = [&](const net_type& m, std::uint64_t version, clock_type::duration at, std::vector<int> clicks) {
        return store.with(
            "ann", m, version,
            [&](auto& v) {
                for (const int item : clicks) v.push({item});
                if (v.session().clicks() == 0) BOOST_TEST(v.session().top(5).empty());
                return std::vector<float>(v.session().query().begin(), v.session().query().end());
            },
            start + at);
    };
    const auto query = [](const net_type& m, const std::vector<std::vector<int>>& sessions) {
        session<net_type> s(m);
        for (const auto& clicks : sessions) {
            s.new_session();
            for (const int item : clicks) s.push(item);
        }
        return std::vector<float>(s.query().begin(), s.query().end());
    };
    const auto per_element = boost::test_tools::per_element();
    BOOST_TEST(visit(net, 1, 0min, {100, 101}) == query(net, {{100, 101}}), per_element);
    BOOST_TEST(visit(net, 1, 20min, {102}) == query(net, {{100, 101, 102}}), per_element);
    visit(net, 1, 60min, {});  // returns without a click
    const auto returned = visit(net, 1, 61min, {103});
    BOOST_TEST(returned == query(net, {{100, 101, 102}, {103}}), per_element);
    BOOST_TEST((returned != query(net, {{103}}) && returned != query(net, {{100, 101, 102, 103}})));
    // A newer model, which lacks the item of the click that started the next session.
    visit(net, 1, 120min, {102, 101});
    BOOST_TEST(visit(newer, 2, 121min, {}) == query(newer, {{100, 101}, {103}, {101}}), per_element);
    visit(newer, 2, 200min, {});
    BOOST_TEST(visit(net, 3, 201min, {104}) == query(net, {{100, 101, 102}, {103}, {102, 101}, {104}}), per_element);
    // A visitor who was away for longer than the limit is new.
    store.expire(start + 201min + 47h);
    BOOST_TEST(store.size() == 1u);
    BOOST_TEST(visit(net, 3, 201min + 49h, {104}) == query(net, {{104}}), per_element);
    using of_models = session_store<net_type>;
    BOOST_CHECK_THROW(of_models({.user_time_to_live = 0s}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(a_bad_click_changes_nothing) {
    using net_type = reads_actions;
    const net_type::policies policies = by_actions();
    const net_type net(toy::numbered_items(50), policies, 3);
    session_store<net_type> store({.history_bytes = 200, .session = {.unknown = unknown_item::ignore}});
    const column_value cart[] = {{"Action", "cart"}}, wrong[] = {{"Dwell", 4}};
    const std::string large(300, 'x');
    store.with("ann", net, 1, [&](auto& v) {
        v.push({100, cart});
        const std::vector<float> before(v.session().query().begin(), v.session().query().end());
        BOOST_CHECK_THROW(v.push({101, wrong}), nc::argument_error);
        const column_value too_large[] = {{"Action", large}};
        BOOST_CHECK_THROW(v.push({101, too_large}), nc::argument_error);
        v.push({7, wrong});  // on an item outside the vocabulary of the model so far
        BOOST_TEST(std::equal(before.begin(), before.end(), v.session().query().begin(), v.session().query().end()));
        BOOST_TEST(v.seen().size() == 1u);
    });
    const net_type newer(nc::data::vocabulary::from_integers(std::vector<std::int64_t>{7, 100}), policies, 4);
    store.with("ann", newer, 2, [&](auto& v) {
        BOOST_TEST(v.session().clicks() == 1u);
        session<net_type> alone(newer);
        alone.push(100, cart);
        BOOST_TEST(std::equal(alone.query().begin(), alone.query().end(), v.session().query().begin(), v.session().query().end()));
    });

    session_store<net_type> strict({.session = {.unknown = unknown_item::refuse}});
    strict.with("ann", net, 1, [&](auto& v) {
        BOOST_CHECK_THROW(v.push({7}), nc::argument_error);
        BOOST_TEST(v.session().clicks() == 0u);
    });
}

BOOST_AUTO_TEST_CASE(the_first_clicks_are_kept_if_the_model_reads_those) {
    using window = nc::zoo::narm<8, 8>;
    const window net(toy::numbered_items(50), {}, 3), same(toy::numbered_items(50), {}, 3);
    session_store<window> store({.session = {.max_length = 3, .kept = nc::batch::keep::first}});
    const auto query = [](const auto& v) { return std::vector<float>(v.session().query().begin(), v.session().query().end()); };
    store.with("ann", net, 1, [&](auto& v) {
        for (const int item : {100, 101, 102, 103, 104}) BOOST_TEST(v.push({item}));
        const auto before = query(v);
        v.rebuild_for(same, 2);
        BOOST_TEST(query(v) == before, boost::test_tools::per_element());
        BOOST_TEST(v.seen().size() == 3u);
        BOOST_TEST(v.seen().front() == 0u);
    });
}

// The limit of training, if it had one, before that of the store; a state reads all clicks under both.
BOOST_AUTO_TEST_CASE(the_store_limits_the_clicks_where_the_model_does_not) {
    using window = nc::zoo::narm<8, 8>;
    window unlimited(toy::numbered_items(50), {}, 3), limited(toy::numbered_items(50), {}, 3);
    limited.about.max_length = 4;
    const std::vector<int> clicks{100, 101, 102, 103, 104, 105, 106};
    const auto last = [&](const auto& net, std::size_t n) {
        session s(net, {.max_length = 0});
        for (std::size_t i = clicks.size() - n; i < clicks.size(); ++i) s.push(clicks[i]);
        return std::vector<float>(s.query().begin(), s.query().end());
    };
    const auto query = [&](const auto& net, const session_store_options& options) {
        session_store<std::remove_cvref_t<decltype(net)>> store(options);
        return store.with("ann", net, 1, [&](auto& v) {
            for (const int item : clicks) v.push({item});
            return std::vector<float>(v.session().query().begin(), v.session().query().end());
        });
    };
    BOOST_TEST(query(unlimited, {}) == last(unlimited, 7), boost::test_tools::per_element());
    BOOST_TEST(query(unlimited, {.max_clicks = 3}) == last(unlimited, 3), boost::test_tools::per_element());
    BOOST_TEST(query(limited, {.max_clicks = 3}) == last(unlimited, 4), boost::test_tools::per_element());
    BOOST_TEST(query(limited, {.max_clicks = 3, .session = {.max_length = 2}}) == last(unlimited, 2), boost::test_tools::per_element());
    const model state(toy::numbered_items(50), {}, 3);
    BOOST_TEST(query(state, {.max_clicks = 3}) == last(state, 7), boost::test_tools::per_element());
    BOOST_CHECK_THROW(session_store<model>({.max_clicks = 0}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(times_and_columns_reach_the_parts_of_hybrids) {
    using namespace nc::hybrid;
    const reads_actions net(toy::numbered_items(50), by_actions(), 3);
    const toy::fixed_ranker by(50, toy::fixed_ranker::row{{3, 2.0f}});
    const weighted both(part{by, scaling::none{}, 0.0}, part{net, scaling::none{}, 1.0});
    using mixed = std::remove_const_t<decltype(both)>;
    const column_value cart[] = {{"Action", "cart"}}, wrong[] = {{"Dwell", 4}};
    const auto scores_of = [](const auto& s) {
        std::vector<float> scores(50);
        s.score_all(scores);
        return scores;
    };
    session_store<mixed> store;
    store.with("ann", both, 1, [&](stored_session<mixed>& v) {
        BOOST_TEST(v.push({100, cart, 1000}));
        BOOST_TEST(v.push({101}));
        session<reads_actions> alone(net);
        alone.push(100, cart);
        alone.push(101);
        BOOST_TEST(scores_of(v.session()) == scores_of(alone), boost::test_tools::per_element());  // the part received the column
        BOOST_CHECK_THROW(v.push({102, wrong, 2000}), nc::argument_error);
        BOOST_TEST(v.session().clicks() == 2u);
        BOOST_TEST(scores_of(v.session()) == scores_of(alone), boost::test_tools::per_element());  // and no part has changed
        v.rebuild_for(both, 2);
        BOOST_TEST(scores_of(v.session()) == scores_of(alone), boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_CASE(methods_that_rank_by_lists_are_supported) {
    const toy::fixed_ranker by(20, toy::fixed_ranker::row{{3, 2.0f}});
    session_store<toy::fixed_ranker> store;
    const column_value columns[] = {{"Action", "cart"}};
    store.with("ann", by, 1, [&](auto& v) {
        BOOST_TEST(v.push({100, {}, 1000}));
        BOOST_TEST(v.push({101}));
        BOOST_CHECK_THROW(v.push({102, columns}), nc::argument_error);
        BOOST_TEST(v.session().clicks() == 2u);
        BOOST_TEST(v.session().top(5).size() == 1u);
    });
}

BOOST_AUTO_TEST_CASE(many_threads_while_the_model_is_replaced) {
    struct engine {
        model net;
        explicit engine(std::uint64_t seed) : net(toy::numbered_items(50), {}, seed) {}
    };
    hot_swap<engine> now(std::make_shared<engine>(1));
    session_store<model> store({.capacity = 64});
    std::atomic<bool> stop = false;
    std::atomic<int> wrong = 0;
    std::atomic<std::size_t> answers = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; !stop; ++i) {
                const auto held = now.get();
                store.with("visitor " + std::to_string((i + t) % 7), held->net, held.version(), [&](stored_session<model>& v) {
                    v.push({100 + i % 50});
                    wrong += &v.session().net() != &held->net || v.session().top(5).size() != 5 ? 1 : 0;
                });
                ++answers;
            }
        });
    for (std::uint64_t n = 2; n < 60; ++n) {
        const std::size_t before = answers;
        while (answers < before + 20) std::this_thread::yield();
        now.publish(std::make_shared<engine>(n));
    }
    stop = true;
    for (auto& t : threads) t.join();
    BOOST_TEST(wrong == 0);
    const model last(toy::numbered_items(50), {}, 77);
    for (int number = 0; number < 7; ++number)
        store.with("visitor " + std::to_string(number), last, 1000, [&](stored_session<model>& v) {
            std::vector<int> clicks;
            for (const nc::item_index i : v.seen()) clicks.push_back(100 + static_cast<int>(i));
            BOOST_TEST(clicks.size() > 0u);
            BOOST_TEST(query_of(v) == query_of(last, clicks), boost::test_tools::per_element());
        });
}

BOOST_AUTO_TEST_CASE(as_many_clicks_are_kept_as_the_model_saw_in_training) {
    using window = nc::zoo::narm<8, 8>;
    for (const auto& [max_length, first] : {std::pair<std::size_t, bool>{3, false}, {3, true}, {0, false}}) {
        window net(toy::numbered_items(50), {}, 3);
        net.about.max_length = max_length;
        net.about.first_kept = first;
        window newer = net;
        session_store<window> store;
        session<window> expected(
            net, {.max_length = max_length == 0 ? 1000 : max_length, .kept = first ? nc::batch::keep::first : nc::batch::keep::last});
        const int clicks = max_length == 0 ? 1040 : 7;
        for (int c = 0; c < clicks; ++c) {
            const int item = 100 + c * c % 47;
            store.with("ann", net, 1, [&](stored_session<window>& v) { v.push({item}); });
            expected.push(item);
        }
        const auto same = [&](stored_session<window>& v) {
            BOOST_TEST(std::ranges::equal(v.session().query(), expected.query()));
            return v.session().clicks();
        };
        BOOST_TEST(store.with("ann", net, 1, same) == expected.clicks());
        if (max_length > 0) store.with("ann", newer, 2, same);  // the history is replayed, with the same end of the session
    }
}

BOOST_AUTO_TEST_SUITE_END()
