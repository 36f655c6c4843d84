// SPDX-License-Identifier: Apache-2.0
#include "nextclick/input/embedding.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>

BOOST_AUTO_TEST_SUITE(embedding)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(rows_begin_uniform_or_with_the_given_deviation) {
    using table = nc::input::embedding<8>;
    constexpr std::size_t items = 5'000;
    const auto moments = [](const table& policy) {
        table::parameters<nc::values<float>> p;
        policy.initialise(p, items, nc::random_stream{3, 1});
        double mean = 0, square = 0, max = 0;
        for (const double x : p.items.data) {
            mean += x / static_cast<double>(p.items.data.size());
            square += x * x / static_cast<double>(p.items.data.size());
            max = std::max(max, std::abs(x));
        }
        return std::array{mean, std::sqrt(square), max};
    };
    const double glorot = std::sqrt(6.0 / (items + 8));
    const auto uniform = moments({});
    BOOST_TEST(uniform[2] <= glorot);
    BOOST_TEST(uniform[1] == glorot / std::sqrt(3.0), boost::test_tools::tolerance(0.02));
    const auto normal = moments({.deviation = 0.05});  // 40,000 draws: the mean is within four of its own deviations
    BOOST_TEST(std::abs(normal[0]) < 4 * 0.05 / 200);
    BOOST_TEST(normal[1] == 0.05, boost::test_tools::tolerance(0.02));
    BOOST_TEST(normal[2] > 3 * 0.05);  // not uniform
}

BOOST_AUTO_TEST_CASE(an_invalid_deviation_is_refused) {
    nc::input::embedding<8>::parameters<nc::values<float>> p;
    const auto initialise = [&](double deviation) { nc::input::embedding<8>{.deviation = deviation}.initialise(p, 5, {3, 1}); };
    const auto names_it = [](const nc::argument_error& e) { return std::string(e.what()).find("deviation") != std::string::npos; };
    BOOST_CHECK_EXCEPTION(initialise(-0.1), nc::argument_error, names_it);
    BOOST_CHECK_EXCEPTION(initialise(HUGE_VAL), nc::argument_error, names_it);
    BOOST_CHECK_EXCEPTION(initialise(std::nan("")), nc::argument_error, names_it);
}

BOOST_AUTO_TEST_SUITE_END()
