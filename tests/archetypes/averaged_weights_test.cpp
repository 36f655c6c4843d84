// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "archetypes/averaged.hpp"
#include "archetypes/bf16.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/objective.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(averaged_weights)

namespace nc = nextclick;
namespace train = nc::train;
namespace optimizer = nc::optimizer;

namespace {
template <class Model>
std::vector<double> numbers(const Model& net) {
    std::vector<double> all;
    nc::for_each_parameter(
        [&](std::string_view, const auto& w) {
            nc::on_numbers(std::span(w.data), {}, [&](auto some, std::size_t) { all.insert(all.end(), some.begin(), some.end()); });
        },
        net.weights);
    return all;
}
template <class Model, class Rule>
struct trial {
    using trainer = train::trainer<Model, Rule>;
    nc::data::click_log log = toy::chained_log(60, 200), held_out = toy::chained_log(60, 40, 5);
    train::options options{.epochs = 2, .batch = 8};

    Model fresh() const { return Model(log.items(), {}, 3); }
    /// The mean of the weights after every step, computed from whole copies.
    std::vector<double> expected(const Rule& rule, std::uint64_t from = 0) const {
        Model net = fresh();
        std::vector<double> sum;
        std::size_t n = 0;
        train::train(net, log, rule, options, [&](const train::step_end<trainer>& e) {
            if (e.run.at().step <= from) return;  // counts the copies
            const auto now = numbers(e.run.net());
            sum.resize(now.size());
            for (std::size_t i = 0; i < now.size(); ++i) sum[i] += now[i];
            ++n;
        });
        for (double& x : sum) x /= static_cast<double>(n);
        return sum;
    }
};
template <class A, class B>
double largest_difference(const A& a, const B& b) {
    double max = 0;
    for (std::size_t i = 0; i < a.size(); ++i) max = std::max(max, std::abs(a[i] - b[i]));
    return max;
}
/// Deferred rows and whole gradients; lists of candidates and all items.
using fused = trial<nc::zoo::gru4rec<8>, optimizer::adagrad>;
using by_clipped = trial<nc::zoo::gru4rec<8>, optimizer::clipped<optimizer::adagrad>>;
using all_items = trial<nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last,
                                  nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>,
                        optimizer::adagrad>;
using trials = std::tuple<fused, by_clipped, all_items>;
/// Tables whose rows are stored in two bytes a number.
template <class Sampler>
using small = trial<nc::model<nc::input::embedding<8, bf16>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last,
                              nc::output::tied<>, nc::loss::cross_entropy, Sampler>,
                    optimizer::adagrad>;
using checkpointed = std::tuple<fused, small<nc::sampler::in_batch>>;
using small_trials = std::tuple<small<nc::sampler::all_items>, small<nc::sampler::in_batch>>;
template <class Rule>
Rule rule_of() {
    if constexpr (requires(Rule r) { r.inner; })
        return {.inner = {.rate = 0.1}, .global_norm = 1};
    else
        return {.rate = 0.1};
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(are_the_mean_over_the_updates, Trial, trials) {
    const Trial t;
    const auto rule = rule_of<std::remove_cvref_t<decltype(std::declval<typename Trial::trainer&>().optimiser())>>();
    for (const std::uint64_t from : {0u, 30u}) {
        auto net = t.fresh();
        train::train(net, t.log, rule, t.options, averaged<typename Trial::trainer>(from));
        BOOST_TEST(largest_difference(numbers(net), t.expected(rule, from)) < 1e-5);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_rows_in_another_form_are_rounded_once, Trial, small_trials) {
    const Trial t;
    const optimizer::adagrad rule{.rate = 0.1};
    auto net = t.fresh();
    std::size_t finer = 0;  // sums that the form cannot hold
    train::train(net, t.log, rule, t.options, averaged<typename Trial::trainer>(), [&](const train::ending<typename Trial::trainer>& e) {
        for (const float x : e.run.memory().packs.at("sum").input.items.data) finer += (std::bit_cast<std::uint32_t>(x) & 0xffff) != 0;
    });
    BOOST_TEST(finer > net.weights.input.items.data.size() / 2);
    const auto mean = numbers(net), expected = t.expected(rule);
    BOOST_REQUIRE(mean.size() == expected.size());
    double up = 0, all = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double apart = mean[i] - expected[i];
        BOOST_TEST(std::abs(apart) < std::ldexp(std::abs(expected[i]), -7) + 1e-5);  // a step of bf16
        up += apart > 1e-5;
        all += std::abs(apart) > 1e-5;
    }
    BOOST_TEST(std::abs(up / all - 0.5) < 0.1);  // neither up nor down
}

BOOST_AUTO_TEST_CASE(are_validated_and_are_the_result) {
    fused t;
    t.options.validation = &t.held_out;
    const optimizer::adagrad rule{.rate = 0.1};
    auto net = t.fresh(), plain = t.fresh();
    double reported = 0, plain_reported = 0;
    train::train(net, t.log, rule, t.options, averaged<fused::trainer>(),
                 [&](const train::epoch_end& e) { reported = e.best ? e.validation : reported; });
    train::train(plain, t.log, rule, t.options,
                 [&](const train::epoch_end& e) { plain_reported = e.best ? e.validation : plain_reported; });
    BOOST_TEST(reported != plain_reported);
    BOOST_TEST(nc::eval::evaluate(net, t.held_out)[20].mrr == reported, boost::test_tools::tolerance(1e-12));
    // Training itself is unchanged.
    BOOST_TEST(largest_difference(numbers(plain), numbers(net)) > 1e-3);
}

BOOST_AUTO_TEST_CASE(a_stopped_run_continues_from_its_weights) {
    const fused t;
    const optimizer::adagrad rule{.rate = 0.1};
    auto whole = t.fresh(), stopped = t.fresh();
    train::train(whole, t.log, rule, t.options, averaged<fused::trainer>());
    fused::trainer run(stopped, t.log, rule, t.options);
    averaged<fused::trainer> mean;
    train::train(run, mean,
                 [](const train::step_end<fused::trainer>& e) { return e.run.at().step == 33 ? train::stop : train::decision::proceed; });
    train::train(run, mean);
    BOOST_TEST((numbers(stopped) == numbers(whole)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(continue_from_a_checkpoint, Trial, checkpointed) {
    using trainer = typename Trial::trainer;
    const temporary_folder folder;
    const Trial t;
    const optimizer::adagrad rule{.rate = 0.1};
    auto whole = t.fresh(), first = t.fresh(), second = t.fresh();
    train::train(whole, t.log, rule, t.options, averaged<trainer>());
    const auto file = folder.path / "run.checkpoint";
    train::train(first, t.log, rule, t.options, train::checkpoints(file), averaged<trainer>(),
                 [](const train::step_end<trainer>& e) { return e.run.at().step == 33 ? train::stop : train::decision::proceed; });
    train::train(second, t.log, rule, t.options, train::checkpoints(file, {.on_unfinished = train::unfinished::resume}),
                 averaged<trainer>());
    BOOST_TEST((numbers(second) == numbers(whole)));
}

BOOST_AUTO_TEST_SUITE_END()
