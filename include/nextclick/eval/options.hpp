// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/blocks.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/training_overlap.hpp"

/// The options and the result of an evaluation.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

struct options {
    std::vector<std::size_t> cutoffs{1, 5, 10, 20};
    ties rule = ties::expected;
    bool list_metrics = true;  ///< also compute coverage and popularity, which need the lists (equal scores ordered by item index)
    std::size_t batch = 256;   ///< lanes encoded together: sessions, or prefixes; fewer if they are long
    int threads = available_threads();
    /// Clicks on every item of the model in training, for `popularity`; empty: `popularity` is 0.
    std::vector<std::uint32_t> support{};
    /// Maximum clicks of a prefix, 0: no limit. `as_trained`: the limit and the `kept` of a served session
    /// (serve::session_options).
    std::size_t max_length = batch::as_trained;
    batch::keep kept = batch::keep::last;  ///< with a `max_length`; `as_trained` sets both
    /// Which clicks are evaluated: every one (micro behaviours), or those on a new item (macro behaviours).
    batch::target_filter targets = batch::target_filter::every_click;
    bool last_only = false;  ///< only the last click of each session
    /// Marks the items of the model whose clicks are evaluated, for example items without clicks in training. Empty: all.
    std::vector<bool> target_items{};
    /// For models with user states: a log whose sessions precede those evaluated; the sessions of the same user are read first.
    /// Both logs need users; sessions are not cut. Must outlive the call.
    const data::click_log* history = nullptr;
    /// Called between batches of models that rank by a table; true ends the evaluation with the events ranked so far.
    std::function<bool()> stop_requested{};
    /// Maximum share of targets unknown to the model; a log with more is refused, because its ids most likely have another
    /// spelling. 1: no check.
    double max_unknown = 0.9;
    bool may_be_empty = false;  ///< a log without events gives a result with NaN; otherwise an error
    /// The spelling of an option in error messages, for programs with their own option names: given a field of this struct and its
    /// value (both as in C++), returns the text, or an empty one if the program has no such option. Without it
    /// "eval::options::field = value".
    std::function<std::string(std::string_view field, std::string_view value)> spelling{};
};

struct result {
    std::vector<metrics_at> at{};
    std::size_t events = 0;           ///< transitions evaluated
    std::size_t sessions = 0;         ///< sessions of these transitions
    std::size_t unknown_targets = 0;  ///< events whose target is unknown to the model: misses
    std::size_t without_query = 0;    ///< events without a known item clicked before: misses
    double seconds = 0;
    ties rule = ties::expected;                               ///< the rule of the metrics
    std::size_t ids = 0, unknown_ids = 0;                     ///< items clicked in the log, and how many of them are unknown to the model
    std::vector<std::string> unknown_names{}, known_names{};  ///< examples of these and of the model's ids, if there are unknown ones
    training_overlap trained_on{};                            ///< whether the log is the training log, or overlaps with it in time

    const metrics_at& operator[](std::size_t k) const;
};

namespace detail {
/// Throws `argument_error` for options that do not fit a model with `items` items.
void check_options(const options& options, std::size_t items);

/// Whether the click `event` of session s, not its first, is evaluated; `target` is the model's index of its item.
bool is_evaluated(const data::click_log& log, std::size_t s, std::uint32_t event, item_index target, const options& options);
}  // namespace detail

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/options.ipp"
#endif
