// SPDX-License-Identifier: Apache-2.0
#include "nextclick/sampler/popularity.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(popularity_sampler)

namespace nc = nextclick;
using nc::sampler::popularity;

BOOST_AUTO_TEST_CASE(probabilities_are_powers_of_the_support) {
    const std::vector<std::uint32_t> support{16, 1, 81, 0, 256};
    for (const double alpha : {0.25, 0.75, 1.0}) {
        const auto p = popularity{.alpha = alpha}.prepare(support).table.probabilities();
        double total = 0;
        for (const auto n : support) total += n == 0 ? 0 : std::pow(n, alpha);
        for (std::size_t i = 0; i < support.size(); ++i)
            BOOST_TEST(std::abs(p[i] - (support[i] == 0 ? 0 : std::pow(support[i], alpha)) / total) < 1e-15);
    }
}

BOOST_AUTO_TEST_CASE(alpha_zero_is_uniform_over_the_items_that_occur) {
    const auto p = popularity{.alpha = 0}.prepare(std::vector<std::uint32_t>{9, 0, 1, 400}).table.probabilities();
    const std::vector<double> third{1.0 / 3, 0, 1.0 / 3, 1.0 / 3};
    for (std::size_t i = 0; i < 4; ++i) BOOST_TEST(std::abs(p[i] - third[i]) < 1e-15);
}

BOOST_AUTO_TEST_CASE(draws_follow_the_probabilities) {
    const std::vector<std::uint32_t> support{1, 10, 100, 1000, 0, 5, 50};
    const popularity s{.samples = 100'000, .alpha = 0.5};
    const auto state = s.prepare(support);
    std::vector<nc::item_index> out(s.count());
    s.draw(state, {2, 7}, out);
    std::vector<double> seen(support.size());
    for (const auto i : out) ++seen[i];
    const auto p = state.table.probabilities();
    double chi_squared = 0;
    for (std::size_t i = 0; i < p.size(); ++i)
        if (p[i] > 0) chi_squared += (seen[i] - 1e5 * p[i]) * (seen[i] - 1e5 * p[i]) / (1e5 * p[i]);
    BOOST_TEST(seen[4] == 0);
    BOOST_TEST(chi_squared < 20.52);  // 5 degrees of freedom, one in a thousand; the seed is fixed
}

BOOST_AUTO_TEST_CASE(an_unused_catalogue_is_refused_with_the_remedy) {
    const auto names_the_remedy = [](const nc::argument_error& e) {
        return std::string(e.what()).find("use sampler::uniform") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(popularity{}.prepare(std::vector<std::uint32_t>{0, 0, 0}), nc::argument_error, names_the_remedy);
    BOOST_CHECK_EXCEPTION(popularity{.alpha = 0}.prepare(std::vector<std::uint32_t>{0, 0}), nc::argument_error, names_the_remedy);
}

BOOST_AUTO_TEST_CASE(options_that_cannot_work_are_refused) {
    const std::vector<std::uint32_t> support{1, 2};
    BOOST_CHECK_THROW(popularity{.samples = 0}.prepare(support), nc::argument_error);
    for (const double alpha : {-0.5, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
        BOOST_CHECK_THROW(popularity{.alpha = alpha}.prepare(support), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(log_weights_are_those_of_the_draws) {
    const popularity s{.alpha = 0.5};
    const auto state = s.prepare(std::vector<std::uint32_t>{100, 0});
    BOOST_TEST(std::abs(s.drawn_log_weight(state, 0) - std::log(10.0)) < 1e-15);
    BOOST_TEST(s.drawn_log_weight(state, 1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
