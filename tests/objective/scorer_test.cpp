// SPDX-License-Identifier: Apache-2.0
#include "nextclick/objective/scorer.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "simd/random_values.hpp"

BOOST_AUTO_TEST_SUITE(scorer)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(the_gradient_of_few_queries_is_cut_by_candidates) {
    constexpr std::size_t width = 20;
    const auto values = random_values<double>(2100 * 100, 3), table = random_values<double>(2100 * width, 4);
    // rows and candidates: cut, cut unevenly, too few candidates, too many rows
    for (const auto& [rows, candidates] : {std::pair<std::size_t, std::size_t>{32, 2080}, {3, 513}, {32, 511}, {65, 2080}}) {
        const nc::view<const double> ds{values.data(), rows, candidates, candidates}, e{table.data(), candidates, width, width};
        std::vector<std::vector<double>> found;
        for (const int threads : {1, 2, 5}) {
            nc::workspace memory;
            nc::pass run{.memory = memory, .threads = threads};
            found.emplace_back(rows * width);
            nc::objective::detail::query_gradient(run, rows, ds, e, nc::view<double>{found.back().data(), rows, width, width});
            BOOST_TEST((found.back() == found.front()));  // to the bit
        }
        for (std::size_t r = 0; r < rows; ++r)
            for (std::size_t w = 0; w < width; ++w) {
                double expected = 0;
                for (std::size_t c = 0; c < candidates; ++c) expected += ds(r, c) * e(c, w);
                BOOST_REQUIRE_SMALL(found.front()[r * width + w] - expected, 1e-10 * std::sqrt(static_cast<double>(candidates)));
            }
    }
}

BOOST_AUTO_TEST_SUITE_END()
