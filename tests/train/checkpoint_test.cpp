// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/checkpoint.hpp"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "io/temporary_folder.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

namespace nc = nextclick;
namespace train = nc::train;

namespace checkpoint {
namespace {
using model = nc::zoo::gru4rec<16>;
const nc::optimizer::adagrad rule{.rate = 0.2, .momentum = 0.1};
using trainer = train::trainer<model, nc::optimizer::adagrad>;

struct fixture {
    temporary_folder folder;
    std::filesystem::path file = folder.path / "run.checkpoint";
    nc::data::click_log log = toy::chained_log(80, 300);
    std::vector<std::string> messages;

    model fresh() const { return model(log.items(), {.sampler = {.drawn = {.samples = 16}}}, 3); }
    static std::vector<float> numbers(const model& net) {
        std::vector<float> all;
        nc::for_each_parameter([&](std::string_view, const auto& w) { all.insert(all.end(), w.data.begin(), w.data.end()); }, net.weights);
        return all;
    }
    train::checkpoints keep(train::unfinished found, double seconds = 0) {
        return train::checkpoints(file, {.seconds = seconds,
                                         .on_unfinished = found,
                                         .resume = "--resume",
                                         .restart = "--restart",
                                         .on_message = [this](const std::string& what) { messages.push_back(what); }});
    }
    /// A run that stops after a given number of steps.
    void stop_after(std::size_t steps, const train::options& options, const nc::optimizer::adagrad& by = rule) {
        auto net = fresh();
        auto kept = keep(train::unfinished::restart, 1e9);
        const auto end = train::train(net, log, by, options, kept, [&](const train::step_end<trainer>& e) {
            return e.run.at().step == steps ? train::stop : train::decision::proceed;
        });
        BOOST_TEST(end.reason == "stopped by a callback");
        BOOST_TEST(std::filesystem::exists(file));  // stored at the stop, although less than a second has passed
    }
};
bool has(const std::string& text, std::string_view word) { return text.find(word) != text.npos; }
}  // namespace
}  // namespace checkpoint

BOOST_FIXTURE_TEST_SUITE(checkpoint, checkpoint::fixture)

BOOST_AUTO_TEST_CASE(is_removed_when_the_model_is_saved_and_the_next_run_trains_anew) {
    const train::options options{.epochs = 2, .batch = 8};
    auto net = fresh();
    auto kept = keep(train::unfinished::refuse);
    train::train(net, log, rule, options, kept);
    BOOST_TEST(std::filesystem::exists(file));  // a kill before the model is saved loses nothing
    kept.done();
    BOOST_TEST(!std::filesystem::exists(file));

    auto other = fresh(), alone = fresh();
    auto slow = rule;
    slow.rate = 1e-5;
    auto next = keep(train::unfinished::refuse);
    train::train(other, log, slow, options, next);
    train::train(alone, log, slow, options);
    BOOST_TEST((numbers(other) == numbers(alone)));
    BOOST_TEST((numbers(other) != numbers(net)));
    BOOST_TEST(!next.resumed().has_value());
    BOOST_TEST(messages.empty());
}

BOOST_AUTO_TEST_CASE(an_existing_one_is_refused_with_both_remedies) {
    stop_after(50, {.epochs = 3, .batch = 8});
    const std::string before = nc::io::read_whole(file);
    const auto refuses = [&](const std::string& what) {
        BOOST_CHECK_EXCEPTION(keep(train::unfinished::refuse), nc::file_error, [&](const auto& e) {
            return has(e.what(), what) && has(e.what(), "--resume") && has(e.what(), "--restart") && has(e.what(), file.string());
        });
    };
    refuses("there is an unfinished run, in epoch 1 of 3");
    // A checkpoint that appears while the program reads its logs is refused too.
    std::filesystem::rename(file, folder.path / "aside");
    auto early = keep(train::unfinished::refuse);
    std::filesystem::rename(folder.path / "aside", file);
    auto net = fresh();
    BOOST_CHECK_THROW(train::train(net, log, rule, {.epochs = 3, .batch = 8}, early), nc::file_error);
    early.done();  // without a training: the existing checkpoint is not its own
    BOOST_TEST(nc::io::read_whole(file) == before);

    auto whole = fresh();
    auto to_the_end = keep(train::unfinished::restart);
    train::train(whole, log, rule, {.epochs = 2, .batch = 8}, to_the_end);
    refuses("a run of 2 epochs that ended before its model was saved");
    std::ofstream(file) << "a letter";
    std::string damaged;
    try {
        keep(train::unfinished::refuse);
    } catch (const nc::file_error& e) {
        damaged = e.what();
    }
    BOOST_TEST(has(damaged, "there is a file that is not a checkpoint of this version, or a damaged one; --restart discards it"), damaged);
    BOOST_TEST(!has(damaged, "--resume"), damaged);
}

