// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <nextclick/data/gzip.hpp>
#include <nextclick/data/read_clicks.hpp>
#include <nextclick/data/simulator.hpp>
#include <nextclick/data/split.hpp>
#include <nextclick/eval/evaluate.hpp>
#include <nextclick/train/events.hpp>
#include <string>

/// What the examples take from the command line.
struct example_options {
    std::string train{}, test{}, model = "gru4rec.safetensors", kind = "simulated", only{};
    nextclick::data::simulator_options simulator{.sessions = 40'000, .items = 3'000};
    std::size_t epochs = 4, batch = 32;
    double rate = 0.1, momentum = 0, dropout = 0.1, hidden_dropout = 0, query_dropout = 0, alpha = 0.75, deviation = 0;
    double hold_out = 0, validate = 0;
    std::uint64_t split = 1;
    bool new_items = false, quick = false, time_again = false, users = false;  // users: --train is split by them (read_user_logs)
    nextclick::data::read_options read{};
};

/// The command line; `o` holds what an example does without being told.
inline example_options read_options(int argc, char** argv, example_options o = {}) {
    CLI::App app{"Without logs the library's click simulator makes some."};
    auto* train = app.add_option("--train", o.train, "click log to train on, TSV or CSV, may be gzip")->check(CLI::ExistingFile);
    auto* test = app.add_option("--test", o.test, "click log to measure with")->check(CLI::ExistingFile);
    auto* validate = app.add_option("--validate", o.validate,
                                    "measure after every epoch with this share of --train, its last sessions, instead of "
                                    "--test: for choosing the options below")
                         ->check(CLI::Range(0.0, 0.9));
    auto* hold_out = app.add_option("--hold-out", o.hold_out,
                                    "measure with this share of --train instead of --test: its last sessions, or sessions "
                                    "drawn at random if it tells no times; --validate takes from what is left")
                         ->check(CLI::Range(0.0, 0.9));
    test->needs(train)->excludes(validate)->excludes(hold_out);
    validate->needs(train);
    hold_out->needs(train);
    app.add_option("--split", o.split, "seed of the draw of sessions, where --train tells no times")->capture_default_str();
    app.add_option("--time", o.read.time, "the logs' column of times; \"\": they have none")->capture_default_str();
    app.add_option("--sessions", o.simulator.sessions, "simulated sessions")->capture_default_str();
    app.add_option("--items", o.simulator.items, "simulated items")->capture_default_str();
    app.add_option("--seed", o.simulator.seed, "seed of the simulator, or of weights and training")->capture_default_str();
    app.add_option("--epochs", o.epochs, "epochs")->capture_default_str();
    app.add_option("--batch", o.batch, "sessions side by side")->capture_default_str();
    app.add_option("--rate", o.rate, "learning rate")->capture_default_str();
    app.add_option("--momentum", o.momentum, "momentum")->capture_default_str();
    app.add_option("--dropout", o.dropout, "dropout of the embedding")->capture_default_str();
    app.add_option("--hidden-dropout", o.hidden_dropout, "dropout of the state")->capture_default_str();
    app.add_option("--query-dropout", o.query_dropout, "dropout of what is read from the states")->capture_default_str();
    app.add_option("--alpha", o.alpha, "negatives are drawn by popularity to this power")->capture_default_str();
    app.add_option("--deviation", o.deviation, "of the normal distribution that rows of items begin with; 0: Glorot-uniform (narm, stamp)")
        ->capture_default_str();
    app.add_option("--model", o.model, "file of the model")->capture_default_str();
    app.add_option("--kind", o.kind, "which columns the logs have, of those that an example knows")->capture_default_str();
    app.add_option("--only", o.only,
                   "of the variants that an example compares (hrnn, p_rnn, encoder_decoder), those whose names hold this");
    app.add_flag("--new-items", o.new_items, "learn clicks on another item than the click before only (micro behaviours)");
    app.add_flag("--time-again", o.time_again, "of the league: time every entrant's clicks once more, on a machine that is idle now");
    app.add_flag("--quick", o.quick, "a few seconds, for tests");
    try {
        app.parse(argc, argv);
        if (!o.users && !o.train.empty() && o.test.empty() && o.validate == 0 && o.hold_out == 0)
            throw CLI::RequiresError("--train", "--test, --hold-out or --validate");
    } catch (const CLI::ParseError& e) {
        std::exit(app.exit(e));
    }
    if (o.quick) {
        o.simulator.sessions = 3'000;
        o.simulator.items = 500;
        o.epochs = 2;
    }
    return o;
}

/// The logs of the command line, or simulated ones of which the last day is for measuring.
inline nextclick::data::train_test read_logs(const example_options& o) {
    namespace data = nextclick::data;
    if (o.train.empty()) return data::last_days(data::simulate(o.simulator), 1);
    const auto split = [&](data::click_log log, double share) {
        return log.has_times() ? data::last_fraction(std::move(log), share) : data::random_fraction(std::move(log), share, o.split);
    };
    auto train = data::read_clicks(o.train, data::gzip{}, o.read);
    if (!o.test.empty()) return {std::move(train), data::read_clicks(o.test, data::gzip{}, o.read)};
    auto logs = split(std::move(train), o.hold_out > 0 ? o.hold_out : o.validate);
    return o.hold_out > 0 && o.validate > 0 ? split(std::move(logs.train), o.validate) : std::move(logs);
}

/// The last session of every user, and all before it; --validate: of these again, whatever the share.
inline nextclick::data::train_test read_user_logs(const example_options& o) {
    namespace data = nextclick::data;
    auto log = o.train.empty() ? data::simulate(o.simulator) : data::read_clicks(o.train, data::gzip{}, o.read);
    auto logs = data::last_session_of_users(std::move(log));
    return o.validate > 0 ? data::last_session_of_users(std::move(logs.train)) : std::move(logs);
}

inline void print_accuracy(const char* name, const nextclick::eval::result& found) {
    for (const auto& at : found.at)
        std::printf("%s  k = %-2zu  recall %.4f  MRR %.4f  NDCG %.4f\n", name, at.k, at.recall, at.mrr, at.ndcg);
}

/// Prints progress; the library itself never does.
inline constexpr auto progress_bar = nextclick::train::overloaded{
    [](const nextclick::train::progress& p) {
        constexpr int width = 30;
        const int done = static_cast<int>(width * p.events / std::max<std::size_t>(p.epoch_events, 1));
        std::printf("\repoch %zu/%zu [%-*s] loss %.4f  %.0f events/s  %.0f s left   ", p.epoch, p.epochs, width,
                    std::string(static_cast<std::size_t>(done), '#').c_str(), p.loss, p.events_per_second, p.seconds_left);
        std::fflush(stdout);
    },
    [](const nextclick::train::epoch_end& e) {
        std::printf("\repoch %zu/%zu: loss %.4f, %zu events in %.1f s (%.0f/s)", e.epoch, e.epochs, e.loss, e.events, e.seconds,
                    static_cast<double>(e.events) / e.seconds);
        if (!std::isnan(e.validation)) std::printf(", validation %.4f%s", e.validation, e.best ? " (best)" : "");
        std::printf("%20s\n", "");
    }};
