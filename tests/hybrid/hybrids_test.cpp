// SPDX-License-Identifier: Apache-2.0
#include <boost/test/unit_test.hpp>
#include <map>

#include "fixed_ranker.hpp"
#include "nextclick/hybrid.hpp"

BOOST_AUTO_TEST_SUITE(hybrids)

namespace nc = nextclick;
using namespace nc::hybrid;
using toy::fixed_model;
using toy::fixed_ranker;

constexpr float none = unranked;

/// The scores of a hybrid, from those of its parts.
template <class H, class... Row>
std::vector<float> combined(const H& by, std::size_t clicks, Row... rows) {
    std::vector<std::vector<float>> of{std::move(rows)...};
    std::vector<std::span<float>> parts(of.begin(), of.end());
    std::vector<float> scores(of[0].size());
    by.combine(parts, clicks, scores);
    return scores;
}
using row = std::vector<float>;

const fixed_model all(4, fixed_ranker::row{});
const fixed_ranker list(4, fixed_ranker::row{});

BOOST_AUTO_TEST_CASE(weighted_adds_scaled_scores) {
    const weighted both(part{all, scaling::none{}, 0.5}, part{list, scaling::maximum{}, 2.0});
    BOOST_TEST(combined(both, 1, row{1, -2, 0, 4}, row{0, 5, 10, 0}) == (row{0.5f, 0, 2, 2}), boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(items_that_no_list_has_are_not_ranked) {
    const weighted lists(part{list, scaling::none{}, 1.0}, part{list, scaling::none{}, 1.0});
    BOOST_TEST(combined(lists, 1, row{1, 0, 0, 3}, row{1, 2, 0, 0}) == (row{2, 2, none, 3}), boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(a_cascade_ranks_the_items_that_pass_the_first_parts) {
    const cascade first(pass_first{2}, list, all);
    BOOST_TEST(combined(first, 1, row{1, 3, 0, 2}, row{9, -1, 8, 7}) == (row{none, -1, none, 7}), boost::test_tools::per_element());
    // equal ones pass in order of their numbers; items that a list lacks never pass
    BOOST_TEST(combined(first, 1, row{2, 2, 2, 0}, row{9, 8, 7, 6}) == (row{9, 8, none, none}), boost::test_tools::per_element());
    BOOST_TEST(combined(first, 1, row{0, 0, 0, 1}, row{9, 8, 7, 6}) == (row{none, none, none, 6}), boost::test_tools::per_element());
    const cascade above(pass_above{2}, list, all);
    BOOST_TEST(combined(above, 1, row{1, 3, 0, 2}, row{9, -1, 8, 7}) == (row{none, -1, none, 7}), boost::test_tools::per_element());
    const cascade twice({pass_first{3}, pass_first{1}}, all, list, all);
    BOOST_TEST(combined(twice, 1, row{4, 3, 2, 1}, row{0, 1, 2, 3}, row{1, 2, 3, 4}) == (row{none, none, 3, none}),
               boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(mixed_alternates_without_duplicates) {
    const mixed both({1, 2}, all, list);
    BOOST_TEST(combined(both, 1, row{5, 1, 2, 3}, row{9, 1, 0, 3}) == (row{3, 1, none, 2}), boost::test_tools::per_element());
    BOOST_TEST(combined(both, 1, row{5, 1, 2, 3}, row{9, 0, 0, 3}) == (row{3, none, none, 2}), boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(switching_depends_on_the_number_of_clicks) {
    const switching by_length({2}, list, all);
    BOOST_TEST(by_length.uses(0, 2));
    BOOST_TEST(!by_length.uses(1, 2));
    BOOST_TEST(by_length.uses(1, 3));
    BOOST_TEST(combined(by_length, 2, row{0, 1, 0, 0}, row{4, 3, 2, 1}) == (row{none, 1, none, none}), boost::test_tools::per_element());
    BOOST_TEST(combined(by_length, 3, row{0, 1, 0, 0}, row{4, 3, 2, 1}) == (row{4, 3, 2, 1}), boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(scalings_follow_their_definitions) {
    const auto scaled = [](auto scaling, row x) {
        scaling.apply(x);
        return x;
    };
    BOOST_TEST(scaled(scaling::maximum{}, {0, 2, 4}) == (row{0, 0.5f, 1}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::maximum{}, {0, 0, 0}) == (row{0, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::sum{}, {1, 0, 3}) == (row{0.25f, 0, 0.75f}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::sum{.exponent = 0.5f}, {1, 0, 9}) == (row{0.25f, 0, 0.75f}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::reciprocal_rank{.offset = 1, .depth = 2}, {5, -3, 0, 7, 6}) == (row{0, 0, 0, 0.5f, 1 / 3.0f}),
               boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::reciprocal_rank{.offset = 1}, {5, 0, 0}) == (row{0.5f, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::range{}, {-1, 0, 3}) == (row{0, 0.25f, 1}), boost::test_tools::per_element());
    BOOST_TEST(scaled(scaling::range{}, {2, 2}) == (row{0, 0}), boost::test_tools::per_element());
    const row p = scaled(scaling::softmax{.temperature = 2}, {1000, 1000 + 2 * std::log(3.0f), -1e30f});
    BOOST_TEST(p[0] == 0.25f, boost::test_tools::tolerance(1e-4f));
    BOOST_TEST(p[1] == 0.75f, boost::test_tools::tolerance(1e-4f));
    BOOST_TEST(p[2] == 0);
    BOOST_TEST(scaled(scaling::standard{}, {1, 3}) == (row{-1, 1}), boost::test_tools::per_element());
}
BOOST_AUTO_TEST_CASE(parts_of_different_items_are_refused) {
    const fixed_ranker five(5, fixed_ranker::row{});
    BOOST_CHECK_EXCEPTION((mixed({1, 1}, list, five)), nc::argument_error,
                          [](const auto& e) { return std::string(e.what()).find("(4 and 5)") != std::string::npos; });
}
BOOST_AUTO_TEST_CASE(names_list_the_parts) {
    using both = decltype(weighted(part{all, scaling::none{}}, part{list, scaling::none{}}));
    BOOST_TEST(both::name() == "weighted<fixed, fixed>");
    static_assert(both::ranks_all_items);
}

BOOST_AUTO_TEST_SUITE_END()
