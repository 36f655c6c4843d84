// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/training_overlap.hpp"

/// What an evaluation is told, and what it says.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

struct options {
    std::vector<std::size_t> cutoffs{1, 5, 10, 20};
    ties rule = ties::expected;
    bool lists = true;           ///< also coverage and popularity, which need the lists themselves (equal scores by item number)
    std::size_t sessions = 256;  ///< lanes encoded together: sessions, or prefixes; less of long ones
    int threads = available_threads();
    /// Support of every item of the model in training, for `popularity`; empty: left at 0.
    std::vector<std::uint32_t> support{};
    /// Clicks that a prefix may hold, 0: all. `as_trained`: as many as a served session of it has,
    /// `kept` too (serve::session_options).
    std::size_t longest = batch::as_trained;
    batch::keep kept = batch::keep::last;
    /// Which clicks are evaluated: every one (micro behaviours), or those on a new item (macro behaviours).
    batch::target_filter targets = batch::target_filter::every_click;
    bool last_only = false;  ///< the last click of each session alone
    /// Of the model's items, those whose clicks are evaluated: for items that nobody had clicked in training. Empty: all.
    std::vector<bool> only{};
    /// For models that carry users from session to session: the log whose sessions come before those evaluated. Those of the
    /// same user are read first. Both logs need users; sessions are read whole. Must outlive the call.
    const data::click_log* history = nullptr;
    /// Asked between batches of models that rank by a table: whether to end early, with what was ranked so far.
    std::function<bool()> stop_asked{};
    /// A log of which a larger share of targets is unknown to the model is refused: its ids are most likely written in another
    /// way. 1: none is.
    double max_unknown = 0.9;
    bool may_be_empty = false;  ///< no event at all is a result too, whose figures are NaN; otherwise an error
    /// How errors name an option that would let a log pass, so that a program's own words stand in them: of a field of this struct,
    /// and its value (both as C++ spells them); empty: the program has none. Without it "eval::options::field = value".
    std::function<std::string(std::string_view field, std::string_view value)> spelling{};
};

struct result {
    std::vector<metrics_at> at{};
    std::size_t events = 0;           ///< transitions evaluated
    std::size_t sessions = 0;         ///< that they are of
    std::size_t unknown_targets = 0;  ///< of the events, targets that the model does not know: misses
    std::size_t without_query = 0;    ///< of the events, those before which no known item was clicked: misses
    double seconds = 0;
    ties rule = ties::expected;                               ///< by which the figures were made
    std::size_t ids = 0, unknown_ids = 0;                     ///< items clicked in the log, and those that the model does not know
    std::vector<std::string> unknown_names{}, known_names{};  ///< some of these, and some of the model's, if there are unknown ones
    training_overlap trained_on{};                            ///< whether the log is one that the model learned from, or of its time

    const metrics_at& operator[](std::size_t k) const;
};

namespace detail {
/// Throws `argument_error` for options that do not fit a model of so many items.
void check_options(const options& options, std::size_t items);

/// Whether the click `event` of session s, not its first, is asked for; `target` in the model's numbers.
bool asked(const data::click_log& log, std::size_t s, std::uint32_t event, item_index target, const options& options);
}  // namespace detail

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/options.ipp"
#endif
