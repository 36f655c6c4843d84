// SPDX-License-Identifier: Apache-2.0
#include "nextclick/filter/business_rules.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "allocations.hpp"
#include "fixed_ranker.hpp"
#include "nextclick/hybrid/weighted.hpp"
#include "nextclick/search/batch_search.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(business_rules_tests)

namespace nc = nextclick;
using namespace nc::serve;
using model = nc::zoo::gru4rec<20>;
using best = std::vector<std::pair<nc::item_index, float>>;

namespace {
constexpr std::size_t item_count = 700;

/// Rules of every kind, and a model to apply them to.
struct house {
    model net{toy::numbered_items(item_count), {}, 3};
    nc::filter::item_set even{item_count}, expensive{item_count};
    std::vector<nc::item_index> seen{4, 8, 694};
    nc::filter::boosts boost{net.items(), boosted()};
    nc::filter::business_rules all{.allow = &even, .deny = &expensive, .without = seen, .boost = &boost};

    house() {
        for (nc::item_index i = 0; i < item_count; ++i) {
            if (i % 2 == 0) even.insert(i);
            if (i % 3 == 0) expensive.insert(i);
        }
    }
    static std::vector<std::pair<nc::data::item_id, float>> boosted() {  // ids begin at 100
        return {{110, 50.0f}, {103, 70.0f}, {798, 40.0f}, {112, 60.0f}, {110, 0.5f}, {114, -30.0f}, {5, 9.0f}};
    }
    float more(nc::item_index i) const {
        float sum = 0;
        for (const auto& [id, by] : boosted()) sum += net.items().find(id) == i ? by : 0;
        return sum;
    }
    bool allowed(nc::item_index i) const { return i % 2 == 0 && i % 3 != 0 && i != 4 && i != 8 && i != 694; }
    /// The k best by a full scan.
    best expected(const std::vector<float>& scores, std::size_t k, bool only_scored = false) const {
        best found;
        for (nc::item_index i = 0; i < scores.size(); ++i)
            if (allowed(i) && !(only_scored && scores[i] == 0)) found.emplace_back(i, scores[i] + more(i));
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
        found.resize(std::min(k, found.size()));
        return found;
    }
};
template <class Found>
best of(const Found& found) {
    best all;
    for (const auto& s : found) all.emplace_back(s.item, s.score);
    return all;
}
}  // namespace

BOOST_AUTO_TEST_CASE(sessions_and_byte_search_apply_rules_before_they_select) {
    const house h;
    const nc::search::byte_search<model> bytes(h.net);
    session<model> s(h.net);
    for (const nc::item_index click : {4u, 8u, 694u}) {
        s.push_index(click);
        std::vector<float> scores(item_count);
        s.score_all(scores);
        for (const std::size_t k : {1u, 20u, 230u, 700u}) {
            const best expected = h.expected(scores, k);
            BOOST_TEST_REQUIRE(expected.size() == std::min<std::size_t>(k, 230));  // 117 of 350 even ones are expensive, 3 were seen
            BOOST_TEST((of(s.top_indices(k, h.all)) == expected));
            BOOST_TEST((of(bytes.top_indices(s, k, h.all)) == expected));
        }
    }
}

BOOST_AUTO_TEST_CASE(every_session_of_a_batch_has_its_rules) {
    const house h;
    const nc::search::byte_search<model> bytes(h.net);
    std::vector<session<model>> sessions(3, session<model>(h.net));
    for (nc::item_index i = 0; i < 3; ++i) sessions[i].push_index(i * 200);
    const session<model>* const those[] = {&sessions[0], &sessions[1], &sessions[2]};
    const nc::filter::business_rules each[] = {h.all, nc::filter::business_rules{}, nc::filter::business_rules{.deny = &h.even}};
    const auto odd = [](nc::item_index i) { return i % 2 == 1; };
    for (const bool by_bytes : {false, true}) {
        nc::search::batch_search<model> all = by_bytes ? nc::search::batch_search<model>(bytes) : nc::search::batch_search<model>(h.net);
        const std::size_t k[] = {20, 7, 20};
        all.answer(those, k, 2, std::span<const nc::filter::business_rules>(each));
        const auto check = [&](std::size_t i, const auto& expected) {
            BOOST_REQUIRE(all.of(i).size() == expected.size());
            for (std::size_t j = 0; j < expected.size(); ++j) {
                BOOST_TEST((all.of(i)[j].item == h.net.items()[expected[j].item]));
                BOOST_TEST(std::abs(all.of(i)[j].score - expected[j].score) < 1e-5f);
            }
        };
        check(0, sessions[0].top_indices(20, h.all));
        check(1, sessions[1].top_indices(7));
        check(2, sessions[2].top_indices(20, odd));
    }
}

