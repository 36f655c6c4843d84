// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/schedule.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <tuple>

#include "allocations.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/p_rnn.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(schedules)

namespace nc = nextclick;
namespace train = nc::train;

namespace {
using feature = nc::input::categorical<"Action", 3>;
using concatenated = nc::zoo::p_rnn_parallel<feature, 5, 4>;
using shared = nc::zoo::p_rnn_shared<feature, 5>;
using tensors = std::map<std::string, std::vector<float>>;

nc::data::click_log clicks() { return toy::acted_log(20, 60); }
template <class Model>
Model fresh(const nc::data::click_log& log) {
    typename Model::policies options;
    options.input.template get<1>().inner.categories = toy::actions();
    options.encoder.weights = {0.7, 1.2};
    options.encoder.template get<0>().dropout = options.encoder.template get<1>().dropout = 0.1;
    return Model(log.items(), options, 3);
}
template <class Model>
tensors tensors_of(const Model& net) {
    tensors all;
    nc::for_each_parameter([&](std::string_view path, const auto& w) { all[std::string(path)].assign(w.data.begin(), w.data.end()); },
                           net.weights);
    return all;
}
/// The first words of the paths of changed tensors: "input.0 encoder.0 ...".
std::string changed(const tensors& before, const tensors& after) {
    std::string all;
    for (const auto& [path, w] : after)
        if (w != before.at(path)) all += path + ' ';
    return all;
}
const std::string first_part = "encoder.0.bias encoder.0.cell.recurrent input.0.items output.bias output.item.0.items ";
const std::string second_part =
    "encoder.1.bias encoder.1.cell.recurrent input.1.inner.categories input.1.weights output.bias output.item.1.items ";

const nc::optimizer::adagrad rule{.rate = 0.1, .momentum = 0.2};
const auto parts = nc::zoo::p_rnn_parts<concatenated>();

template <class Trainer>
void rest_of_epoch(Trainer& run) {
    while (run.step()) {
    }
    run.next_epoch();
}
}  // namespace

BOOST_AUTO_TEST_CASE(simultaneous_trains_all_parts_in_every_epoch) {
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    const auto before = tensors_of(net);
    train::trainer run(net, log, rule, {.batch = 6});
    rest_of_epoch(run);
    for (const auto& [path, w] : tensors_of(net)) BOOST_TEST((w.empty() || w != before.at(path)), path);
    BOOST_TEST(train::simultaneous().text() == "simultaneous");
}

BOOST_AUTO_TEST_CASE(alternating_trains_one_part_per_epoch) {
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    train::trainer run(net, log, rule, {.epochs = 3, .batch = 6, .schedule = train::alternating(parts)});
    for (const std::string& expected : {first_part, second_part, first_part}) {
        const auto before = tensors_of(net);
        rest_of_epoch(run);
        BOOST_TEST(changed(before, tensors_of(net)) == expected);
        BOOST_TEST(net.policy.encoder.streams == 2u);
    }
}

BOOST_AUTO_TEST_CASE(residual_disables_streams_not_yet_scheduled) {
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    train::trainer run(net, log, rule, {.epochs = 5, .batch = 6, .schedule = train::residual(parts, 2)});
    for (std::size_t epoch = 0; epoch < 5; ++epoch) {
        const auto before = tensors_of(net);
        rest_of_epoch(run);
        BOOST_TEST(changed(before, tensors_of(net)) == (epoch < 2 ? first_part : second_part));
        BOOST_TEST(net.policy.encoder.streams == (epoch < 2 ? 1u : 2u));
    }
}

// While the second stream is disabled, the first learns as a model of one stream.
BOOST_AUTO_TEST_CASE(the_first_part_of_a_residual_schedule_learns_as_if_alone) {
    const auto log = clicks();
    auto both = fresh<concatenated>(log);
    using alone = nc::zoo::gru4rec_2016<5>;
    alone one(log.items());
    one.weights.input = both.weights.input.first;
    one.weights.encoder = both.weights.encoder.first;
    one.weights.output.items = both.weights.output.item.first.items;
    one.weights.output.bias = both.weights.output.bias;
    both.policy.encoder.weights = {1, 1};
    both.policy.encoder.get<0>().dropout = 0;
    train::trainer run(both, log, rule, {.epochs = 6, .batch = 6, .schedule = train::residual(parts, 3)});
    train::trainer other(one, log, rule, {.epochs = 6, .batch = 6});
    for (int epoch = 0; epoch < 3; ++epoch) {
        rest_of_epoch(run);
        rest_of_epoch(other);
    }
    const auto same = [](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < a.data.size(); ++i) BOOST_TEST(std::abs(a.data[i] - b.data[i]) < 1e-5f);
    };
    same(both.weights.input.first.items, one.weights.input.items);
    same(both.weights.encoder.first.cell.recurrent, one.weights.encoder.cell.recurrent);
    same(both.weights.output.item.first.items, one.weights.output.items);
    same(both.weights.output.bias, one.weights.output.bias);
}

