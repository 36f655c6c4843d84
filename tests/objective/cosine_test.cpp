// SPDX-License-Identifier: Apache-2.0
// Gradients of learned tables: tests/model/gradients_test.cpp.
#include "nextclick/objective/cosine.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "nextclick/cell.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(cosine_objective)

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
    const auto q = net.encode(run, rows).queries;
    double expected = 0;
    for (std::size_t i = 0; i < q.rows; ++i) {
        double dot = 0, a = 0, b = 0;
        for (std::size_t c = 0; c < q.cols; ++c) {
            const double x = q(i, c), e = net.table_of(net.weights)(rows.target[i], c);
            dot += x * e;
            a += x * x;
            b += e * e;
        }
        expected += (1 - dot / std::sqrt(a * b)) / static_cast<double>(q.rows);
    }
    auto dq = memory.take<double>(q.rows, q.cols);
    cosine_net::gradient_pack g;
    nc::resize_like(g, net.weights);
    BOOST_TEST(nc::objective::loss_and_gradients(net, run, rows, q, {}, g, dq) == expected, boost::test_tools::tolerance(1e-13));
    for (const auto item : g.output.items.touched) BOOST_TEST(std::count(rows.target.begin(), rows.target.end(), item) > 0);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(cosine)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(is_one_less_the_cosine_whatever_the_lengths) {
    const nc::loss::cosine loss;
    std::vector<double> dq(2), de(2);
    const auto value = [&](std::vector<double> q, std::vector<double> e) { return loss.pair<double>(q, e, std::span(dq), std::span(de)); };
    BOOST_TEST(value({3, 0}, {0.5, 0}) == 0);
    BOOST_TEST(value({3, 0}, {0, 9}) == 1);
    BOOST_TEST(value({3, 4}, {-6, -8}) == 2, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(value({1, 0}, {1, 1}) == 1 - std::sqrt(0.5), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(value({0, 0}, {1, 1}) == 1);  // no direction
    BOOST_TEST((dq == std::vector<double>{0, 0} && de == dq));
    BOOST_TEST(std::isnan(value({std::nan(""), 0}, {1, 1})));
}

BOOST_AUTO_TEST_CASE(its_gradients_are_the_differences) {
    const nc::loss::cosine loss;
    for (const std::size_t d : {1u, 2u, 7u, 40u}) {
        std::vector<double> q(d), e(d), dq(d), de(d), unused(d), unused_too(d);
        for (std::size_t i = 0; i < d; ++i) {
            q[i] = nc::random_stream{1, 0}.normal(i);
            e[i] = 3 * nc::random_stream{1, 1}.normal(i);
        }
        const auto value = [&] { return loss.pair<double>(q, e, std::span(unused), std::span(unused_too)); };
        BOOST_TEST(value() == loss.pair<double>(q, e, std::span(dq), std::span(de)));
        BOOST_TEST(nc::check_gradient(q, dq, value).worst < 1e-8);
        BOOST_TEST(nc::check_gradient(e, de, value).worst < 1e-8);
    }
}

BOOST_AUTO_TEST_CASE(as_a_row_of_cosines) {
    float target = 0.25f;
    std::vector<float> negatives{0.5f, -1};
    BOOST_TEST(nc::loss::cosine{}.row(target, std::span(negatives)) == 0.75f);
    BOOST_TEST(target == -1);
    BOOST_TEST((negatives == std::vector<float>{0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(targets_only)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(has_no_negatives) {
    const nc::sampler::targets_only s;
    BOOST_TEST(s.count() == 0u);
    BOOST_TEST(!s.uses_batch);
}

BOOST_AUTO_TEST_SUITE_END()
