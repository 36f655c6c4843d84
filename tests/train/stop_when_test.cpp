// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/stop_when.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

namespace nc = nextclick;
namespace train = nc::train;

namespace stop_when {
namespace {
using model = nc::zoo::gru4rec<16>;
using trainer = train::trainer<model, nc::optimizer::adagrad>;
const nc::optimizer::adagrad rule{.rate = 0.2, .momentum = 0.1};
volatile std::sig_atomic_t signalled = 0;
void on_signal(int) { signalled = 1; }

std::vector<float> numbers(const model& net) {
    std::vector<float> all;
    nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
    return all;
}
struct fixture {
    temporary_folder folder;
    std::filesystem::path file = folder.path / "run.checkpoint";
    nc::data::click_log log = toy::chained_log(80, 300), held_out = toy::chained_log(80, 6'000, 9);
    train::options options{.epochs = 3, .batch = 8, .validation = &held_out};

    model fresh() const { return model(log.items(), {.sampler = {.drawn = {.samples = 16}}}, 3); }
    train::checkpoints keep() const { return train::checkpoints(file, {.seconds = 1e9, .on_unfinished = train::unfinished::resume}); }
    /// Whether an interrupted run, once resumed, ends like an uninterrupted one.
    void ends_alike() {
        auto net = fresh(), whole = fresh();
        auto kept = keep();
        const auto end = train::train(net, log, rule, options, kept);
        BOOST_TEST(kept.resumed().has_value());
        BOOST_TEST(!end.interrupted);
        BOOST_TEST(end.reason == "epochs done");
        const auto alone = train::train(whole, log, rule, options);
        BOOST_TEST(end.best_epoch == alone.best_epoch);
        BOOST_TEST((numbers(net) == numbers(whole)));
    }
};
}  // namespace
}  // namespace stop_when

BOOST_FIXTURE_TEST_SUITE(stop_when, stop_when::fixture)

BOOST_AUTO_TEST_CASE(a_signal_ends_training_after_its_step_with_a_checkpoint) {
    const auto before = std::signal(SIGINT, on_signal);
    auto net = fresh();
    auto kept = keep();
    std::size_t steps = 0;
    const auto end = train::train(
        net, log, rule, options,
        [&](const train::step_end<trainer>&) {
            if (++steps == 70) std::raise(SIGINT);
        },
        kept, train::stop_when(signalled));
    std::signal(SIGINT, before);
    signalled = 0;
    BOOST_TEST(end.interrupted);
    BOOST_TEST(end.reason == "interrupted");
    BOOST_TEST(steps == 70u);
    BOOST_TEST(std::filesystem::exists(file));
    ends_alike();
}

BOOST_AUTO_TEST_CASE(a_validation_of_a_long_log_is_interrupted_too) {
    auto net = fresh();
    auto kept = keep();
    std::atomic<bool> flag = false;
    std::size_t calls = 0, steps = 0, steps_at_first = 0;
    const auto end = train::train(
        net, log, rule, options, kept, [&](const train::step_end<trainer>&) { ++steps; },
        [&](const train::validating&) {
            if (++calls == 2) {
                flag = true;
                steps_at_first = steps;
            }
        },
        train::stop_when(flag), [](const train::epoch_end&) { BOOST_ERROR("the validation went on to its end"); });
    BOOST_TEST(end.interrupted);
    BOOST_TEST(calls == 2u);  // of some dozen batches
    BOOST_TEST(steps == steps_at_first);
    ends_alike();
}

BOOST_AUTO_TEST_CASE(between_epochs_and_before_the_first_step) {
    for (const bool at_the_start : {true, false}) {
        auto net = fresh();
        auto kept = keep();
        std::atomic<bool> flag = at_the_start;
        std::size_t epochs = 0, steps = 0;
        const auto end = train::train(
            net, log, rule, options, kept,
            [&](const train::epoch_end&) {
                ++epochs;
                flag = true;
            },
            [&](const train::step_end<trainer>& e) { steps += e.run.at().epoch >= 1 ? 1 : 0; }, train::stop_when(flag));
        BOOST_TEST(end.interrupted);
        BOOST_TEST(epochs == (at_the_start ? 0u : 1u));
        BOOST_TEST(steps == 0u);
        BOOST_TEST(std::filesystem::exists(file));
        if (!at_the_start) ends_alike();
        std::filesystem::remove(file);
    }
}

BOOST_AUTO_TEST_CASE(an_interruption_takes_precedence_over_a_stop) {
    auto net = fresh();
    const auto end = train::train(
        net, log, rule, options, [](const train::step_end<trainer>&) { return train::interrupt; },
        [](const train::step_end<trainer>&) { return train::stop; });
    BOOST_TEST(end.reason == "interrupted");
}

BOOST_AUTO_TEST_SUITE_END()