BOOST_AUTO_TEST_CASE(lists_and_hybrids_boost_the_items_they_rank) {
    const house h;
    const toy::fixed_ranker listed(item_count,
                                   toy::fixed_ranker::row{{2, 1.0f}, {4, 9.0f}, {10, 2.0f}, {3, 9.0f}, {14, 8.0f}, {20, 1.5f}, {12, 3.0f}});
    session<toy::fixed_ranker> s(listed);
    s.push_index(0);
    std::vector<float> scores(item_count);
    s.score_all(scores);
    const best expected = h.expected(scores, 20, true);
    BOOST_TEST_REQUIRE(expected.size() == 4u);  // 2, 10, 14, 20; 12 is excluded as expensive, although boosted
    BOOST_TEST((expected.front() == std::pair<nc::item_index, float>(10, 52.5f)));
    BOOST_TEST((of(s.top_indices(20, h.all)) == expected));
    BOOST_TEST((of(s.top_indices(2, h.all)) == h.expected(scores, 2, true)));

    using namespace nc::hybrid;
    const weighted both(part{listed, scaling::none{}, 1.0});
    session<weighted<part<toy::fixed_ranker, scaling::none>>> mixed(both);
    mixed.push_index(0);
    for (const auto& [item, score] : of(mixed.top_indices(20, h.all))) {
        BOOST_TEST(h.allowed(item));
        BOOST_TEST(score == scores[item] + h.more(item));
    }
}

BOOST_AUTO_TEST_CASE(an_answer_by_rules_allocates_nothing) {
    const house h;
    const nc::search::byte_search<model> bytes(h.net);
    session<model> s(h.net);
    s.push_index(3);
    s.top_indices(20, h.all);
    bytes.top_indices(s, 20, h.all);
    const std::size_t before = allocations;
    s.top_indices(20, h.all);
    bytes.top_indices(s, 20, h.all);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(one_category_only) {
    const house h;
    std::vector<nc::item_index> codes(item_count, 1);
    for (const nc::item_index i : {5u, 9u, 600u}) codes[i] = 3;
    codes[7] = nc::no_item;
    session<model> s(h.net);
    s.push_index(3);
    BOOST_TEST(s.top_indices(20, nc::filter::business_rules{.codes = codes, .category = 3}).size() == 3u);
    BOOST_TEST(s.top_indices(700, nc::filter::business_rules{.codes = codes, .category = 1}).size() == 696u);
    BOOST_TEST(s.top_indices(20, nc::filter::business_rules{.codes = codes, .category = 99}).empty());
    BOOST_TEST(s.top_indices(20, nc::filter::business_rules{.codes = codes, .category = nc::no_item})
                   .empty());  // items without a category are not in it
    codes.resize(8);           // later items have no known category
    BOOST_TEST(s.top_indices(20, nc::filter::business_rules{.codes = codes, .category = 1}).size() == 6u);
}

BOOST_AUTO_TEST_CASE(a_boost_that_is_no_number_is_refused) {
    const house h;
    const std::vector<std::pair<nc::data::item_id, float>> endless{{110, std::numeric_limits<float>::infinity()}};
    BOOST_CHECK_THROW(nc::filter::boosts(h.net.items(), endless), nc::argument_error);
    BOOST_TEST(nc::filter::boosts().empty());
    BOOST_TEST(h.boost.of(10) == 50.5f);
    BOOST_TEST(h.boost.of(11) == 0.0f);
}

BOOST_AUTO_TEST_SUITE_END()
