// SPDX-License-Identifier: Apache-2.0
// An encoder that reads a window of earlier rows, made only of this file: by itself, inside wrappers, and trained, evaluated and
// served with the same clicks.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "archetypes/ranks.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/eval.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/model.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/train.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(an_encoder_that_reads_a_window)

namespace nc = nextclick;

namespace {

/// y_t = x_t + the mean of all rows of the lane up to t: early clicks count as much as recent ones.
struct with_mean_of_all {
    static constexpr nc::history::need reads = {nc::history::session::window};
    static std::string name() { return "with_mean_of_all"; }
    template <class S>
    using parameters = nc::no_parameters;
    template <class T>
    struct tape {};
    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr nc::cost::layer cost(std::size_t) const { return {}; }
    void initialise(nc::no_parameters&, std::size_t, nc::random_stream) const {}

    template <class T>
    nc::view<const T> forward(const nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const nc::encoder::lane_states<T>&, tape<T>&) const {
        const auto sums = run.memory.take<T>(x.rows, x.cols), y = run.memory.take<T>(x.rows, x.cols);
        for (std::size_t t = 0; t < steps.count(); ++t)
            for (std::size_t lane = 0; lane < steps.lanes(t); ++lane)
                for (std::size_t c = 0; c < x.cols; ++c) {
                    const std::size_t row = steps.first(t) + lane;
                    sums(row, c) = x(row, c) + (t == 0 ? T(0) : sums(steps.first(t - 1) + lane, c));
                    y(row, c) = x(row, c) + sums(row, c) / static_cast<T>(t + 1);
                }
        return y;
    }
    template <class T>
    nc::view<const T> backward(const nc::no_parameters&, nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps,
                               nc::view<const T> dy, const tape<T>&) const {
        const auto sums = run.memory.take<T>(dy.rows, dy.cols), dx = run.memory.take<T>(dy.rows, dy.cols);
        for (std::size_t t = steps.count(); t-- > 0;)
            for (std::size_t lane = 0; lane < steps.lanes(t); ++lane)
                for (std::size_t c = 0; c < dy.cols; ++c) {
                    const std::size_t row = steps.first(t) + lane;
                    const bool continues = t + 1 < steps.count() && lane < steps.lanes(t + 1);
                    sums(row, c) = dy(row, c) / static_cast<T>(t + 1) + (continues ? sums(steps.first(t + 1) + lane, c) : T(0));
                    dx(row, c) = dy(row, c) + sums(row, c);
                }
        return dx;
    }
};
static_assert(nc::encoder::Encoder<with_mean_of_all>);

using gru = nc::encoder::recurrent<nc::cell::gru<>, 6>;
template <class T, class Encoder>
using net_of = nc::basic_model<T, nc::input::embedding<6>, Encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                               nc::sampler::all_items>;
using causal_ones = std::tuple<with_mean_of_all, nc::encoder::stack<with_mean_of_all, gru>, nc::encoder::stack<gru, with_mean_of_all>,
                               nc::encoder::stack<nc::encoder::dropout, with_mean_of_all, nc::encoder::dense<6>>>;
using all_of_them = std::tuple<with_mean_of_all, nc::encoder::stack<with_mean_of_all, gru>, nc::encoder::stack<gru, with_mean_of_all>,
                               nc::encoder::stack<nc::encoder::dropout, with_mean_of_all, nc::encoder::dense<6>>,
                               nc::encoder::bidirectional<nc::encoder::stack<with_mean_of_all, gru>>>;

/// Sessions of 60 clicks: the last one is on one of four items, which the first clicks determine; the clicks between are on four
/// others.
nc::data::click_log long_sessions(std::size_t sessions) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(12));
    c.session_begin = {0};
    for (std::uint32_t s = 0; s < sessions; ++s) {
        for (std::uint32_t t = 0; t < 60; ++t) {
            c.item.push_back(t < 8 ? s % 4 : t == 59 ? 8 + s % 4 : 4 + nc::random_stream{3, s}.below(t, 4));
            c.time.push_back(1'000'000 * static_cast<std::int64_t>(s + 1) + 1000 * t);
        }
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

template <class Encoder, class Net>
void train(Net& net, const nc::data::click_log& log, std::size_t longest) {
    using batcher = std::conditional_t<nc::history::of<Encoder>().causal(), nc::batch::whole_sessions, nc::batch::prefixes>;
    nc::train::train<batcher>(net, log, nc::optimizer::adam{.rate = 0.01}, {.epochs = 2, .batch = 64, .max_length = longest});
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(wrappers_state_the_history_of_their_inner_policy, Encoder, all_of_them) {
    static_assert(nc::history_need<net_of<float, Encoder>>.reads_earlier_rows());
    static_assert(nc::history_need<net_of<float, gru>> == nc::history::need{nc::history::session::state});
    const toy::owned_batch batch({5, 3, 3, 1}, 13, 5);
    typename net_of<double, Encoder>::policies policies;
    BOOST_TEST(nc::check_model(net_of<double, Encoder>(toy::numbered_items(13), policies, 3), batch.rows()).worst < 1e-7);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(evaluated_is_served, Encoder, all_of_them) {
    const auto log = long_sessions(nc::history::of<Encoder>().causal() ? 24 : 6);
    for (const std::size_t longest : {0u, 20u}) {  // of 60
        net_of<float, Encoder> net(log.items(), {}, 5);
        train<Encoder>(net, log, longest);
        BOOST_TEST(net.about.max_length == longest);
        const auto served = ranks::served(net, log), evaluated = ranks::evaluated(net, log);
        BOOST_REQUIRE(served.size() == evaluated.size());
        BOOST_TEST(served == evaluated, boost::test_tools::per_element());
    }
}

/// A state reflects all clicks, also where training cut the sessions.
BOOST_AUTO_TEST_CASE(a_model_with_a_state_is_evaluated_as_it_is_served) {
    const auto log = long_sessions(24);
    net_of<float, gru> net(log.items(), {}, 5);
    train<gru>(net, log, 20);
    BOOST_TEST(ranks::served(net, log) == ranks::evaluated(net, log), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(early_clicks_are_learned_if_all_are_kept) {
    const auto log = long_sessions(40);
    const auto last_recall = [&](std::size_t longest) {
        net_of<float, with_mean_of_all> net(log.items(), {}, 5);
        nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adam{.rate = 0.02},
                                                    {.epochs = 60, .batch = 64, .max_length = longest});
        return nc::eval::evaluate(net, log, {.cutoffs = {5}, .last_only = true}).at.front().recall;
    };
    BOOST_TEST(last_recall(0) > 0.9);
    BOOST_TEST(last_recall(20) < 0.6);  // the clicks that determine the last one are cut off
}

BOOST_AUTO_TEST_SUITE_END()
