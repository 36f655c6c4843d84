// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <nextclick/data/edit/split.hpp>
#include <nextclick/data/read/read_options.hpp>
#include <nextclick/data/simulate/simulator.hpp>
#include <nextclick/eval/evaluate.hpp>
#include <nextclick/train/trainer.hpp>
#include <optional>
#include <string>
#include <vector>

#include "program.hpp"
#include "progress.hpp"

// The functions are defined in shared/options.cpp.

/// Groups of options; an example accepts the groups that it uses.
namespace options {
enum : std::uint32_t {
    logs = 1u << 0,        ///< --train --test --hold-out --validate --split, those of the reader and of the simulator, --seed, --quick
    by_users = 1u << 1,    ///< of logs: the last session of every user is measured, so there is no --test, --hold-out, --split
    validation = 1u << 2,  ///< of logs: --validate measures after every epoch, and the best one is kept
    epochs = 1u << 3,
    batch = 1u << 4,
    rate = 1u << 5,
    momentum = 1u << 6,
    dropout = 1u << 7,
    hidden_dropout = 1u << 8,
    query_dropout = 1u << 9,
    alpha = 1u << 10,
    deviation = 1u << 11,
    model = 1u << 12,
    checkpoints = 1u << 13,  ///< --resume --restart
    new_items = 1u << 14,
    time_again = 1u << 15,
    training = epochs | batch | rate
};
}  // namespace options

/// What the examples take from the command line.
struct example_options {
    std::string train{}, test{}, model{}, kind{}, only{};
    nextclick::data::simulator_options simulator{.sessions = 40'000, .items = 3'000};
    std::size_t quick_sessions = 3'000;
    std::uint32_t quick_items = 500;
    std::size_t epochs = 4, batch = 32;
    double rate = 0.1, momentum = 0, dropout = 0.1, hidden_dropout = 0, query_dropout = 0, alpha = 0.75, deviation = 0;
    double hold_out = 0, validate = 0;
    std::optional<std::uint64_t> seed{}, split{};
    bool resume = false, restart = false, new_items = false, quick = false, time_again = false;
    std::vector<std::string> kinds{};     ///< values of --kind; the first is that of simulated clicks
    std::vector<std::string> variants{};  ///< values of --only
    nextclick::data::read_options read{};

    /// Without --seed these are the library's defaults.
    std::uint64_t weights_seed() const { return seed.value_or(1); }
    std::uint64_t training_seed() const { return seed.value_or(nextclick::train::options{}.seed); }
    std::uint64_t split_seed() const { return split.value_or(seed.value_or(1)); }
    /// Whether --only includes this variant.
    bool selects(const std::string& variant) const { return variant.find(only) != std::string::npos; }
};

/// The command line; `o` holds the defaults of an example.
example_options read_options(int argc, char** argv, std::uint32_t takes, example_options o = {});

/// A click log; the reader's report goes to standard error.
nextclick::data::click_log read_one_log(const std::string& path, const nextclick::data::read_options& options);

/// The logs of the command line, or simulated ones whose last day is the test log.
nextclick::data::train_test read_logs(const example_options& o);

/// The last session of every user, and all earlier ones; --validate: the same split of the earlier ones.
nextclick::data::train_test read_user_logs(const example_options& o);

/// Prints the facts that belong to the figures: the number of clicks, the rule for ties, unknown items.
void print_remarks(const nextclick::eval::result& found);
void print_accuracy(const char* name, const nextclick::eval::result& found);

inline program::progress_display progress_bar;
