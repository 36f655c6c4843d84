// SPDX-License-Identifier: Apache-2.0
#include "nextclick/baseline/bpr_mf.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "nextclick/eval/evaluate.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(bpr_matrix_factorisation)

namespace nc = nextclick;
using nc::baseline::bpr_mf;
using nc::baseline::learn_bpr_mf;

/// Sessions of two kinds: of the even items, or of the odd ones.
nc::data::click_log two_kinds() {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(20));
    const nc::random_stream random{1, 0};
    std::uint64_t draw = 0;
    for (std::uint32_t s = 0; s < 400; ++s) {
        for (int t = 0; t < 6; ++t) c.item.push_back(2 * random.below(draw++, 10) + s % 2);
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

BOOST_AUTO_TEST_CASE(the_loss_starts_at_the_log_of_two_and_falls) {
    const auto log = two_kinds();
    bpr_mf<8> net(log.items());
    std::vector<double> losses;
    learn_bpr_mf(net, log, {.epochs = 8, .rate = 0.1}, [&](std::size_t epoch, double loss) {
        BOOST_TEST(epoch == losses.size() + 1);
        losses.push_back(loss);
    });
    BOOST_TEST_REQUIRE(losses.size() == 8u);
    BOOST_TEST(losses[0] == std::log(2.0), boost::test_tools::tolerance(0.03));
    BOOST_TEST(losses[7] < 0.55);
}
BOOST_AUTO_TEST_CASE(a_session_is_the_mean_of_its_items_and_ranks_its_kind_first) {
    const auto log = two_kinds();
    bpr_mf<8> net(log.items());
    learn_bpr_mf(net, log, {.epochs = 20, .rate = 0.1});
    // of 20 items ten are of the kind: they take nearly all of the first ten places
    BOOST_TEST(nc::eval::evaluate(net, log, {.cutoffs = {10}})[10].recall > 0.95);
}
BOOST_AUTO_TEST_CASE(a_step_follows_its_equation) {
    // one session of one click: the only other item is the negative
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(2));
    c.item = {1};
    c.session_begin = {0, 1};
    const nc::data::click_log log(std::move(c));
    bpr_mf<3> before(log.items()), after(log.items());
    learn_bpr_mf(before, log, {.epochs = 0, .seed = 3});
    learn_bpr_mf(after, log, {.epochs = 1, .rate = 0.5, .regularisation = 0.1, .seed = 3});
    const auto& v = before.weights.input.items;
    const auto& w = after.weights.input.items;
    // the session's factors u and the slope are private: the bias gives the slope, and the positive and the negative row give u
    const double slope = after.weights.output.bias.data[1] / 0.5;
    BOOST_TEST(after.weights.output.bias.data[0] == -after.weights.output.bias.data[1]);
    double x = 0;
    for (std::size_t k = 0; k < 3; ++k) {
        const double u = (w(1, k) - 0.95 * v(1, k)) / (0.5 * slope);
        BOOST_TEST(w(0, k) == 0.95 * v(0, k) - 0.5 * slope * u, boost::test_tools::tolerance(1e-4));
        x += u * (v(1, k) - v(0, k));
    }
    BOOST_TEST(slope == 1 / (1 + std::exp(x)), boost::test_tools::tolerance(1e-4));
}
BOOST_AUTO_TEST_CASE(training_continues_from_existing_factors) {
    const auto log = two_kinds();
    bpr_mf<8> net(log.items());
    learn_bpr_mf(net, log, {.epochs = 3, .rate = 0.1});
    const auto learned = net.weights.input.items.data;
    learn_bpr_mf(net, log, {.epochs = 0, .warm_start = true});
    BOOST_TEST((net.weights.input.items.data == learned));
    learn_bpr_mf(net, log, {.epochs = 0});
    BOOST_TEST((net.weights.input.items.data != learned));
}
BOOST_AUTO_TEST_CASE(a_rate_that_is_too_high_and_a_single_item_are_errors) {
    const auto log = two_kinds();
    bpr_mf<8> net(log.items());
    BOOST_CHECK_THROW(learn_bpr_mf(net, log, {.epochs = 20, .rate = 1e30}), nc::numeric_error);
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(1));
    bpr_mf<8> one(*c.items);
    BOOST_CHECK_THROW(learn_bpr_mf(one, nc::data::click_log(std::move(c))), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
