// SPDX-License-Identifier: Apache-2.0
#include "nextclick/objective/listwise.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/random.hpp"

BOOST_AUTO_TEST_SUITE(listwise)

namespace nc = nextclick;

namespace {
std::vector<double> drawn_scores(std::size_t n, double size) {
    std::vector<double> scores(n);
    for (std::size_t i = 0; i < n; ++i) scores[i] = size * nc::random_stream{1, n}.normal(i);
    return scores;
}
}  // namespace

BOOST_AUTO_TEST_CASE(is_the_cross_entropy_of_two_distributions) {
    const std::vector<std::uint32_t> relevant{4, 0, 4};
    const std::vector<double> share{0.5, 0.3, 0.2};
    for (const std::size_t n : {5u, 8u, 33u})
        for (const double size : {1.0, 300.0}) {
            auto scores = drawn_scores(n, size);
            const auto given = scores;
            double max = given[0], total = 0, expected = 0;
            for (const double r : given) max = std::max(max, r);
            for (const double r : given) total += std::exp(r - max);
            for (std::size_t k = 0; k < 3; ++k) expected -= share[k] * (given[relevant[k]] - max - std::log(total));
            const double value = nc::loss::listwise{}.list<double>(scores, relevant, share);
            BOOST_TEST(value == expected, boost::test_tools::tolerance(1e-12));
            for (std::size_t i = 0; i < n; ++i) {
                double label = 0;
                for (std::size_t k = 0; k < 3; ++k) label += relevant[k] == i ? share[k] : 0;
                BOOST_TEST(std::abs(scores[i] - (std::exp(given[i] - max) / total - label)) < 1e-13);
            }
        }
}

BOOST_AUTO_TEST_CASE(its_gradient_is_the_difference) {
    const std::vector<std::uint32_t> relevant{2, 6};
    const std::vector<double> share{0.8, 0.2};
    auto scores = drawn_scores(9, 1), gradient = scores;
    nc::loss::listwise{}.list<double>(gradient, relevant, share);
    const auto value = [&] {
        auto copy = scores;
        return nc::loss::listwise{}.list<double>(copy, relevant, share);
    };
    BOOST_TEST(nc::check_gradient(scores, gradient, value).worst < 1e-8);
}

BOOST_AUTO_TEST_CASE(with_one_relevant_candidate_it_is_the_cross_entropy) {
    auto scores = drawn_scores(12, 2);
    double target = scores[0];
    std::vector<double> negatives(scores.begin() + 1, scores.end());
    const double expected = nc::loss::cross_entropy{}.row(target, std::span(negatives));
    const std::vector<std::uint32_t> relevant{0};
    const std::vector<double> share{1};
    BOOST_TEST(nc::loss::listwise{}.list<double>(scores, relevant, share) == expected, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(scores[0] == target, boost::test_tools::tolerance(1e-12));
    for (std::size_t i = 1; i < 12; ++i) BOOST_TEST(scores[i] == negatives[i - 1], boost::test_tools::tolerance(1e-12));
}

BOOST_AUTO_TEST_CASE(values_that_are_no_numbers_are_errors) {
    std::vector<float> scores{1, std::nanf(""), 2};
    const std::vector<std::uint32_t> relevant{0};
    const std::vector<float> share{1};
    BOOST_TEST(std::isnan(nc::loss::listwise{}.list<float>(scores, relevant, share)));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(list_row)

namespace nc = nextclick;
constexpr auto none = nc::no_item;

BOOST_AUTO_TEST_CASE(queries_of_a_lane_follow_one_another) {
    nc::workspace memory;
    const std::vector<std::uint32_t> begin{0, 3, 5, 6};  // lanes of three, two and one events
    const auto next = nc::objective::detail::next_queries(memory, {begin});
    BOOST_TEST(std::vector(next.begin(), next.end()) == (std::vector<std::uint32_t>{3, 4, none, 5, none, none}),
               boost::test_tools::per_element());
    const std::vector<std::uint32_t> queried{0, 2, 4, 5};  // rows; lane 0 has no query in between, lane 1 only at its end
    const auto fewer = nc::objective::detail::next_queries(memory, {begin, queried});
    BOOST_TEST(std::vector(fewer.begin(), fewer.end()) == (std::vector<std::uint32_t>{3, none, none, none}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(later_clicks_are_worth_less) {
    const std::vector<std::uint32_t> next{1, 2, none};
    std::uint32_t relevant[8];
    double share[8];
    const auto candidate = [](std::uint32_t query) { return 10 + query; };
    BOOST_REQUIRE(nc::objective::detail::relevant_candidates<double>(0, next, 0.5, candidate, relevant, share) == 3u);
    for (std::uint32_t k = 0; k < 3; ++k) BOOST_TEST(relevant[k] == 10 + k);
    BOOST_TEST(share[0] == 4.0 / 7, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(share[2] == 1.0 / 7, boost::test_tools::tolerance(1e-14));
    BOOST_REQUIRE(nc::objective::detail::relevant_candidates<double>(0, next, 0, candidate, relevant, share) == 1u);
    BOOST_TEST(share[0] == 1);
    BOOST_REQUIRE(nc::objective::detail::relevant_candidates<double>(0, next, 1, candidate, std::span(relevant).first(2), share) == 2u);
    BOOST_TEST(share[1] == 0.5);
    BOOST_REQUIRE(nc::objective::detail::relevant_candidates<double>(2, next, 1, candidate, relevant, share) == 1u);
    BOOST_TEST(relevant[0] == 12u);
}

BOOST_AUTO_TEST_SUITE_END()
