// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/trainer.hpp"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <tuple>
#include <type_traits>

#include "allocations.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/core/gradient_check.hpp"
#include "nextclick/data/edit/split.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"
#include "toy_policies.hpp"

BOOST_AUTO_TEST_SUITE(trainer_tests)

namespace nc = nextclick;
namespace train = nc::train;
using nc::batch::prefixes, nc::batch::session_parallel, nc::batch::whole_sessions;

namespace {
using gru = nc::encoder::recurrent<nc::cell::gru<>, 6>;
template <class T, class Encoder, class Pooling>
using over_all_items =
    nc::basic_model<T, nc::input::embedding<6>, Encoder, Pooling, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>;

/// A model for each batcher: with dropout and drawn items, and looking back where that is possible.
template <class Batcher>
using model_for = nc::model<nc::input::dropout<nc::input::embedding<12>>, nc::encoder::recurrent<nc::cell::gru<>, 12>,
                            std::conditional_t<Batcher::whole_prefixes, toy::mean_so_far, nc::pooling::last>, nc::output::tied<>,
                            nc::loss::cross_entropy, nc::sampler::join<nc::sampler::in_batch, nc::sampler::popularity>>;
template <class Batcher>
model_for<Batcher> fresh(const nc::data::click_log& log) {
    return model_for<Batcher>(
        log.items(), {.input = {.probability = 0.2}, .encoder = {.dropout = 0.1}, .sampler = {.drawn = {.samples = 32}, .logq = 1}});
}
const nc::optimizer::adagrad rule{.rate = 0.1, .momentum = 0.2};

/// Options for the batcher.
template <class Batcher>
train::options options_for(std::size_t batch) {
    train::options options{.batch = batch, .session_order = train::order::shuffled};
    if constexpr (Batcher::whole_prefixes) {
        options.max_length = 4;
        options.click_dropout = 0.2;
    }
    return options;
}

template <class Model>
std::vector<typename Model::scalar> numbers(const Model& net) {
    std::vector<typename Model::scalar> all;
    nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
    return all;
}

/// Loss and gradients of a whole epoch as one batch.
template <class Batcher, class Model>
double whole_epoch(const Model& net, const nc::data::click_log& log, typename Model::gradient_pack& g,
                   nc::batch::target_filter targets = nc::batch::target_filter::every_click) {
    using T = typename Model::scalar;
    const nc::batch::options options{.size = 1'000'000, .targets = targets};
    Batcher batches(log, options);
    std::vector<std::uint32_t> order;
    Batcher::list_units(log, options, order);
    batches.start(order);
    nc::event_rows rows;
    BOOST_REQUIRE(batches.next(rows));
    nc::workspace memory;
    nc::pass run{.memory = memory, .training = true};
    auto encoded = net.encode(run, rows);
    const auto q = encoded.queries;
    auto dq = memory.take<T>(q.rows, q.cols);
    nc::resize_like(g, net.weights);
    const auto loss = nc::objective::loss_and_gradients(net, run, rows, q, {{.items = 7, .blocks = 2, .kept = 1}}, g, dq);
    net.backward(run, encoded, dq, g);
    BOOST_REQUIRE(!batches.next(rows));
    return static_cast<double>(loss);
}

struct temporary_folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("nextclick-trainer-" + std::to_string(::getpid()));
    temporary_folder() { std::filesystem::create_directories(path); }
    ~temporary_folder() { std::filesystem::remove_all(path); }
};
}  // namespace

