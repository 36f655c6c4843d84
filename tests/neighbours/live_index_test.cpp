// SPDX-License-Identifier: Apache-2.0
#include "nextclick/neighbours/live_index.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/hybrid/weighted.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/serve/list_session.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(live_indexes)

namespace nc = nextclick;
using namespace nc::neighbours;

/// The first `n` sessions of a log, in order of their last click.
nc::data::click_log ordered(const nc::data::click_log& log, std::size_t n) {
    std::vector<std::size_t> order(log.session_count());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return log.times_of(a).back() < log.times_of(b).back(); });
    nc::data::log_columns c;
    c.items = log.shared_items();
    for (std::size_t s = 0; s < n; ++s) {
        const auto items = log.items_of(order[s]);
        c.item.insert(c.item.end(), items.begin(), items.end());
        // one time per session, so that sessions start in the order in which they end
        c.time.insert(c.time.end(), items.size(), log.times_of(order[s]).back());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

struct shop {
    nc::data::click_log all = ordered(nc::data::simulate({.sessions = 900, .items = 60, .users = 50, .categories = 6, .repeat = 20}), 900);
    std::shared_ptr<const session_index> first = std::make_shared<const session_index>(ordered(all, 500));
    std::shared_ptr<live_index> live = std::make_shared<live_index>(first);
    using growing = knn<similarity::cosine, score::plain, live_index>;

    void add(std::size_t session) { live->add(all.items_of(session), all.times_of(session).back()); }
};

void same_scores(const nc::ranker::score_list& a, const nc::ranker::score_list& b) {
    BOOST_TEST_REQUIRE(a.size() == b.size());
    for (const auto i : a.items()) BOOST_TEST_REQUIRE(a[i] == b[i]);
}

BOOST_FIXTURE_TEST_CASE(added_sessions_count_like_indexed_ones, shop) {
    const growing grown(live, {.neighbours = 20, .recent = 50});
    nc::ranker::score_list a, b;
    for (std::size_t n = 500; n < 900; ++n) {
        add(n);
        if (n % 40 != 0 && n != 899) continue;
        const auto whole = std::make_shared<const session_index>(ordered(all, n + 1));
        const sknn<> fixed(whole, {.neighbours = 20, .recent = 50});
        for (std::size_t s = 0; s < 100; ++s) {
            a.reset(grown.item_count());
            b.reset(fixed.item_count());
            grown.score({all.items_of(s)}, a);
            fixed.score({all.items_of(s)}, b);
            same_scores(a, b);
        }
    }
    BOOST_TEST(live->session_count() == 900u);
}

BOOST_FIXTURE_TEST_CASE(distances_and_ages_are_those_of_the_sessions_added, shop) {
    for (std::size_t n = 500; n < 900; ++n) add(n);
    const knn<stan::similarity_type, score::nearby, live_index> grown(live, {.neighbours = 20, .recent = 50});
    const stan fixed(all, {.neighbours = 20, .recent = 50});
    nc::ranker::score_list a, b;
    for (std::size_t s = 0; s < 900; ++s) {
        a.reset(grown.item_count());
        b.reset(fixed.item_count());
        grown.score({all.items_of(s), all.times_of(s)}, a);
        fixed.score({all.items_of(s), all.times_of(s)}, b);
        same_scores(a, b);
    }
}

BOOST_FIXTURE_TEST_CASE(one_index_can_be_made_of_all, shop) {
    for (std::size_t n = 500; n < 900; ++n) add(n);
    const session_index compact = live->compacted(), whole(all);
    BOOST_TEST(std::ranges::equal(compact.parts().entries, whole.parts().entries));
    BOOST_TEST(std::ranges::equal(compact.parts().session_begin, whole.parts().session_begin));
    BOOST_TEST(std::ranges::equal(compact.parts().ended, whole.parts().ended));
    BOOST_TEST(std::ranges::equal(compact.parts().postings, whole.parts().postings));
    BOOST_TEST(std::ranges::equal(compact.parts().support, whole.parts().support));
    BOOST_TEST(std::ranges::equal(compact.parts().pairs, whole.parts().pairs));
}

BOOST_FIXTURE_TEST_CASE(items_beyond_the_capacity_are_refused_and_nothing_is_added, shop) {
    const nc::item_index beyond[] = {1, static_cast<nc::item_index>(first->item_count())};
    BOOST_CHECK_THROW(live->add(beyond, 0), nc::argument_error);
    BOOST_TEST(live->session_count() == 500u);
    live_index roomy(first, first->item_count() + 1);
    roomy.add(beyond, 0);
    const growing with_new(std::make_shared<live_index>(first, first->item_count() + 1), {.neighbours = 20, .recent = 50});
    std::vector<std::uint32_t> buffer;
    BOOST_TEST(roomy.recent(beyond[1], 10, roomy.snapshot(), buffer).size() == 1u);
    BOOST_CHECK_THROW(roomy.compacted(), nc::argument_error);
}

BOOST_FIXTURE_TEST_CASE(items_without_an_id_are_found_by_number_alone, shop) {
    const auto items = static_cast<nc::item_index>(first->item_count());
    const auto roomy = std::make_shared<live_index>(first, items + 5);
    const nc::item_index clicks[] = {1, items + 2};
    for (int n = 0; n < 50; ++n) roomy->add(clicks, all.times_of(499).back());
    const growing with_new(roomy, {.neighbours = 20, .recent = 50});
    nc::serve::session<growing> session(with_new);
    session.push_index(1);
    const auto numbers = session.top_indices(100);
    BOOST_TEST(std::ranges::count(numbers, items + 2, [](const auto& r) { return r.item; }) == 1);
    const std::vector<nc::simd::scored<float>> with(numbers.begin(), numbers.end());
    const auto ids = session.top(100);
    BOOST_TEST(ids.size() == with.size() - 1);
    for (const auto& r : ids) BOOST_TEST(with_new.items().find(r.item) != nc::no_item);
    const nc::hybrid::weighted both(nc::hybrid::part{with_new, nc::hybrid::scaling::none{}, 1.0},
                                    nc::hybrid::part{with_new, nc::hybrid::scaling::none{}, 1.0});
    nc::serve::session other(both);
    other.push_index(1);
    for (const auto& r : other.top(100)) BOOST_TEST(with_new.items().find(r.item) != nc::no_item);
    BOOST_TEST(other.top_indices(100).size() == with.size());
    // With an id it is an item like others.
    auto known = first->items();
    for (int n = 0; n < 5; ++n) known.insert(1'000'000 + n);
    const auto compacted = std::make_shared<const session_index>(roomy->compacted(std::make_shared<const nc::data::vocabulary>(known)));
    const knn<similarity::cosine, score::plain> after(compacted, {.neighbours = 20, .recent = 50});
    nc::serve::session<knn<similarity::cosine, score::plain>> later(after);
    later.push_index(1);
    BOOST_TEST(std::ranges::count(later.top(100), nc::data::item_id(1'000'002), [](const auto& r) { return r.item; }) == 1);
}

BOOST_FIXTURE_TEST_CASE(a_capacity_beyond_the_bits_of_entries_is_refused, shop) {
    BOOST_TEST(live_index(first, 1u << 20).item_count() == 1u << 20);
    BOOST_CHECK_THROW(live_index(first, (1u << 24) + 1), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(reserved_memory_suffices) {
    detail::chunks<int> held;
    for (const std::size_t n : {1u, 1023u, 1u, 5000u, 20'000u}) {
        held.reserve(n);
        const std::size_t bytes = held.memory_bytes();
        for (std::size_t i = 0; i < n; ++i) held[held.append(1)] = 7;
        BOOST_TEST(held.memory_bytes() == bytes);
    }
}

BOOST_FIXTURE_TEST_CASE(readers_see_whole_sessions_while_one_adds, shop) {
    const growing grown(live, {.neighbours = 20, .recent = 50});
    std::atomic<bool> done = false;
    std::atomic<std::size_t> scans = 0, wrong = 0;
    const auto read = [&](std::size_t from) {
        nc::ranker::score_list scores;
        std::vector<std::uint32_t> buffer;
        for (std::size_t s = from; !done; s = (s + 1) % 500) {
            scores.reset(grown.item_count());
            grown.score({all.items_of(s)}, scores);
            wrong += scores.size() == 0 ? 1 : 0;
            const std::size_t seen = live->snapshot();
            const nc::item_index item = all.items_of(s)[0];
            std::size_t before = seen;
            for (const std::uint32_t session : live->recent(item, 1000, seen, buffer)) {
                const auto has = [&](std::uint32_t e) { return live->item_of(e) == item; };
                wrong += session < before && std::ranges::any_of(live->entries(session), has) ? 0 : 1;
                before = session;
            }
            ++scans;
        }
    };
    std::thread one(read, 0), two(read, 250);
    const std::size_t least = 50;  // answers while sessions are added
    for (std::size_t n = 500; n < 900 || scans < least; ++n) {
        add(n % 900);
        if (n % 8 == 0) std::this_thread::yield();
    }
    done = true;
    one.join();
    two.join();
    BOOST_TEST(wrong == 0u);
    BOOST_TEST(scans >= least);
}

BOOST_AUTO_TEST_SUITE_END()