BOOST_AUTO_TEST_CASE(a_resumed_run_reports_its_position_and_the_changes) {
    stop_after(50, {.epochs = 3, .batch = 8});
    auto net = fresh(), whole = fresh();
    auto kept = keep(train::unfinished::resume, 1e9);
    train::train(net, log, rule, {.epochs = 3, .batch = 8}, kept);
    train::train(whole, log, rule, {.epochs = 3, .batch = 8});
    BOOST_TEST((numbers(net) == numbers(whole)));
    BOOST_REQUIRE(kept.resumed().has_value());
    BOOST_TEST(kept.resumed()->epoch == 0u);
    BOOST_TEST(kept.resumed()->batch == 50u);
    BOOST_TEST(kept.resumed()->step == 50u);
    BOOST_TEST(kept.resumed()->changed.empty());
    BOOST_REQUIRE(messages.size() == 1u);
    BOOST_TEST(messages[0] == "the run continues from epoch 1 of 3, batch 51");

    stop_after(50, {.epochs = 3, .batch = 8});
    messages.clear();
    train::train(net, log, rule, {.epochs = 4, .batch = 8, .threads = 1}, kept);
    BOOST_REQUIRE(messages.size() == 1u);
    BOOST_TEST(has(messages[0], "from epoch 1 of 4, batch 51; changed: epochs 3 -> 4"));
}

BOOST_AUTO_TEST_CASE(numbers_of_the_optimiser_and_of_policies_that_changed_are_named) {
    const train::options options{.epochs = 3, .batch = 8};
    stop_after(50, options);
    auto slow = rule;
    slow.rate = 1e-5;
    model net(log.items(), {.input = {.probability = 0.25}, .sampler = {.drawn = {.samples = 17, .alpha = 0.5}, .logq = 1}}, 3);
    auto kept = keep(train::unfinished::resume, 1e9);
    train::train(net, log, slow, options, kept);
    BOOST_REQUIRE(messages.size() == 1u);
    for (const std::string change :
         {"optimizer.rate 0.2 -> 1e-05", "model.input.probability 0 -> 0.25", "model.sampler.drawn.samples 16 -> 17",
          "model.sampler.drawn.alpha 0.75 -> 0.5", "model.sampler.logq 0 -> 1"})
        BOOST_TEST(has(messages[0], change), messages[0]);
    BOOST_TEST(kept.resumed()->changed.size() == 5u);

    // A user-defined schedule without a list of options.
    const auto falling = [](double by) {
        return nc::optimizer::scheduled{nc::optimizer::sgd{.rate = 0.1},
                                        [by](const nc::optimizer::step_position& m) { return std::pow(by, m.epoch); }};
    };
    messages.clear();
    auto first = fresh(), second = fresh();
    auto begun = keep(train::unfinished::restart), resumed = keep(train::unfinished::resume);
    train::train(first, log, falling(0.5), {.epochs = 1, .batch = 8}, begun);
    train::train(second, log, falling(0.5), {.epochs = 1, .batch = 8}, resumed);
    BOOST_TEST(resumed.resumed()->changed.empty());
    train::train(second, log, falling(0.9), {.epochs = 2, .batch = 8}, resumed);
    BOOST_REQUIRE(resumed.resumed()->changed.size() == 2u);
    BOOST_TEST(resumed.resumed()->changed[1].name == "optimizer.schedule");
}

/// A full disk, simulated by a limit on the size of files.
BOOST_AUTO_TEST_CASE(a_temporarily_full_disk_does_not_end_the_training) {
    struct limited_files {
        rlimit before{};
        limited_files() {
            std::signal(SIGXFSZ, SIG_IGN);
            ::getrlimit(RLIMIT_FSIZE, &before);
        }
        void to(rlim_t bytes) const {
            const rlimit now{bytes, before.rlim_max};
            ::setrlimit(RLIMIT_FSIZE, &now);
        }
        ~limited_files() { to(before.rlim_cur); }
    } const files;
    const train::options options{.epochs = 2, .batch = 8};
    auto net = fresh(), whole = fresh();
    auto kept = keep(train::unfinished::refuse);
    std::string before;
    train::train(net, log, rule, options, kept, [&](const train::step_end<trainer>& e) {
        if (e.run.at().step == 20) {
            before = nc::io::read_whole(file);
            files.to(1000);
        }
        if (e.run.at().step == 40) {
            BOOST_TEST(has(kept.failure(), "free some room"));
            BOOST_TEST(nc::io::read_whole(file) == before);  // the last one that could be written
            files.to(files.before.rlim_cur);
        }
    });
    BOOST_TEST(messages.size() == 20u);
    BOOST_TEST(has(messages.front(), "training continues"));
    BOOST_TEST(kept.failure().empty());
    BOOST_TEST(nc::io::read_whole(file) != before);
    train::train(whole, log, rule, options);
    BOOST_TEST((numbers(net) == numbers(whole)));
}

