// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/eval/options.hpp"

/// Checks whether a log can be evaluated with a model, before anything is ranked.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

namespace detail {

std::string listed(std::span<const std::string> names);
std::string in_quotes(const data::item_id& id);

/// Counts the items clicked in the log, and collects example ids of log and model if the model lacks any.
void count_items(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items, result& r);

/// "12 of the 120 ids of the log are unknown to the model: the log has ...; the model has ..."
std::string about_unknown(const result& r);

/// The reason why a log has no events to evaluate.
std::string why_empty(const data::click_log& log, const options& options);

/// A reason not to evaluate with a log, and the option that overrides it.
struct log_problem {
    std::string what{};  ///< empty: nothing
    std::string_view option{}, value{};

    std::string remedy(const options& options) const;
};
/// Counts unknown items and returns the problem of this log, if any: no events, or too many unknown targets.
log_problem problem_of(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items,
                       const options& options, result& r);
void check_log(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items, const options& options,
               result& r);

}  // namespace detail

/// Throws the `data_error` or `argument_error` that `evaluate` would throw for this log, so that a long training with it as
/// validation log fails early. `items` are those of the model; `where` begins the message. Costs a pass over the log.
void check_log(const data::vocabulary& items, const data::click_log& log, const options& options = {},
               const std::string& where = "eval::check_log");
template <class Ranking>
requires requires(const Ranking& net) { net.items(); }
void check_log(const Ranking& net, const data::click_log& log, const options& options = {}, const std::string& where = "eval::check_log") {
    check_log(net.items(), log, options, where);
}

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/known_items.ipp"
#endif
