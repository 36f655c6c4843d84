// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/alias_table.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(alias_table_)

namespace {
namespace nc = nextclick;
using nc::sampler::alias_table;

double worst_error(const std::vector<double>& weights) {
    const auto p = alias_table(weights).probabilities();
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double worst = 0;
    for (std::size_t i = 0; i < p.size(); ++i) worst = std::max(worst, std::abs(p[i] - weights[i] / total));
    return worst;
}
}  // namespace

BOOST_AUTO_TEST_CASE(holds_the_distribution_it_was_given) {
    BOOST_TEST(worst_error({1}) == 0);
    BOOST_TEST(worst_error({1, 1, 1, 1}) == 0);
    BOOST_TEST(worst_error({3, 1}) < 1e-15);
    BOOST_TEST(worst_error({0, 5, 0, 1e-9, 0, 2}) < 1e-15);
    BOOST_TEST(worst_error({1e300, 1, 1e299}) < 1e-15);
    for (const std::size_t n : {7u, 1000u, 30'000u}) {
        std::vector<double> zipf(n);  // one heavy item serves almost every cell
        for (std::size_t i = 0; i < n; ++i) zipf[i] = 1 / std::pow(static_cast<double>(i + 1), 1.5);
        BOOST_TEST(worst_error(zipf) < 1e-12, n << " items");
    }
}

BOOST_AUTO_TEST_CASE(weightless_items_have_no_probability_at_all) {
    std::vector<double> w(1001);
    for (std::size_t i = 0; i < w.size(); i += 3) w[i] = 1 / static_cast<double>(i + 1);
    const auto p = alias_table(w).probabilities();
    for (std::size_t i = 0; i < w.size(); ++i)
        if (w[i] == 0) BOOST_TEST(p[i] == 0);
}

// The integer part and the fraction of bits x size, at the ends of the 64 bits.
BOOST_AUTO_TEST_CASE(draws_stay_in_range_and_reach_both_items_of_a_cell) {
    const alias_table t(std::vector<double>{1, 3});  // cell 0 keeps half of its probability, item 1 has the rest
    BOOST_TEST(t.draw(0, 0) == 0u);
    BOOST_TEST(t.draw(0x3fffffffu, 0xffffffffu) == 0u);
    BOOST_TEST(t.draw(0x40000000u, 0) == 1u);
    BOOST_TEST(t.draw(0x80000000u, 0) == 1u);
    BOOST_TEST(t.draw(0xffffffffu, 0xffffffffu) == 1u);
}

BOOST_AUTO_TEST_CASE(many_draws_at_once_are_those_one_by_one) {
    const std::vector<double> weights{1, 5, 0, 2, 9, 4};
    const alias_table t{weights};
    for (const std::size_t n : {0ul, 1ul, 63ul, 64ul, 65ul, 200ul}) {
        std::vector<std::uint32_t> words(2 * n);
        for (std::size_t i = 0; i < words.size(); ++i) words[i] = static_cast<std::uint32_t>((i + 1) * 2654435761u);
        std::vector<nextclick::item_index> out(n);
        t.draw(words, out);
        for (std::size_t i = 0; i < n; ++i) BOOST_REQUIRE(out[i] == t.draw(words[2 * i], words[2 * i + 1]));
    }
}

BOOST_AUTO_TEST_CASE(draws_follow_the_distribution) {
    const std::vector<double> w{0.5, 4, 0, 1, 2.5, 8, 0.25, 3.75};
    const alias_table t(w);
    const nc::random_stream random{17, 3};
    constexpr int draws = 200'000;
    std::vector<double> seen(w.size());
    for (int i = 0; i < draws; i += 2) {
        const auto b = random.block(static_cast<std::uint64_t>(i));
        ++seen[t.draw(b[0], b[1])];
        ++seen[t.draw(b[2], b[3])];
    }
    double chi_squared = 0;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const double expected = draws * w[i] / 20;
        if (w[i] > 0) chi_squared += (seen[i] - expected) * (seen[i] - expected) / expected;
    }
    BOOST_TEST(seen[2] == 0);
    BOOST_TEST(chi_squared < 22.46);  // 6 degrees of freedom, one in a thousand; the seed is fixed
}

BOOST_AUTO_TEST_CASE(weights_that_cannot_be_drawn_from_are_refused) {
    const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    for (const auto& w : std::vector<std::vector<double>>{{}, {0}, {0, 0}, {1, -1}, {1, inf}, {nan}, {1e308, 1e308}})
        BOOST_CHECK_THROW(alias_table{std::span<const double>(w)}, nc::argument_error);
}

BOOST_AUTO_TEST_CASE(a_million_items) {
    std::vector<double> w(1'000'000);
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = 1 / static_cast<double>(i + 1);
    BOOST_TEST(worst_error(w) < 1e-11);  // the roundings of a million subtractions from the heavy item
}

BOOST_AUTO_TEST_SUITE_END()