// With an optimiser without memory, so that a separate trainer for each part can take its step.
using one_table_or_two = std::tuple<concatenated, shared>;
BOOST_AUTO_TEST_CASE_TEMPLATE(interleaving_steps_each_part_on_the_same_batch, Model, one_table_or_two) {
    const auto log = clicks();
    const nc::optimizer::sgd plain{.rate = 0.3};
    const auto own_parts = nc::zoo::p_rnn_parts<Model>();
    auto at_once = fresh<Model>(log), by_hand = fresh<Model>(log), together = fresh<Model>(log);
    train::trainer run(at_once, log, plain, {.batch = 6, .schedule = train::interleaving(own_parts)});
    run.step();
    const std::vector<std::string> others_of_first{"input.1", "encoder.1"}, others_of_second{"input.0", "encoder.0"};
    double first_loss = 0;
    for (std::size_t k = 0; k < 2; ++k) {
        auto frozen = k == 0 ? others_of_first : others_of_second;
        if (!Model::has_table) frozen.push_back("output.item." + std::to_string(1 - k));
        train::trainer part(by_hand, log, plain, {.batch = 6, .frozen = frozen});
        part.step();
        if (k == 0) first_loss = part.at().loss;
    }
    BOOST_TEST((tensors_of(at_once) == tensors_of(by_hand)));
    BOOST_TEST(run.at().loss == first_loss);
    BOOST_TEST(run.at().step == 1u);
    train::trainer(together, log, plain, {.batch = 6}).step();
    BOOST_TEST((tensors_of(at_once) != tensors_of(together)));
}

BOOST_AUTO_TEST_CASE(shared_rows_learn_in_every_turn) {
    const auto log = clicks();
    auto net = fresh<shared>(log);
    train::trainer run(net, log, rule, {.epochs = 2, .batch = 6, .schedule = train::alternating(nc::zoo::p_rnn_parts<shared>())});
    for (const std::string part : {"0", "1"}) {
        const auto before = tensors_of(net);
        rest_of_epoch(run);
        const std::string words = changed(before, tensors_of(net));
        BOOST_TEST(words.find("output.items") != words.npos);
        BOOST_TEST(words.find("encoder." + part) != words.npos);
        BOOST_TEST(words.find(part == "0" ? "encoder.1" : "encoder.0") == words.npos);
    }
}

BOOST_AUTO_TEST_CASE(parameters_frozen_by_name_stay_frozen_in_every_turn) {
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    const auto before = tensors_of(net);
    train::trainer run(net, log, rule,
                       {.epochs = 2, .batch = 6, .frozen = {"input", "output.bias"}, .schedule = train::interleaving(parts)});
    rest_of_epoch(run);
    BOOST_TEST(changed(before, tensors_of(net)) ==
               "encoder.0.bias encoder.0.cell.recurrent encoder.1.bias encoder.1.cell.recurrent output.item.0.items "
               "output.item.1.items ");
    BOOST_TEST((run.frozen() == std::vector<std::string>{"input", "output.bias"}));
}

