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

/// Whether a log can be evaluated with a model at all, before anything is ranked.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

namespace detail {

std::string listed(std::span<const std::string> names);
std::string in_quotes(const data::item_id& id);

/// Counts the items that the log's clicks are on, and names some of both sides if the model lacks any.
void count_items(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items, result& r);

/// "12 of the 120 ids of the log are unknown to the model: the log has ...; the model has ..."
std::string about_unknown(const result& r);

/// Why a log has nothing to ask for.
std::string why_empty(const data::click_log& log, const options& options);

/// What speaks against measuring by a log, and the option that lets it pass all the same.
struct log_problem {
    std::string what{};  ///< empty: nothing
    std::string_view option{}, value{};

    std::string remedy(const options& options) const;
};
/// Counts, and says what speaks against measuring by this log: nothing to ask for, or (nearly) all targets unknown.
log_problem problem_of(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items,
                       const options& options, result& r);
void check_log(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items, const options& options,
               result& r);

}  // namespace detail

/// Throws the `data_error` or `argument_error` that `evaluate` of this log would begin with, at the cost of a pass over it: before
/// a long training that is to be validated by it. `items` are those of the model; `where` begins the message.
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
