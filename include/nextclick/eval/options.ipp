// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

NEXTCLICK_INLINE const metrics_at& result::operator[](std::size_t k) const {
    for (const auto& m : at)
        if (m.k == k) return m;
    throw argument_error("eval::result: cutoff " + std::to_string(k) + " was not evaluated");
}

}  // namespace eval
namespace eval::detail {

NEXTCLICK_INLINE void check_options(const options& options, std::size_t items) {
    if (std::count(options.cutoffs.begin(), options.cutoffs.end(), 0u) > 0)
        throw argument_error("eval::evaluate: a cutoff of 0 ranks nothing; give cutoffs of 1 or more");
    for (const std::size_t k : options.cutoffs)
        if (k > 1'000'000'000)
            throw argument_error("eval::evaluate: a cutoff of " + std::to_string(k) + "; give the length of a list, 20 for example");
    if (!options.support.empty() && options.support.size() != items)
        throw argument_error("eval::evaluate: support has " + std::to_string(options.support.size()) + " entries and the model " +
                             std::to_string(items) + " items; give log.item_support() of the training log");
    if (!options.target_items.empty() && options.target_items.size() != items)
        throw argument_error("eval::evaluate: `target_items` has " + std::to_string(options.target_items.size()) +
                             " entries and the model " + std::to_string(items) + " items; give one for each");
    if (!(options.max_unknown >= 0 && options.max_unknown <= 1))
        throw argument_error("eval::evaluate: max_unknown is " + std::to_string(options.max_unknown) +
                             "; give a share of the targets from 0 to 1, where 1 refuses no log");
}

NEXTCLICK_INLINE bool is_evaluated(const data::click_log& log, std::size_t s, std::uint32_t event, item_index target,
                                   const options& options) {
    if (options.last_only && event + 1 != log.session_begin()[s + 1]) return false;
    if (!batch::detail::is_target(log, event, options.targets)) return false;
    return options.target_items.empty() || (target != no_item && options.target_items[target]);
}

}  // namespace eval::detail

NEXTCLICK_END_NAMESPACE