BOOST_AUTO_TEST_CASE(a_stopped_run_resumes_bit_for_bit_in_any_turn) {
    const temporary_folder folder;
    const auto log = clicks(), held_out = toy::acted_log(20, 20, 9);
    for (const auto& schedule : {train::alternating(parts), train::residual(parts, 2), train::interleaving(parts)}) {
        const train::options options{
            .epochs = 4, .batch = 6, .session_order = train::order::shuffled, .schedule = schedule, .validation = &held_out};
        auto whole = fresh<concatenated>(log);
        train::train(whole, log, rule, options);
        const auto file = folder.path / "run.checkpoint";
        using trainer = train::trainer<concatenated, nc::optimizer::adagrad>;
        std::size_t interruptions = 0;
        auto net = fresh<concatenated>(log);
        for (bool done = false; !done;) {
            net = fresh<concatenated>(log);
            std::size_t steps = 0;
            const auto end =
                train::train(net, log, rule, options, train::checkpoints(file, {.seconds = 0, .on_unfinished = train::unfinished::resume}),
                             [&](const train::step_end<trainer>&) { return ++steps == 11 ? train::stop : train::decision::proceed; });
            done = end.reason == "epochs done";
            interruptions += !done;
        }
        BOOST_TEST(interruptions > 4u);
        BOOST_TEST((tensors_of(net) == tensors_of(whole)));
        BOOST_TEST(net.policy.encoder.streams == whole.policy.encoder.streams);
        std::filesystem::remove(file);
    }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_schedule_is_refused) {
    const temporary_folder folder;
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    train::trainer run(net, log, rule, {.schedule = train::alternating(parts)});
    train::store(run, folder.path / "run.checkpoint");
    train::trainer other(net, log, rule, {.schedule = train::residual(parts, 5)});
    BOOST_CHECK_EXCEPTION(train::restore(other, folder.path / "run.checkpoint"), nc::file_error,
                          says("nextclick.schedule: the file has alternating: input.0 encoder.0 output.item.0 | input.1 "
                               "encoder.1 output.item.1, expected residual 5: input.0"));
}

// The best epoch may be one in which the second stream was disabled; then the stream stays disabled.
BOOST_AUTO_TEST_CASE(the_best_weights_are_restored_with_their_streams) {
    const auto log = clicks();
    for (const bool early : {true, false}) {
        auto net = fresh<concatenated>(log);
        train::trainer run(net, log, rule, {.epochs = 4, .batch = 6, .schedule = train::residual(parts, 2)});
        for (int epoch = 1; epoch <= 4; ++epoch) {
            while (run.step()) {
            }
            if (epoch == (early ? 2 : 3)) run.best() = {1.0, static_cast<std::uint64_t>(epoch), net.weights};
            run.next_epoch();
        }
        const auto best = run.best().weights;
        run.take_best();
        BOOST_TEST(net.policy.encoder.streams == (early ? 1u : 2u));
        BOOST_TEST((net.weights.input.first.items.data == best.input.first.items.data));
    }
}

BOOST_AUTO_TEST_CASE(impossible_schedules_are_refused_by_name) {
    const auto log = clicks();
    auto net = fresh<concatenated>(log);
    const auto refused = [&](train::part_schedule schedule, std::string words, std::size_t epochs = 10) {
        const auto make = [&] { train::trainer run(net, log, rule, {.epochs = epochs, .schedule = std::move(schedule)}); };
        BOOST_CHECK_EXCEPTION(make(), nc::argument_error, says(words));
    };
    refused(train::alternating({}), "the schedule has no parts");
    refused({.parts = parts}, "parts and no mode; make it by train::alternating");
    refused(train::alternating({parts[0], {"input.1", "encoder.7"}}),
            "part 1 of the schedule names \"encoder.7\", which is not a parameter; there are input.0.items, ");
    refused(train::interleaving({parts[0]}), "no part of the schedule holds input.1.inner.categories, input.1.weights, encoder.1.bias");
    refused(train::residual(parts, 0), "0 epochs; give 1 or more");
    refused(train::residual(parts, 10),
            "gives each of 2 parts 10 epochs, and none of the 10 epochs is left for the last part; give 20 epochs");
    refused(train::residual({{"input", "encoder", "output"}}, 1), "of 1 parts disables streams, and the encoder has 2");
    nc::zoo::gru4rec_2016<5> plain(log.items());
    const auto make = [&] { train::trainer run(plain, log, rule, {.schedule = train::residual({{"input"}, {"encoder", "output"}}, 1)}); };
    BOOST_CHECK_EXCEPTION(make(), nc::argument_error, says("use encoder::multi_stream with a stream for each part"));
}

BOOST_AUTO_TEST_CASE(a_step_in_turns_allocates_nothing) {
    const auto log = toy::acted_log(100, 600);
    for (const auto& schedule : {train::alternating(parts), train::residual(parts, 1), train::interleaving(parts)}) {
        auto net = fresh<concatenated>(log);
        train::trainer run(net, log, rule, {.epochs = 9, .batch = 16, .schedule = schedule, .threads = 1});
        rest_of_epoch(run);
        rest_of_epoch(run);
        for (int i = 0; i < 3; ++i) run.step();
        const std::size_t before = allocations;
        for (int i = 0; i < 30; ++i) BOOST_REQUIRE(run.step());
        BOOST_TEST(allocations == before);
    }
}

BOOST_AUTO_TEST_SUITE_END()
