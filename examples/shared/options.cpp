// SPDX-License-Identifier: Apache-2.0
#include "../options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <nextclick/data/edit/split.hpp>
#include <nextclick/data/read/gzip.hpp>
#include <nextclick/data/read/read_log.hpp>
#include <nextclick/eval/report.hpp>
#include <string>
#include <utility>

#include "../command_line.hpp"
#include "../reader_options.hpp"

namespace {
void add_logs(CLI::App& app, std::uint32_t takes, example_options& o) {
    auto* train = app.add_option("--train", o.train, "click log to train on; without it the library's simulator makes one")
                      ->check(program::log_file());
    for (CLI::Option* option : add_reader_options(app, o.read)) option->needs(train);
    if ((takes & options::by_users) != 0) {
        app.add_flag_function(
               "--validate", [&o](std::int64_t) { o.validate = 1; },
               "evaluate on the last session but one of every user instead of the last, and leave that out: for choosing options")
            ->needs(train);
    } else {
        auto* test = app.add_option("--test", o.test, "click log to measure with")->check(program::log_file())->needs(train);
        app.add_option("--hold-out", o.hold_out,
                       "measure with this share of --train instead of --test: its last sessions, or sessions drawn at "
                       "random if it has no times; --validate takes from the rest")
            ->check(program::number(0.0001, 0.9))
            ->needs(train)
            ->excludes(test);
        app.add_option("--validate", o.validate,
                       (takes & options::validation) != 0
                           ? "measure with this share of --train, its last sessions, instead of --test, after every epoch, and keep the "
                             "best one: for choosing options"
                           : "measure with this share of --train, its last sessions, instead of --test: for choosing options")
            ->check(program::number(0.0001, 0.9))
            ->needs(train)
            ->excludes(test);
        app.add_option("--split", o.split, "seed of the draw of sessions, where --train has no times; default: --seed")
            ->check(program::whole_number(0, UINT64_MAX))
            ->needs(train)
            ->excludes(test);
    }
    app.add_option("--seed", o.seed,
                   "seed of all draws: simulated clicks, the split, weights, training; default: " +
                       (o.seed ? std::to_string(*o.seed) : "those of the library"))
        ->check(program::whole_number(0, UINT64_MAX));
    app.add_option("--sessions", o.simulator.sessions, "simulated sessions")
        ->capture_default_str()
        ->check(program::whole_number(1, 100'000'000))
        ->excludes(train);
    app.add_option("--items", o.simulator.items, "simulated items")
        ->capture_default_str()
        ->check(program::whole_number(1, 100'000'000))
        ->excludes(train);
}

void add_training(CLI::App& app, std::uint32_t takes, example_options& o) {
    const auto add = [&](std::uint32_t which, const char* name, auto& to, const char* what, const CLI::Validator& check) {
        if ((takes & which) != 0) app.add_option(name, to, what)->capture_default_str()->check(check);
    };
    add(options::epochs, "--epochs", o.epochs, "passes over the log", program::whole_number(1, 1'000'000));
    add(options::batch, "--batch", o.batch, "sessions in parallel, or other units of a step", program::whole_number(1, 16'384));
    add(options::rate, "--rate", o.rate, "learning rate", program::number(1e-12, 1e3));
    add(options::momentum, "--momentum", o.momentum, "momentum", program::below_one());
    add(options::dropout, "--dropout", o.dropout, "dropout of the embedding", program::below_one());
    add(options::hidden_dropout, "--hidden-dropout", o.hidden_dropout, "dropout of the state", program::below_one());
    add(options::query_dropout, "--query-dropout", o.query_dropout, "dropout of the query", program::below_one());
    add(options::alpha, "--alpha", o.alpha, "negatives are drawn by popularity to this power", program::number(0, 10));
    add(options::deviation, "--deviation", o.deviation, "deviation of the normal distribution of initial item rows; 0: Glorot-uniform",
        program::number(0, 100));
    add(options::model, "--model", o.model, "the output: a file, or for the league a folder", CLI::Validator());
}

void add_the_rest(CLI::App& app, std::uint32_t takes, example_options& o) {
    const auto flag = [&](std::uint32_t which, const char* name, bool& to, const char* what) {
        return (takes & which) != 0 ? app.add_flag(name, to, what) : nullptr;
    };
    if (auto* resume = flag(options::checkpoints, "--resume", o.resume, "continue a stopped run"); resume != nullptr)
        flag(options::checkpoints, "--restart", o.restart, "discard the checkpoint of a stopped run")->excludes(resume);
    flag(options::new_items, "--new-items", o.new_items, "train only on clicks on another item than the click before");
    flag(options::time_again, "--time-again", o.time_again, "time every entrant's clicks once more, on an idle machine");
    if (!o.kinds.empty())
        app.add_option("--kind", o.kind, "the kind of log, which determines columns and options")
            ->capture_default_str()
            ->check(CLI::IsMember(o.kinds));
    if (!o.variants.empty())
        app.add_option("--only", o.only, "compare only variants whose names contain this")
            ->check(CLI::Validator(
                [&o](const std::string& text) -> std::string {
                    std::string all;
                    for (const std::string& name : o.variants) {
                        if (name.find(text) != std::string::npos) return "";
                        all += (all.empty() ? "" : ", ") + name;
                    }
                    return "no variant's name contains '" + text + "'; there are " + all;
                },
                ""));
}
}  // namespace

example_options read_options(int argc, char** argv, std::uint32_t takes, example_options o) {
    CLI::App app;
    if ((takes & options::logs) != 0) add_logs(app, takes, o);
    add_training(app, takes, o);
    add_the_rest(app, takes, o);
    app.add_flag("--quick", o.quick, "a few seconds, for tests");
    if (!o.kinds.empty() && o.kind.empty()) o.kind = o.kinds.front();
    program::parse(app, argc, argv);
    const bool real = !o.train.empty();
    if (real && (takes & options::by_users) == 0 && o.test.empty() && o.validate == 0 && o.hold_out == 0)
        program::wrong_usage("--train needs one of --test, --hold-out and --validate, to measure with");
    if (!o.kinds.empty() && !real && o.kind != o.kinds.front()) program::wrong_usage("--kind " + o.kind + " needs --train");
    program::refuse_same_file("--model", o.model, {o.train, o.test});
    if (o.quick) {
        const auto given = [&](const char* name) {
            const CLI::Option* option = app.get_option_no_throw(name);
            return option != nullptr && option->count() > 0;
        };
        if (!given("--sessions")) o.simulator.sessions = o.quick_sessions;
        if (!given("--items")) o.simulator.items = o.quick_items;
        if (!given("--epochs")) o.epochs = 2;
    }
    o.simulator.categories = std::min(o.simulator.categories, o.simulator.items);
    o.simulator.seed = o.seed.value_or(o.simulator.seed);
    return o;
}

nextclick::data::click_log read_one_log(const std::string& path, const nextclick::data::read_options& options) {
    nextclick::data::read_report report;
    auto log = nextclick::data::read_log(path, nextclick::data::gzip{}, options, &report);
    const auto print_count = [](const char* what, std::uint64_t n) {
        if (n > 0) std::fprintf(stderr, "  %s: %llu\n", what, static_cast<unsigned long long>(n));
    };
    if (options.session.empty() && log.has_users()) report.remarks.push_back("no column of sessions: all clicks of a user are one session");
    if (report.skipped + report.dropped + report.multiline + report.empty_lists + report.repeated_lists + report.user_changes +
            report.remarks.size() >
        0)
        std::fprintf(stderr, "%s\n", path.c_str());
    print_count("rows that could not be read and were left out", report.skipped);
    for (const std::string& message : report.messages) std::fprintf(stderr, "    %s\n", message.c_str());
    print_count("rows left out by --keep and --drop", report.dropped);
    print_count("rows of several lines within quotes", report.multiline);
    print_count("lists without an item", report.empty_lists);
    print_count("lists that a later one of the same user replaced", report.repeated_lists);
    print_count("clicks of another user than the session's first one, counted as clicks of the first", report.user_changes);
    for (const std::string& remark : report.remarks) std::fprintf(stderr, "  %s\n", remark.c_str());
    return log;
}

// A log without measurable events is refused before training.
static nextclick::data::train_test checked(nextclick::data::train_test logs) {
    nextclick::eval::check_log(logs.train.items(), logs.test, {}, "the log to measure with");
    return logs;
}

nextclick::data::train_test read_logs(const example_options& o) {
    namespace data = nextclick::data;
    if (o.train.empty()) return data::last_days(data::simulate(o.simulator), 1);
    const auto split = [&](data::click_log log, double share) {
        return log.has_times() ? data::last_fraction(std::move(log), share) : data::random_fraction(std::move(log), share, o.split_seed());
    };
    auto train = read_one_log(o.train, o.read);
    if (!o.test.empty()) return checked({std::move(train), read_one_log(o.test, o.read)});
    auto logs = split(std::move(train), o.hold_out > 0 ? o.hold_out : o.validate);
    return checked(o.hold_out > 0 && o.validate > 0 ? split(std::move(logs.train), o.validate) : std::move(logs));
}

nextclick::data::train_test read_user_logs(const example_options& o) {
    namespace data = nextclick::data;
    auto logs = data::last_session_of_users(o.train.empty() ? data::simulate(o.simulator) : read_one_log(o.train, o.read));
    return checked(o.validate > 0 ? data::last_session_of_users(std::move(logs.train)) : std::move(logs));
}

void print_remarks(const nextclick::eval::result& found) {
    for (const std::string& line : nextclick::eval::remarks(found)) std::printf("  %s\n", line.c_str());
}
void print_accuracy(const char* name, const nextclick::eval::result& found) {
    const auto with_interval = [](double mean, double error) {
        char text[48];
        const double half = nextclick::eval::half_width_95(error);
        std::snprintf(text, sizeof text, std::isnan(half) ? "%.4f" : "%.4f ± %.4f", mean, half);
        return std::string(text);
    };
    for (const auto& at : found.at)
        std::printf("%s  k = %-2zu  recall %s  MRR %s  NDCG %.4f\n", name, at.k, with_interval(at.recall, at.error.recall).c_str(),
                    with_interval(at.mrr, at.error.mrr).c_str(), at.ndcg);
    print_remarks(found);
}
