// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp.
#include "nextclick/input/bucketed.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "input/support.hpp"

BOOST_AUTO_TEST_SUITE(bucketed)

namespace nc = nextclick;
namespace edges = nc::input::edges;
using dwell = nc::input::bucketed<"Dwell", edges::jd_dwell, 3>;

namespace {
struct price_edges {
    static constexpr std::string_view name = "price";
    static constexpr std::array values{-1.0f, 0.5f};
};
}  // namespace

BOOST_AUTO_TEST_CASE(an_edge_begins_the_next_bucket) {
    constexpr float infinite = std::numeric_limits<float>::infinity();
    for (const auto& [value, bucket] : {std::pair{0.0f, 0u},
                                        {14.99f, 0u},
                                        {15.0f, 1u},
                                        {39.0f, 1u},
                                        {40.0f, 2u},
                                        {100.0f, 3u},
                                        {599.0f, 3u},
                                        {600.0f, 4u},
                                        {infinite, 4u},
                                        {-3.0f, 0u},
                                        {-infinite, 0u},
                                        {std::nanf(""), 5u}})
        BOOST_TEST(dwell::bucket_of(value) == bucket, value);
    BOOST_TEST((nc::input::bucketed<"Gap", edges::jd_gap, 3>::bucket_of(1)) == 1u);
    BOOST_TEST((nc::input::bucketed<"Gap", edges::gap, 3>::bucket_of(4.9f)) == 0u);
    BOOST_TEST((nc::input::bucketed<"Away", edges::away, 3>::bucket_of(86'400)) == 3u);
}

BOOST_AUTO_TEST_CASE(reads_one_row_per_bucket) {
    run_of<dwell> net;
    BOOST_TEST(net.p.buckets.rows == 6u);
    for (const double x : net.p.buckets.row(5)) BOOST_TEST(x == 0);
    const nc::item_index items[] = {0, 0};
    const std::uint32_t begin[] = {0, 2};
    const float numbers[] = {41, std::nanf("")};
    const nc::column_rows columns[] = {{.name = "Dwell", .numbers = numbers}};
    const auto x = net.forward({{begin}, items, {}, {}, 2, columns});
    for (std::size_t c = 0; c < 3; ++c) {
        BOOST_TEST(x[0][c] == net.p.buckets(2, c));
        BOOST_TEST(x[1][c] == 0);
    }
    BOOST_CHECK_EXCEPTION(net.forward({{begin}, items, {}, {}, 2}), nc::argument_error,
                          says("reads the column \"Dwell\" as numbers; the batch has no columns"));
}

BOOST_AUTO_TEST_CASE(the_name_holds_the_edges) {
    BOOST_TEST(dwell::name() == "bucketed<Dwell, jd_dwell 15 40 100 600>");
    BOOST_TEST((nc::input::bucketed<"Price", price_edges, 3>::name()) == "bucketed<Price, price -1 0.5>");
}

BOOST_AUTO_TEST_SUITE_END()
