// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_test.cpp.
#include "nextclick/encoder/bidirectional.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/cell.hpp"
#include "nextclick/encoder/recurrent.hpp"

BOOST_AUTO_TEST_SUITE(bidirectional)

namespace nc = nextclick;
using layer = nc::encoder::recurrent<nc::cell::lstm, 3>;
using both = nc::encoder::bidirectional<layer>;

namespace {
/// Rows of x (2 wide) through an encoder.
template <class E>
std::vector<std::vector<double>> run_of(const E& encoder, const typename E::template parameters<nc::values<double>>& p,
                                        std::vector<std::uint32_t> begin, std::vector<double> x) {
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const std::size_t lanes = begin[1], width = encoder.state_width(2);
    const auto in = memory.take_zeros<double>(lanes, width), out = memory.take<double>(lanes, width);
    typename E::template tape<double> tape;
    const nc::view<const double> y = encoder.forward(p, run, {begin}, nc::view<const double>{x.data(), x.size() / 2, 2},
                                                     nc::encoder::lane_states<double>{in, out}, tape);
    std::vector<std::vector<double>> rows;
    for (std::size_t r = 0; r < y.rows; ++r) rows.emplace_back(y.row(r).begin(), y.row(r).end());
    return rows;
}
}  // namespace

BOOST_AUTO_TEST_CASE(reads_earlier_and_later_clicks) {
    static_assert(nc::encoder::Encoder<both> && !both::reads.causal());
    const both net;
    BOOST_TEST(net.width(2) == 6u);
    BOOST_TEST(net.state_width(2) == 0u);
    both::parameters<nc::values<double>> p;
    net.initialise(p, 2, nc::random_stream{4, 0});
    BOOST_TEST((p.fwd.input.data != p.bwd.input.data));
    // Lanes a0 a1 a2 and b0, packed a0 b0 a1 a2.
    const std::vector<double> a0{1, 2}, a1{-1, 0.5}, a2{0.3, -2}, b0{0.7, 0.1};
    const auto joined = [](std::initializer_list<std::vector<double>> rows) {
        std::vector<double> all;
        for (const auto& r : rows) all.insert(all.end(), r.begin(), r.end());
        return all;
    };
    const auto y = run_of(net, p, {0, 2, 3, 4}, joined({a0, b0, a1, a2}));
    const auto ahead = run_of(net.fwd, p.fwd, {0, 1, 2, 3}, joined({a0, a1, a2}));
    const auto back = run_of(net.bwd, p.bwd, {0, 1, 2, 3}, joined({a2, a1, a0}));
    const std::size_t rows_of_a[] = {0, 2, 3};
    for (std::size_t t = 0; t < 3; ++t)
        for (std::size_t c = 0; c < 3; ++c) {
            BOOST_TEST(y[rows_of_a[t]][c] == ahead[t][c], boost::test_tools::tolerance(1e-14));
            BOOST_TEST(y[rows_of_a[t]][3 + c] == back[2 - t][c], boost::test_tools::tolerance(1e-14));
        }
    const auto alone = run_of(net.bwd, p.bwd, {0, 1}, b0);
    for (std::size_t c = 0; c < 3; ++c) BOOST_TEST(y[1][3 + c] == alone[0][c], boost::test_tools::tolerance(1e-14));
}

BOOST_AUTO_TEST_SUITE_END()
