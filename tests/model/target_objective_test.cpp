// SPDX-License-Identifier: Apache-2.0
// Gradients of learned tables: tests/model/gradients_test.cpp.
#include "nextclick/model/target_objective.hpp"

#include <boost/test/unit_test.hpp>

#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(target_objective)

namespace nc = nextclick;

namespace {
using cosine_net =
    nc::basic_model<double, nc::input::embedding<4>, nc::encoder::recurrent<nc::cell::gru<>, 5>, nc::pooling::last,
                    nc::output::cosine<nc::output::separate<nc::output::unbiased>>, nc::loss::cosine, nc::sampler::targets_only>;
}  // namespace

BOOST_AUTO_TEST_CASE(is_the_mean_over_the_rows) {
    const cosine_net net(toy::numbered_items(11), {}, 5);
    const toy::owned_batch batch({3, 3, 1}, 11, 3);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    const auto rows = batch.rows();
    auto in = memory.take_zeros<double>(3, net.state_width()), out = memory.take<double>(3, net.state_width());
    cosine_net::tape tape;
    const auto q = net.forward(run, rows, {in, out}, tape);
    double expected = 0;
    for (std::size_t i = 0; i < q.rows; ++i) {
        double dot = 0, a = 0, b = 0;
        for (std::size_t c = 0; c < q.cols; ++c) {
            const double x = q(i, c), e = net.table()(rows.target[i], c);
            dot += x * e;
            a += x * x;
            b += e * e;
        }
        expected += (1 - dot / std::sqrt(a * b)) / static_cast<double>(q.rows);
    }
    auto dq = memory.take<double>(q.rows, q.cols);
    cosine_net::gradient_pack g;
    nc::resize_like(g, net.weights);
    BOOST_TEST(nc::target_objective(net, run, rows, q, dq, g) == expected, boost::test_tools::tolerance(1e-13));
    for (const auto item : g.output.items.touched) BOOST_TEST(std::count(rows.target.begin(), rows.target.end(), item) > 0);
}

BOOST_AUTO_TEST_SUITE_END()
