// SPDX-License-Identifier: Apache-2.0
#include "nextclick/search/byte_search.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "allocations.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "simd/random_values.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(byte_searches)

namespace nc = nextclick;

namespace {
template <class Answer>
bool same(const Answer& a, const Answer& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.item == y.item && x.score == y.score; });
}
template <class Model>
void check(const Model& net, std::size_t clicks) {
    const nc::search::byte_search<Model> bytes(net);
    nc::serve::session<Model> s(net);
    BOOST_TEST(bytes.top(s, 5).empty());  // no click yet
    std::size_t rescored = 0, all = 0;
    for (std::size_t c = 0; c < clicks; ++c) {
        s.push_index(static_cast<nc::item_index>((c * 37 + 5) % net.item_count()));
        const auto some = [](nc::item_index i) { return i % 3 != 0; };
        for (const std::size_t k : {0ul, 1ul, 20ul, 10'000ul}) {
            const auto answer = s.top_indices(k);
            const std::vector<nc::simd::scored<float>> expected(answer.begin(), answer.end());
            BOOST_TEST(
                same(bytes.top_indices(s, k, nc::simd::accept_all{}, &rescored), std::span<const nc::simd::scored<float>>(expected)));
            if (k == 20) all += rescored;
            const auto filtered = s.top_indices(k, some);
            const std::vector<nc::simd::scored<float>> expected_of_some(filtered.begin(), filtered.end());
            BOOST_TEST(same(bytes.top_indices(s, k, some), std::span<const nc::simd::scored<float>>(expected_of_some)));
        }
        const auto named = s.top(7);
        const std::vector<nc::serve::recommendation<float>> expected(named.begin(), named.end());
        BOOST_TEST(same(bytes.top(s, 7), std::span<const nc::serve::recommendation<float>>(expected)));
    }
    BOOST_TEST_MESSAGE("scored again for the best 20: " << all / clicks << " of " << net.item_count());
    if (net.item_count() > 1000) BOOST_TEST(all / clicks < net.item_count() / 5);
}
}  // namespace

BOOST_AUTO_TEST_CASE(answers_are_those_of_the_float_table_to_the_last_bit) {
    for (const std::size_t items : {1u, 15u, 16u, 500u, 3001u}) {
        nc::zoo::gru4rec<20> net(toy::numbered_items(items), {}, 3);
        check(net, 30);
        const auto bias = random_values<float>(items, 7, 0.1);
        std::copy(bias.begin(), bias.end(), net.weights.output.bias.data.begin());
        check(net, 30);
    }
}

BOOST_AUTO_TEST_CASE(a_search_allocates_nothing_once_warm) {
    const nc::zoo::gru4rec<20> net(toy::numbered_items(700), {}, 3);
    const nc::search::byte_search<nc::zoo::gru4rec<20>> bytes(net);
    nc::serve::session<nc::zoo::gru4rec<20>> s(net);
    s.push_index(3);
    bytes.top(s, 20);
    const std::size_t before = allocations;
    bytes.top(s, 20);
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_CASE(rows_may_have_any_scale) {
    nc::zoo::gru4rec<20> net(toy::numbered_items(700), {}, 3);
    auto& table = net.table_of(net.weights);
    for (nc::item_index i = 0; i < 700; ++i)
        for (float& x : table.row(i)) x *= i % 7 == 0 ? 0.0f : std::pow(10.0f, static_cast<float>(i % 5) - 2);
    for (float& x : table.row(333)) x = 0.1f;  // constant rows, twice
    for (float& x : table.row(334)) x = 0.1f;
    check(net, 50);
}

BOOST_AUTO_TEST_SUITE_END()