// Every causal model gets the same gradients from its prefixes as from its whole sessions: add a new pooling or encoder here.
using causal_models =
    std::tuple<over_all_items<double, gru, nc::pooling::last>, over_all_items<double, nc::encoder::stack<gru, gru>, nc::pooling::last>,
               over_all_items<double, gru, toy::mean_so_far>, over_all_items<double, nc::encoder::none, toy::mean_so_far>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(whole_sessions_are_the_sum_of_their_prefixes, Model, causal_models) {
    const auto log = toy::chained_log(40, 120);
    const Model net(log.items(), {}, 5);
    typename Model::gradient_pack whole, apart;
    const auto new_items = nc::batch::target_filter::new_item;
    const double c = whole_epoch<whole_sessions>(net, log, whole, new_items), d = whole_epoch<prefixes>(net, log, apart, new_items);
    BOOST_TEST(c == d, boost::test_tools::tolerance(1e-12));
    const double a = whole_epoch<whole_sessions>(net, log, whole), b = whole_epoch<prefixes>(net, log, apart);
    BOOST_TEST(a == b, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(a != c);
    nc::for_each_parameter(
        [&](std::string_view name, const auto& w, const auto& of_whole, const auto& of_apart) {
            double largest = 0;
            for (std::size_t i = 0; i < w.data.size(); ++i) {
                const double x = nc::gradient_at(of_whole, i), y = nc::gradient_at(of_apart, i);
                largest = std::max(largest, std::abs(x));
                if (std::abs(x - y) > 1e-12 * std::max(1e-2, std::abs(x))) BOOST_TEST(x == y, name << " element " << i);
            }
            BOOST_TEST((w.data.empty() || largest > 0));
        },
        net.weights, whole, apart);
}

BOOST_AUTO_TEST_CASE(gradients_of_an_encoder_that_is_not_causal) {
    using model = over_all_items<double, nc::encoder::stack<toy::centred, gru>, toy::mean_so_far>;
    const auto log = toy::chained_log(12, 15);
    model net(log.items(), {}, 5);
    typename model::gradient_pack g, unused;
    whole_epoch<prefixes>(net, log, g);
    const auto report = nc::check_gradients(net.weights, g, [&] { return whole_epoch<prefixes>(net, log, unused); });
    BOOST_TEST(report.worst < 1e-7, report.path << "[" << report.index << "]");
}

using batchers = std::tuple<session_parallel, whole_sessions, prefixes>;

BOOST_AUTO_TEST_CASE_TEMPLATE(learns_a_chain_of_items, Batcher, batchers) {
    const auto log = toy::chained_log(60, 2000);
    model_for<Batcher> net(log.items(), {.sampler = {.drawn = {.samples = 64}}});
    const auto recall = [&] { return nc::eval::evaluate(net, log, {.cutoffs = {3}, .list_metrics = false})[3].recall; };
    const double before = recall();
    train::train<Batcher>(net, log, rule, {.epochs = 4, .batch = 32, .session_order = train::order::shuffled});
    BOOST_TEST(before < 0.2);
    BOOST_TEST(recall() > (Batcher::whole_prefixes ? 0.4 : 0.8));  // a mean blurs which click was the last
}

BOOST_AUTO_TEST_CASE_TEMPLATE(same_seed_same_bits_at_any_thread_count, Batcher, batchers) {
    const auto log = toy::chained_log(300, 400);
    const auto run = [&](int threads, std::uint64_t seed) {
        auto net = fresh<Batcher>(log);
        auto options = options_for<Batcher>(64);
        options.epochs = 2;
        options.seed = seed;
        options.threads = threads;
        train::train<Batcher>(net, log, rule, options);
        return numbers(net);
    };
    const auto one = run(1, 42);
    for (const int threads : {1, 2, 3}) BOOST_TEST((run(threads, 42) == one));
    BOOST_TEST((run(1, 43) != one));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_stopped_run_resumes_bit_for_bit, Batcher, batchers) {
    const temporary_folder folder;
    const auto log = toy::chained_log(80, 200), held_out = toy::chained_log(80, 60, 9);
    for (const auto order : {train::order::by_time, train::order::shuffled}) {
        auto options = options_for<Batcher>(24);
        options.epochs = 3;
        options.session_order = order;
        options.validation = &held_out;
        auto whole = fresh<Batcher>(log);
        train::train<Batcher>(whole, log, rule, options);
        const auto file = folder.path / "run.checkpoint";
        auto net = fresh<Batcher>(log);
        std::size_t interruptions = 0;
        using trainer = train::trainer<model_for<Batcher>, nc::optimizer::adagrad, Batcher>;
        for (bool done = false; !done;) {
            net = fresh<Batcher>(log);  // as a new process would do
            std::size_t steps = 0;
            const auto end = train::train<Batcher>(
                net, log, rule, options, train::checkpoints(file, {.seconds = 0, .on_unfinished = train::unfinished::resume}),
                [&](const train::step_end<trainer>&) { return ++steps == 11 ? train::stop : train::decision::proceed; });
            done = end.reason == "epochs done";
            interruptions += !done;
        }
        BOOST_TEST(interruptions > 2u);
        BOOST_TEST((numbers(net) == numbers(whole)));
        std::filesystem::remove(file);
    }
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_batcher_or_other_batches_is_refused) {
    const temporary_folder folder;
    const auto file = folder.path / "other.checkpoint";
    const auto log = toy::chained_log(80, 300);
    using model = nc::zoo::gru4rec<8>;
    model net(log.items());
    train::trainer<model, nc::optimizer::adagrad, prefixes> run(net, log, rule, {.max_length = 3, .click_dropout = 0.1});
    for (int i = 0; i < 5; ++i) run.step();
    train::store(run, file);
    const auto refused = [&](auto batcher, const train::options& options, const std::string& word) {
        train::trainer<model, nc::optimizer::adagrad, typename decltype(batcher)::type> other(net, log, rule, options);
        BOOST_CHECK_EXCEPTION(train::restore(other, file), nc::file_error,
                              [&](const auto& e) { return std::string(e.what()).find(word) != std::string::npos; });
    };
    const std::type_identity<prefixes> same;
    refused(std::type_identity<session_parallel>{}, {}, "nextclick.batcher: the file has prefixes, expected session_parallel");
    refused(std::type_identity<whole_sessions>{}, {.max_length = 3, .click_dropout = 0.1}, "expected whole_sessions");
    refused(same, {.max_length = 4, .click_dropout = 0.1}, "nextclick.longest");
    refused(same, {.max_length = 3, .click_dropout = 0.2}, "nextclick.click_dropout: the file has 0.1, expected 0.2");
    refused(same, {.max_length = 3, .kept = nc::batch::keep::first, .click_dropout = 0.1}, "nextclick.kept");
    refused(same, {.max_length = 3, .click_dropout = 0.1, .loss_divisor = nc::batch::divisor::size}, "nextclick.divisor");
    refused(same, {.max_length = 3, .click_dropout = 0.1, .targets = nc::batch::target_filter::new_item}, "nextclick.targets");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_allocates_nothing_once_the_largest_batch_has_been_seen, Batcher, batchers) {
    const auto log = toy::chained_log(200, 2000);
    auto net = fresh<Batcher>(log);
    auto options = options_for<Batcher>(32);
    options.session_order = train::order::by_time;
    options.click_dropout = 0;  // so that the largest batch occurs in the first epoch
    options.threads = 1;
    train::trainer<model_for<Batcher>, nc::optimizer::adagrad, Batcher> run(net, log, rule, options);
    while (run.step()) {
    }
    run.next_epoch();
    for (int i = 0; i < 3; ++i) run.step();
    const std::size_t before = allocations;
    for (int i = 0; i < 50; ++i) BOOST_REQUIRE(run.step());
    BOOST_TEST(allocations == before);
    run.freeze({"encoder", "output.bias"});
    const std::size_t frozen = allocations;
    for (int i = 0; i < 50; ++i) BOOST_REQUIRE(run.step());
    BOOST_TEST(allocations == frozen);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_epoch_ends_at_its_number_of_events, Batcher, batchers) {
    const auto log = toy::chained_log(60, 300);
    auto net = fresh<Batcher>(log);
    train::trainer<model_for<Batcher>, nc::optimizer::adagrad, Batcher> run(net, log, rule, options_for<Batcher>(16));
    for (int epoch = 0; epoch < 2; ++epoch) {
        while (run.step()) BOOST_REQUIRE(run.at().events <= run.epoch_events());
        BOOST_TEST(run.at().events == run.epoch_events());  // dropped clicks count as passed too
        run.next_epoch();
        BOOST_TEST(run.at().events == 0u);
    }
}

BOOST_AUTO_TEST_CASE(logs_that_cannot_be_trained_on_are_errors_at_once) {
    const auto log = toy::chained_log(60, 300);
    using model = nc::zoo::gru4rec<8>;
    model net(log.items());
    const auto says = [](const std::string& words) {
        return [words](const nc::error& e) { return std::string(e.what()).find(words) != std::string::npos; };
    };
    BOOST_CHECK_EXCEPTION(train::train(net, log, rule, {.max_length = 5}), nc::argument_error, says("batch::whole_sessions"));
    BOOST_CHECK_EXCEPTION(train::train<prefixes>(net, log, rule, {.click_dropout = 1}), nc::argument_error, says("outside [0, 1)"));
    auto parts = toy::chained_log(60, 300).release();
    parts.item[5] = parts.item[9] = nc::no_item;
    const nc::data::click_log gaps(std::move(parts));
    BOOST_CHECK_EXCEPTION(train::train(net, gaps, rule, {}), nc::argument_error, says("2 clicks of the log"));
}

/// The names of all parameters whose numbers differ.
template <class Model>
std::vector<std::string> changed(const Model& a, const Model& b) {
    std::vector<std::string> paths;
    nc::for_each_parameter(
        [&](std::string_view path, const auto& x, const auto& y) {
            if (x.data != y.data) paths.emplace_back(path);
        },
        a.weights, b.weights);
    return paths;
}

BOOST_AUTO_TEST_CASE(parameters_frozen_by_name_stay_and_the_rest_learns) {
    using list = std::vector<std::string>;
    const auto log = toy::chained_log(60, 300);
    const auto learned = [&](auto net, const list& frozen, auto optimiser) {
        const auto before = net;
        train::train<whole_sessions>(net, log, optimiser, {.epochs = 1, .batch = 64, .frozen = frozen});
        return changed(net, before);
    };
    const nc::optimizer::adam adam;
    const nc::optimizer::clipped<nc::optimizer::adam> clipped{.global_norm = 1};
    const list encoder{"encoder.input", "encoder.bias", "encoder.cell.recurrent"};
    const nc::model<nc::input::embedding<6>, gru, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                    nc::sampler::all_items>
        streamed(log.items());
    const nc::model<nc::input::embedding<6>, gru, nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                    nc::sampler::popularity>
        sampled(log.items());  // targets outside the candidates contribute to the gradient directly
    const auto same_for_all = [&](const list& frozen, const list& expected) {
        BOOST_TEST((learned(streamed, frozen, adam) == expected));
        BOOST_TEST((learned(streamed, frozen, clipped) == expected));
        BOOST_TEST((learned(sampled, frozen, adam) == expected));
    };
    same_for_all({"encoder", "output"}, {"input.items"});
    same_for_all({"encoder", "output.items"}, {"input.items", "output.bias"});
    same_for_all({"input", "output.bias"}, {"encoder.input", "encoder.bias", "encoder.cell.recurrent", "output.items"});
    same_for_all({"input", "encoder", "output"}, {});
    const over_all_items<float, gru, nc::pooling::last> tied(log.items());
    auto expected = encoder;
    expected.push_back("output.bias");
    BOOST_TEST((learned(tied, {"input.items"}, adam) == expected));  // both uses of a tied table
    BOOST_CHECK_EXCEPTION(learned(tied, {"output.items"}, adam), nc::argument_error, [](const auto& e) {
        const std::string what = e.what();
        return what.find(
                   "\"output.items\"; there are input.items, encoder.input, encoder.bias, "
                   "encoder.cell.recurrent, output.bias") != what.npos;
    });
}

// Deferred rows, and the whole gradients that a clipping optimiser needs, give the same result for every frozen set.
BOOST_AUTO_TEST_CASE(frozen_tables_and_biases_step_alike_deferred_and_whole) {
    const auto log = toy::chained_log(60, 300);
    const auto run = [&](const std::vector<std::string>& frozen, auto optimiser) {
        nc::zoo::gru4rec<8> net(log.items(), {.sampler = {.drawn = {.samples = 32}}});
        train::train(net, log, optimiser, {.epochs = 1, .frozen = frozen});
        return numbers(net);
    };
    const nc::optimizer::clipped<nc::optimizer::adagrad> no_limit{.inner = rule};
    for (const std::vector<std::string>& frozen : {std::vector<std::string>{}, {"input"}, {"output"}, {"input", "output"}, {"encoder"}})
        BOOST_TEST((run(frozen, rule) == run(frozen, no_limit)));
}

BOOST_AUTO_TEST_CASE(a_schedule_freezes_between_steps_and_resumes_from_a_checkpoint) {
    const temporary_folder folder;
    const auto file = folder.path / "run.checkpoint";
    const auto log = toy::chained_log(60, 200);
    using model = nc::zoo::gru4rec<8>;
    using trainer = train::trainer<model, nc::optimizer::adagrad>;
    const train::options options{.epochs = 3, .batch = 8, .frozen = {"encoder"}};
    // Alternating after every five steps, beginning with the model's encoder.
    const auto schedule = [](const train::step_end<trainer>& e) {
        e.run.freeze(e.run.at().step / 5 % 2 == 0 ? std::vector<std::string>{"encoder"} : std::vector<std::string>{"input", "output"});
    };
    model whole(log.items());
    train::train(whole, log, rule, options, schedule);
    model plain(log.items());
    train::train(plain, log, rule, options);
    BOOST_TEST((numbers(plain) != numbers(whole)));
    model net(log.items());
    std::size_t interruptions = 0;
    for (bool done = false; !done; interruptions += !done) {
        net = model(log.items());
        std::size_t steps = 0;
        const auto end = train::train(
            net, log, rule, options, schedule, train::checkpoints(file, {.seconds = 0, .on_unfinished = train::unfinished::resume}),
            [&](const train::step_end<trainer>&) { return ++steps == 13 ? train::stop : train::decision::proceed; });
        done = end.reason == "epochs done";
    }
    BOOST_TEST(interruptions > 3u);
    BOOST_TEST((numbers(net) == numbers(whole)));

    trainer run(net, log, rule, options);
    run.freeze({"output", "input"});
    BOOST_TEST((run.frozen() == std::vector<std::string>{"input", "output"}));
    BOOST_CHECK_THROW(run.freeze({"outputs"}), nc::argument_error);
    BOOST_TEST((run.frozen() == std::vector<std::string>{"input", "output"}));
    train::store(run, file);
    trainer same(net, log, rule, options), other(net, log, rule, {.epochs = 3, .batch = 8, .frozen = {"input"}});
    train::restore(same, file);
    BOOST_TEST((same.frozen() == run.frozen()));
    BOOST_CHECK_EXCEPTION(train::restore(other, file), nc::file_error, [](const auto& e) {
        return std::string(e.what()).find("nextclick.frozen: the file has encoder, expected input") != std::string::npos;
    });
    BOOST_TEST((other.frozen() == std::vector<std::string>{"input"}));
}

// Tan's temporal adaptation (M2) is a second training on the most recent part only.
BOOST_AUTO_TEST_CASE(a_trained_model_continues_on_the_most_recent_sessions) {
    const auto log = toy::chained_log(60, 400), recent = nc::data::most_recent(log, 0.25);
    over_all_items<float, gru, nc::pooling::last> net(log.items());
    const nc::optimizer::adam adam{.rate = 0.01};
    train::train<whole_sessions>(net, log, adam, {.epochs = 2, .batch = 64});
    const auto fit = [&] { return nc::eval::evaluate(net, recent, {.cutoffs = {3}, .list_metrics = false})[3].mrr; };
    const double before = fit();
    train::train<whole_sessions>(net, recent, adam, {.epochs = 3, .batch = 64});
    BOOST_TEST(fit() > before);
}

BOOST_AUTO_TEST_SUITE_END()
