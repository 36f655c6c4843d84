// SPDX-License-Identifier: Apache-2.0
#include "nextclick/search/similar.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <string>

#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/neighbours/live_index.hpp"
#include "nextclick/neighbours/methods.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(similar_items)

namespace nc = nextclick;

namespace {
struct scored {
    nc::item_index item;
    double score;
};
std::vector<scored> sorted(std::vector<scored> all, std::size_t k) {
    std::stable_sort(all.begin(), all.end(), [](const scored& a, const scored& b) { return a.score > b.score; });
    all.resize(std::min(k, all.size()));
    return all;
}
/// The same scores, and the same items where scores differ.
template <class Found>
void same(const Found& found, const std::vector<scored>& expected) {
    BOOST_TEST_REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        BOOST_TEST(std::abs(static_cast<double>(found[i].score) - expected[i].score) < 1e-5);
        const bool tied = (i > 0 && std::abs(expected[i].score - expected[i - 1].score) < 1e-5) ||
                          (i + 1 < found.size() && std::abs(expected[i].score - expected[i + 1].score) < 1e-5) || i + 1 == found.size();
        if (!tied) BOOST_TEST(found[i].item == expected[i].item);
    }
}
/// The number of sessions that contain both items.
double together(const nc::data::click_log& log, nc::item_index a, nc::item_index b) {
    double n = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto items = log.items_of(s);
        n += std::count(items.begin(), items.end(), a) > 0 && std::count(items.begin(), items.end(), b) > 0 ? 1 : 0;
    }
    return n;
}
}  // namespace

template <class Model>
void check_table(const Model& net) {
    for (const nc::item_index item : {0u, 17u, 49u}) {
        std::vector<scored> all;
        for (nc::item_index i = 0; i < net.item_count(); ++i) {
            if (i == item) continue;
            double ab = 0, aa = 0, bb = 0;
            for (std::size_t c = 0; c < net.table_of(net.weights).cols; ++c) {
                const double a = net.table_of(net.weights)(item, c), b = net.table_of(net.weights)(i, c);
                ab += a * b;
                aa += a * a;
                bb += b * b;
            }
            if (bb > 0) all.push_back({i, ab / std::sqrt(aa * bb)});
        }
        for (const std::size_t k : {1u, 10u, 1000u}) same(nc::search::similar_indices(net, item, k), sorted(all, k));
    }
}
BOOST_AUTO_TEST_CASE(of_a_model_have_the_nearest_rows) {
    check_table(nc::zoo::gru4rec<9>(toy::numbered_items(50), {}, 3));
    check_table(nc::zoo::narm<8, 8>(toy::numbered_items(50), {}, 4));
    nc::zoo::gru4rec<9> net(toy::numbered_items(50), {}, 3);
    std::ranges::fill(net.table_of(net.weights).row(5), 0.0f);
    check_table(net);  // a row of length 0 is in no answer
    BOOST_TEST(nc::search::similar_indices(net, 5, 10).empty());
    std::ranges::fill(net.table_of(net.weights).row(6), std::numeric_limits<float>::quiet_NaN());
    for (const auto& s : nc::search::similar_indices(net, 7, 100)) BOOST_TEST(s.item != 6u);
}

BOOST_AUTO_TEST_CASE(have_the_ids_of_the_shop_and_follow_its_rules) {
    const nc::zoo::gru4rec<9> net(toy::numbered_items(50), {}, 3);
    const auto found = nc::search::similar(net, 117, 5);
    BOOST_TEST_REQUIRE(found.size() == 5u);
    std::set<std::int64_t> best;
    for (const auto& r : found) best.insert(r.item.integer());
    BOOST_TEST(best.count(117) == 0u);
    const nc::item_index denied = net.items().find(found[0].item);
    const auto rest = nc::search::similar(net, 117, 5, [&](nc::item_index i) { return i != denied; });
    BOOST_TEST(rest.size() == 5u);
    for (const auto& r : rest) BOOST_TEST(net.items().find(r.item) != denied);
    BOOST_TEST(nc::search::similar(net, 117, 0).empty());
    BOOST_CHECK_EXCEPTION(nc::search::similar(net, 7, 5), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("vocabulary lacks item 7") != std::string::npos; });
}

BOOST_AUTO_TEST_CASE(of_neighbours_share_the_most_sessions) {
    const auto log = toy::chained_log(40, 300);
    const nc::neighbours::sknn<> near(log, {.recent = 1000});
    for (const nc::item_index item : {0u, 11u, 39u}) {
        std::vector<scored> all;
        for (nc::item_index i = 0; i < 40; ++i)
            if (const double n = together(log, item, i); i != item && n > 0)
                all.push_back({i, n / std::sqrt(together(log, item, item) * together(log, i, i))});
        same(nc::search::similar_indices(near, item, 7), sorted(all, 7));
        same(nc::search::similar_indices(near, item, 100), sorted(all, 100));
    }
    BOOST_CHECK_THROW(nc::search::similar(near, 7, 5), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(of_a_live_index_see_new_sessions) {
    using live = nc::neighbours::knn<nc::neighbours::similarity::cosine, nc::neighbours::score::plain, nc::neighbours::live_index>;
    const auto log = toy::chained_log(40, 50);
    const auto index = std::make_shared<nc::neighbours::live_index>(log, nc::neighbours::index_options{.most_recent = 1000});
    const live near(std::shared_ptr<const nc::neighbours::live_index>(index), {.recent = 1000});
    const std::vector<nc::item_index> session{3, 8};
    for (int n = 0; n < 200; ++n) index->add(session, 1000);
    const auto found = nc::search::similar_indices(near, 3, 5);
    BOOST_TEST_REQUIRE(!found.empty());
    BOOST_TEST(found[0].item == 8u);
    BOOST_TEST(found[0].score <= 1.0f);
}

BOOST_AUTO_TEST_CASE(of_rules_are_the_counted_ones) {
    const auto log = toy::chained_log(40, 300);
    const nc::baseline::item_knn cosine(log, {.kept = 100});
    const nc::baseline::association_rules pairs(log, {.kept = 100});
    const auto check = [&](const auto& by) {
        for (const nc::item_index item : {0u, 11u}) {
            std::vector<scored> all;
            for (const auto& [i, score] : by[item])
                if (i != item) all.push_back({i, static_cast<double>(score)});
            BOOST_TEST(!all.empty());
            same(nc::search::similar_indices(by, item, 5), sorted(all, 5));
        }
    };
    check(cosine);
    check(pairs);
}

BOOST_AUTO_TEST_SUITE_END()
