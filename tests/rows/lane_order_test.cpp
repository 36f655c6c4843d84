// SPDX-License-Identifier: Apache-2.0
#include "nextclick/rows/lane_order.hpp"

#include "pooling/support.hpp"

BOOST_AUTO_TEST_SUITE(lane_order_)

using namespace nextclick;

namespace {
using numbers = std::vector<std::uint32_t>;
numbers copy_of(std::span<const std::uint32_t> x) { return {x.begin(), x.end()}; }
}  // namespace

BOOST_AUTO_TEST_CASE(every_row_is_a_query) {
    const checks::batch b({3, 2, 2}, checks::queries_at::every);  // rows 0 1 2 | 3 4 5 | 6
    workspace memory;
    const lane_order order(memory, b.steps());
    BOOST_TEST((copy_of(order.row_begin) == numbers{0, 3, 5, 7}));
    BOOST_TEST((copy_of(order.row) == numbers{0, 3, 6, 1, 4, 2, 5}));
    BOOST_TEST((copy_of(order.visible) == numbers{1, 2, 3, 1, 2, 1, 2}));
    BOOST_TEST((copy_of(order.query) == copy_of(order.row)));
    BOOST_TEST(order.pairs == 12u);
}

BOOST_AUTO_TEST_CASE(some_rows_are_queries) {
    checks::batch b({3, 2, 2}, checks::queries_at::every);
    b.query_rows = {1, 3, 5, 6};  // lane 0 at steps 1 and 2, lane 1 at 0, lane 2 at 1
    workspace memory;
    const lane_order order(memory, b.steps());
    BOOST_TEST((copy_of(order.query_begin) == numbers{0, 2, 3, 4}));
    BOOST_TEST((copy_of(order.query) == numbers{1, 3, 0, 2}));
    BOOST_TEST((copy_of(order.visible) == numbers{2, 3, 1, 2}));
    BOOST_TEST(order.pairs == 8u);
    BOOST_TEST(order.queries(0) == 2u);
    BOOST_TEST(order.rows(2) == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