BOOST_AUTO_TEST_CASE(an_unwritable_place_is_an_error_before_the_first_step) {
    auto net = fresh();
    train::checkpoints nowhere(folder.path / "no" / "run.checkpoint"), device("/dev/null", {.on_unfinished = train::unfinished::resume});
    const auto never = [](const train::step_end<trainer>&) { BOOST_ERROR("a step"); };
    BOOST_CHECK_EXCEPTION(train::train(net, log, rule, {}, nowhere, never), nc::file_error, says("there is no folder"));
    BOOST_CHECK_EXCEPTION(train::train(net, log, rule, {}, device, never), nc::file_error, says("device"));
}

BOOST_AUTO_TEST_CASE(one_of_more_epochs_than_requested_is_not_resumed) {
    auto net = fresh();
    auto kept = keep(train::unfinished::refuse);
    train::train(net, log, rule, {.epochs = 3, .batch = 8}, kept);
    auto again = keep(train::unfinished::resume);
    const auto before = numbers(net);
    BOOST_CHECK_EXCEPTION(train::train(net, log, rule, {.epochs = 2, .batch = 8}, again), nc::file_error, [](const auto& e) {
        return has(e.what(), "more than the 2 epochs that are requested") && has(e.what(), "--restart discards it");
    });
    BOOST_TEST((numbers(net) == before));
    train::train(net, log, rule, {.epochs = 3, .batch = 8}, again, [](const train::step_end<trainer>&) { BOOST_ERROR("a step"); });
    BOOST_TEST(again.resumed()->text() == "the end, 3 epochs of 3 are done");
}

BOOST_AUTO_TEST_CASE(one_of_another_validation_is_not_resumed) {
    const auto held_out = toy::chained_log(80, 60, 9), other = toy::chained_log(80, 60, 10);
    stop_after(50, {.epochs = 3, .batch = 8, .validation = &held_out});
    auto net = fresh();
    auto kept = keep(train::unfinished::resume);
    for (const train::options& options : {train::options{.epochs = 3, .batch = 8, .validation = &other},
                                          {.epochs = 3, .batch = 8, .validation = &held_out, .validation_cutoff = 5},
                                          {.epochs = 3, .batch = 8, .validation = &held_out, .validate_by = train::measure::recall},
                                          {.epochs = 3, .batch = 8}})
        BOOST_CHECK_EXCEPTION(train::train(net, log, rule, options, kept), nc::file_error,
                              [](const auto& e) { return has(e.what(), "nextclick.validation"); });
    train::train(net, log, rule, {.epochs = 3, .batch = 8, .validation = &held_out}, kept);
}

BOOST_AUTO_TEST_CASE(one_with_another_base_model_is_not_resumed) {
    auto net = fresh();
    const auto kept = [&](const char* base) {
        return train::checkpoints(file, {.on_unfinished = train::unfinished::resume, .restart = "--restart", .base = base});
    };
    auto first = kept("monday");
    train::train(net, log, rule, {.epochs = 3, .batch = 8}, first, [](const train::step_end<trainer>&) { return train::interrupt; });
    for (const char* other : {"tuesday", ""}) {
        auto again = kept(other);
        BOOST_CHECK_EXCEPTION(train::train(net, log, rule, {.epochs = 3, .batch = 8}, again), nc::file_error, [](const auto& e) {
            return has(e.what(), "has another base model") && has(e.what(), "--restart discards it");
        });
    }
    auto same = kept("monday");
    train::train(net, log, rule, {.epochs = 3, .batch = 8}, same);
    BOOST_TEST(same.resumed().has_value());
}

BOOST_AUTO_TEST_CASE(restart_deletes_it_at_once) {
    stop_after(50, {.epochs = 3, .batch = 8});
    auto net = fresh(), whole = fresh();
    auto kept = keep(train::unfinished::restart, 1e9);
    train::train(net, log, rule, {.epochs = 1, .batch = 8}, kept, train::overloaded{[&](const train::started<trainer>& e) {
                     BOOST_TEST(e.run.at().step == 0u);
                     BOOST_TEST(!std::filesystem::exists(file));
                 }});
    train::train(whole, log, rule, {.epochs = 1, .batch = 8});
    BOOST_TEST((numbers(net) == numbers(whole)));
}

BOOST_AUTO_TEST_SUITE_END()
