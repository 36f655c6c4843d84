// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <limits>
#include <set>
#include <tuple>
#include <vector>

#include "nextclick/objective.hpp"
#include "nextclick/sampler.hpp"

BOOST_AUTO_TEST_SUITE(every_sampler)

// Properties of every sampler. A new one adds a line to `samplers`.
namespace {
namespace nc = nextclick;
namespace sampler = nc::sampler;

using samplers = std::tuple<sampler::all_items, sampler::in_batch, sampler::targets_only, sampler::uniform, sampler::popularity,
                            sampler::join<sampler::in_batch, sampler::popularity>, sampler::join<sampler::in_batch, sampler::uniform>>;

const std::vector<std::uint32_t> support{5, 1, 12, 3, 900, 7, 7, 2, 1, 30, 4};

template <class S>
std::vector<nc::item_index> draws(const S& s, std::size_t n, nc::random_stream random) {
    std::vector<nc::item_index> out(n, nc::no_item);
    s.draw(s.prepare(support), random, out);
    return out;
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(satisfies_the_concept, S, samplers) {
    static_assert(sampler::Sampler<S>);
    BOOST_TEST((S{}.count() == 0) == (nc::objective::NamesObjective<S> || std::is_same_v<S, sampler::in_batch>));
    BOOST_TEST(!S::name().empty());
    BOOST_TEST(!(nc::objective::NamesObjective<S> && S::uses_batch));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_draw_depends_on_stream_and_position_alone, S, samplers) {
    if (S{}.count() == 0) return;
    const nc::random_stream random{4, 9};
    const auto all = draws(S{}, 100, random);
    for (const std::size_t n : {1u, 2u, 3u, 6u, 99u}) {
        const auto some = draws(S{}, n, random);
        BOOST_TEST(some == std::vector<nc::item_index>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)),
                   boost::test_tools::per_element());
    }
    BOOST_TEST((draws(S{}, 100, random) == all));
    BOOST_TEST((draws(S{}, 100, random.fork(1)) != all));
    BOOST_TEST((draws(S{}, 100, nc::random_stream{5, 9}) != all));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(draws_are_items_of_the_catalogue, S, samplers) {
    if (S{}.count() == 0) return;
    std::set<nc::item_index> seen;
    for (const auto i : draws(S{}, 20'000, {1, 2})) {
        BOOST_REQUIRE(i < support.size());
        seen.insert(i);
    }
    BOOST_TEST(seen.size() == support.size());  // an item with 1 of 973 clicks to the power of alpha still occurs
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_catalogue_of_one_item_works, S, samplers) {
    const S s;
    const auto state = s.prepare(std::vector<std::uint32_t>{3});
    std::vector<nc::item_index> out(s.count() == 0 ? 0 : 5, nc::no_item);
    s.draw(state, {1, 1}, out);
    for (const auto i : out) BOOST_TEST(i == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_logq_outside_zero_to_one_is_refused, S, samplers) {
    if constexpr (requires(S s) { s.logq = 1; })  // excludes samplers without draws
        for (const double wrong : {-0.1, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
            S s;
            s.logq = wrong;
            BOOST_CHECK_THROW(s.prepare(support), nc::argument_error);
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(samplers_that_draw_refuse_an_empty_catalogue, S, samplers) {
    if (S{}.count() > 0) BOOST_CHECK_THROW(S{}.prepare({}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
