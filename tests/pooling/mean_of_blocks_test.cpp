// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_lists_test.cpp.
#include "nextclick/pooling/mean_of_blocks.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(mean_of_blocks)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(each_kind_of_event_has_a_mean_of_its_own) {
    // two lanes, of three and two events; two blocks of one number and its count
    const std::vector<std::uint32_t> begin{0, 2, 4, 5};
    const std::vector<double> h{4, 1, 0, 0,   //
                                0, 0, 7, 1,   //
                                0, 0, 5, 1,   // lane 0 continues
                                0, 0, 9, 1,   //
                                2, 1, 0, 0};  // lane 0 ends
    const std::vector<std::vector<double>> expected{{4, 0}, {0, 7}, {4, 5}, {0, 8}, {3, 5}};
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const nc::pooling::mean_of_blocks<1> pool;
    nc::pooling::mean_of_blocks<1>::tape<double> tape;
    for (const std::vector<std::uint32_t>& queried : {std::vector<std::uint32_t>{}, {1, 4}}) {
        const nc::packed_steps steps{begin, queried};
        const auto q = pool.forward<double>({}, run, steps, {h.data(), 5, 4}, tape);
        BOOST_REQUIRE(q.rows == steps.queries());
        BOOST_REQUIRE(q.cols == 2u);
        for (std::size_t i = 0; i < q.rows; ++i)
            for (std::size_t c = 0; c < 2; ++c) BOOST_TEST(q(i, c) == expected[steps.row_of_query(i)][c]);
    }
}

BOOST_AUTO_TEST_CASE(rows_that_are_no_blocks_are_refused) {
    nc::no_parameters nothing;
    BOOST_CHECK_THROW(nc::pooling::mean_of_blocks<3>{}.initialise(nothing, 9, {}), nc::argument_error);
    BOOST_CHECK_THROW(nc::pooling::mean_of_blocks<>{}.initialise(nothing, 9, {}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
