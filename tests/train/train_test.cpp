// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/train.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "count_allocations.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/encoder/bidirectional.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(training)

namespace nc = nextclick;
namespace train = nc::train;
using model = nc::zoo::gru4rec<16>;
using trainer = train::trainer<model, nc::optimizer::adagrad>;

namespace {
model fresh(const nc::data::click_log& log) {
    return model(log.items(), {.input = {.probability = 0.2, .item_probability = 0.1},
                               .encoder = {.dropout = 0.1},
                               .sampler = {.drawn = {.samples = 64}, .logq = 1}});
}
const nc::optimizer::adagrad rule{.rate = 0.1, .momentum = 0.2};

/// All numbers of a model.
std::vector<float> numbers(const model& net) {
    std::vector<float> all;
    nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(learns_a_chain_of_items) {
    const auto log = toy::chained_log(60, 3000);
    auto net = fresh(log);
    const double before = nc::eval::evaluate(net, log, {.cutoffs = {3}, .list_metrics = false})[3].recall;
    std::vector<double> losses;
    train::train(net, log, rule, {.epochs = 6}, [&](const train::epoch_end& e) { losses.push_back(e.loss); });
    const double after = nc::eval::evaluate(net, log, {.cutoffs = {3}, .list_metrics = false})[3].recall;
    BOOST_TEST(before < 0.2);
    BOOST_TEST(after > 0.8);  // three followers each: 1.0 is the maximum
    BOOST_REQUIRE(losses.size() == 6u);
    BOOST_TEST(losses.back() < losses.front());
}

BOOST_AUTO_TEST_CASE(same_seed_same_bits_at_any_thread_count) {
    const auto log = toy::chained_log(300, 400);
    const auto run = [&](int threads, std::uint64_t seed) {
        auto net = fresh(log);
        train::train(net, log, rule, {.epochs = 2, .session_order = train::order::shuffled, .seed = seed, .threads = threads});
        return numbers(net);
    };
    const auto one = run(1, 42);
    BOOST_TEST((run(1, 42) == one));
    BOOST_TEST((run(2, 42) == one));
    BOOST_TEST((run(5, 42) == one));
    BOOST_TEST((run(1, 43) != one));
}

BOOST_AUTO_TEST_CASE(a_stopped_run_resumes_bit_for_bit) {
    const temporary_folder folder;
    const auto log = toy::chained_log(80, 300), held_out = toy::chained_log(80, 60, 9);
    for (const auto order : {train::order::by_time, train::order::shuffled}) {
        const train::options options{.epochs = 4, .batch = 8, .session_order = order, .validation = &held_out};
        auto whole = fresh(log);
        train::train(whole, log, rule, options);
        const auto file = folder.path / "run.checkpoint";
        auto net = fresh(log);
        std::size_t interruptions = 0;
        for (bool done = false; !done;) {
            net = fresh(log);  // as a new process would do
            std::size_t steps = 0;
            const auto end =
                train::train(net, log, rule, options, train::checkpoints(file, {.seconds = 0, .on_unfinished = train::unfinished::resume}),
                             [&](const train::step_end<trainer>&) { return ++steps == 41 ? train::stop : train::decision::proceed; });
            done = end.reason == "epochs done";
            interruptions += !done;
        }
        BOOST_TEST(interruptions > 5u);
        BOOST_TEST((numbers(net) == numbers(whole)));
        // Until the model is saved, a killed process leaves only the last checkpoint.
        BOOST_TEST(std::filesystem::exists(file));
        net = fresh(log);
        train::train(net, log, rule, options, train::checkpoints(file, {.seconds = 0, .on_unfinished = train::unfinished::resume}),
                     [](const train::step_end<trainer>&) { BOOST_ERROR("a step"); });
        BOOST_TEST((numbers(net) == numbers(whole)));
        std::filesystem::remove(file);
    }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_run_is_refused_and_changes_nothing) {
    const temporary_folder folder;
    const auto file = folder.path / "other.checkpoint";
    const auto log = toy::chained_log(80, 300), other_log = toy::chained_log(81, 300);
    auto net = fresh(log);
    trainer run(net, log, rule, {.batch = 8});
    for (int i = 0; i < 5; ++i) run.step();
    train::store(run, file);

    const auto refused = [&](auto& m, const auto& l, const auto& optimiser, const train::options& options, const std::string& word) {
        train::trainer r(m, l, optimiser, options);
        const auto before = numbers(m);
        BOOST_CHECK_EXCEPTION(train::restore(r, file), nc::file_error,
                              [&](const auto& e) { return std::string(e.what()).find(word) != std::string::npos; });
        BOOST_TEST((numbers(m) == before));
        BOOST_TEST(r.at().step == 0u);
    };
    auto same = fresh(log), other = fresh(other_log);
    refused(other, other_log, rule, {.batch = 8}, "nextclick.vocabulary");
    refused(same, log, rule, {.batch = 9}, "nextclick.batch");
    refused(same, log, rule, {.batch = 8, .seed = 1}, "nextclick.seed");
    refused(same, log, nc::optimizer::adam{}, {.batch = 8}, "nextclick.optimizer");
    refused(same, nc::data::encoded_with(toy::chained_log(80, 300, 9), log.shared_items()), rule, {.batch = 8}, "nextclick.log");
    auto parts = nc::data::click_log(log).release();
    parts.extra.emplace_back("Dwell", std::vector<float>(parts.item.size(), 1.0f));
    refused(same, nc::data::click_log(std::move(parts)), rule, {.batch = 8}, "nextclick.log");
    std::string bytes = nc::io::read_whole(file);
    {
        const nc::io::tensor_file stored(bytes, "stored");
        nc::io::tensor_writer older;
        older.metadata = stored.metadata();
        older.metadata["nextclick.format"] = "nextclick checkpoint 5";
        older.write(file);
        refused(same, log, rule, {.batch = 8}, "the file has nextclick checkpoint 5, expected nextclick checkpoint 6");
    }
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
    std::ofstream(file, std::ios::binary) << bytes;
    refused(same, log, rule, {.batch = 8}, "checksum");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_beyond_the_end_of_an_epoch_changes_nothing) {
    const auto log = toy::chained_log(80, 300);
    auto net = fresh(log);
    trainer run(net, log, rule, {.batch = 8});
    for (int i = 0; i < 5; ++i) run.step();
    const auto before = numbers(net);
    const auto at = run.at();
    const auto max = run.epoch_events();
    for (const auto& [batch, events] : {std::pair<std::uint64_t, std::uint64_t>{max, max}, {5, at.events + 1}, {~0ull, 0}}) {
        auto weights = net.weights;
        auto memory = run.memory();
        const auto fill = [](std::string_view, auto& w) { std::ranges::fill(w.data, 7.0f); };
        nc::for_each_parameter(fill, weights);
        memory.visit([&](std::string_view, auto& pack) { nc::for_each_parameter(fill, pack); });
        BOOST_CHECK_THROW(run.resume({1, batch, 99, events, 0}, std::move(weights), std::move(memory), {"input"}), nc::file_error);
        BOOST_TEST((numbers(net) == before));
        BOOST_TEST(run.at().step == 5u);
        BOOST_TEST(run.frozen().empty());
    }
    auto other = fresh(log);
    trainer same(other, log, rule, {.batch = 8});
    for (int i = 0; i < 12; ++i) same.step();
    for (int i = 0; i < 7; ++i) run.step();  // from its current position
    BOOST_TEST((numbers(net) == numbers(other)));
}

BOOST_AUTO_TEST_CASE(the_best_epoch_is_restored_and_patience_ends_training) {
    const auto log = toy::chained_log(60, 600), held_out = toy::chained_log(60, 200, 4);
    auto net = fresh(log);
    std::vector<double> values;
    std::vector<std::vector<float>> weights;
    const auto end =
        train::train(net, log, nc::optimizer::adagrad{.rate = 0.5},
                     {.epochs = 30, .validation = &held_out, .validation_cutoff = 5, .patience = 2}, [&](const train::epoch_end& e) {
                         values.push_back(e.validation);
                         weights.push_back(numbers(net));
                     });
    const auto best = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
    BOOST_TEST(end.best_epoch == best + 1);
    BOOST_TEST((numbers(net) == weights[best]));
    BOOST_REQUIRE(values.size() < 30u);
    BOOST_TEST(values.size() == best + 3);
    BOOST_TEST(end.reason == "no better validation for 2 epochs");
}

BOOST_AUTO_TEST_CASE(a_run_ended_by_patience_is_not_resumed) {
    const temporary_folder folder;
    const auto log = toy::chained_log(60, 600), held_out = toy::chained_log(60, 200, 4);
    const train::options options{.epochs = 30, .validation = &held_out, .validation_cutoff = 5, .patience = 2};
    auto net = fresh(log), again = fresh(log);
    const nc::optimizer::adagrad fast{.rate = 0.5};
    const auto end = train::train(net, log, fast, options, train::checkpoints(folder.path / "run.checkpoint"));
    const auto same = train::train(again, log, fast, options,
                                   train::checkpoints(folder.path / "run.checkpoint", {.on_unfinished = train::unfinished::resume}),
                                   [](const train::step_end<trainer>&) { BOOST_ERROR("a step"); });
    BOOST_CHECK_EXCEPTION(train::checkpoints(folder.path / "run.checkpoint"), nc::file_error,
                          says("epochs that ended before its model was saved"));
    BOOST_TEST(same.reason == end.reason);
    BOOST_TEST(same.best_epoch == end.best_epoch);
    BOOST_TEST((numbers(again) == numbers(net)));
}

BOOST_AUTO_TEST_CASE(validates_by_the_chosen_measure) {
    const auto log = toy::chained_log(60, 300), held_out = toy::chained_log(60, 100, 4);
    for (const auto by : {train::measure::recall, train::measure::mrr, train::measure::ndcg}) {
        auto net = fresh(log);
        double reported = 0;
        train::train(net, log, rule, {.epochs = 1, .validation = &held_out, .validation_cutoff = 5, .validate_by = by},
                     [&](const train::epoch_end& e) { reported = e.validation; });
        const auto at = nc::eval::evaluate(net, held_out, {.cutoffs = {5}})[5];
        BOOST_TEST(reported == (by == train::measure::recall ? at.recall : by == train::measure::mrr ? at.mrr : at.ndcg));
    }
}

BOOST_AUTO_TEST_CASE(stops_on_values_that_are_not_finite_before_they_reach_the_weights) {
    const auto log = toy::chained_log(60, 300);
    auto net = fresh(log);
    net.weights.encoder.bias.data[3] = std::numeric_limits<float>::quiet_NaN();
    const auto before = numbers(net);
    trainer run(net, log, rule, {});
    BOOST_CHECK_EXCEPTION(run.step(), nc::numeric_error, [](const auto& e) {
        const std::string what = e.what();
        return what.find("step 1") != std::string::npos && what.find("learning rate") != std::string::npos &&
               what.find("gradient of ") != std::string::npos;
    });
    const auto after = numbers(net);
    for (std::size_t i = 0; i < before.size(); ++i)
        if (!std::isnan(before[i])) BOOST_REQUIRE(after[i] == before[i]);
}

BOOST_AUTO_TEST_CASE(progress_counts_correctly) {
    const auto log = toy::chained_log(60, 300);
    auto net = fresh(log);
    const std::size_t events = nc::batch::session_parallel::event_count(log);
    std::size_t last = 0, calls = 0, ends = 0;
    train::train(net, log, rule, {.epochs = 2, .progress_seconds = 0},
                 train::overloaded{[&](const train::progress& p) {
                                       ++calls;
                                       BOOST_REQUIRE(p.events >= (p.events < last ? 0 : last));
                                       last = p.events;
                                       BOOST_REQUIRE(p.epoch_events == events);
                                       BOOST_REQUIRE(p.seconds_left >= 0);
                                   },
                                   [&](const train::epoch_end& e) {
                                       ++ends;
                                       BOOST_TEST(e.events == events);
                                       BOOST_TEST(last == events);
                                       last = 0;
                                   }});
    BOOST_TEST(calls > 10u);
    BOOST_TEST(ends == 2u);
}

BOOST_AUTO_TEST_CASE(a_step_allocates_nothing_once_the_largest_batch_has_been_seen) {
    const auto log = toy::chained_log(200, 2000);
    for (const std::size_t micro_batches : {1u, 4u}) {
        auto net = fresh(log);
        trainer run(net, log, rule, {.micro_batches = micro_batches, .threads = 1});
        while (run.step()) {
        }
        run.next_epoch();
        for (int i = 0; i < 3; ++i) run.step();
        const std::size_t before = allocations;
        for (int i = 0; i < 50; ++i) BOOST_REQUIRE(run.step());
        BOOST_TEST(allocations == before, micro_batches << " micro-batches");
    }
}

BOOST_AUTO_TEST_CASE(logs_that_cannot_be_trained_on_are_errors_at_once) {
    const auto log = toy::chained_log(60, 300);
    model other(toy::numbered_items(61));
    BOOST_CHECK_THROW(trainer(other, log, rule, {}), nc::argument_error);
    nc::data::log_columns c;
    c.items = log.shared_items();
    c.item = {1, 2};
    c.session_begin = {0, 1, 2};
    const nc::data::click_log single_click(std::move(c));
    auto net = fresh(single_click);
    BOOST_CHECK_THROW(trainer(net, single_click, rule, {}), nc::argument_error);
    BOOST_CHECK_THROW(trainer(net, log, rule, {.batch = 0}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(without_drawn_items_a_single_last_lane_is_left_out) {
    using in_batch_only = nc::zoo::gru4rec_2016<8>;
    const auto log = toy::chained_log(60, 300);
    in_batch_only net(log.items());
    train::trainer run(net, log, rule, {.batch = 4});
    std::size_t events = 0;
    while (run.step()) events = run.at().events;
    BOOST_TEST(events <= nc::batch::session_parallel::event_count(log));
    BOOST_TEST(events + 6 >= nc::batch::session_parallel::event_count(log));  // at most one session's tail
}

BOOST_AUTO_TEST_CASE(a_dependence_on_a_column_is_learned) {
    using with_action = nc::input::join<nc::input::embedding<12>, nc::input::categorical<"Action", 4>>;
    using encoder = nc::encoder::recurrent<nc::cell::gru<>, 24>;
    const auto log = toy::acted_log(30, 1500), unseen = toy::acted_log(30, 200, 2);  // three followers, determined by the action
    const auto recall = [&]<class Batcher, class Encoder, class Input>(Batcher*, Encoder, Input input) {
        nc::model<Input, Encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items> net(
            log.items(), {.input = nc::input::fitted(input, log)});
        train::train<Batcher>(net, log, nc::optimizer::adam{.rate = 0.01}, {.epochs = 8, .validation = &unseen});
        return nc::eval::evaluate(net, unseen)[1].recall;
    };
    nc::batch::session_parallel* const parallel = nullptr;
    nc::batch::whole_sessions* const whole = nullptr;
    nc::batch::prefixes* const prefix = nullptr;
    BOOST_TEST(recall(parallel, encoder{}, with_action{}) > 0.9);
    BOOST_TEST(recall(whole, encoder{}, with_action{}) > 0.9);
    BOOST_TEST(recall(prefix, nc::encoder::bidirectional<nc::encoder::recurrent<nc::cell::gru<>, 12>>{}, with_action{}) > 0.9);
    BOOST_TEST(recall(parallel, encoder{}, nc::input::embedding<12>{}) < 0.5);
    using priced = nc::model<nc::input::numeric<"Price">, encoder, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                             nc::sampler::all_items>;
    priced net(log.items());
    BOOST_CHECK_EXCEPTION(train::train(net, log, nc::optimizer::adam{}, {}), nc::argument_error, [](const auto& e) {
        return std::string(e.what()).find("input::numeric<Price> reads the column \"Price\"") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
