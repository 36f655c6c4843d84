// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/known_items.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE std::string listed(std::span<const std::string> names) {
    std::string text;
    for (const std::string& n : names) text += (text.empty() ? "" : ", ") + n;
    return text;
}

NEXTCLICK_INLINE std::string in_quotes(const data::item_id& id) {
    return id.kind() == data::id_kind::string ? '"' + std::string(id.string()) + '"' : id.to_string();
}

NEXTCLICK_INLINE void count_items(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items,
                                  result& r) {
    constexpr std::size_t names = 3;
    std::vector<bool> seen(to_model.size());
    for (const item_index i : log.item_column()) {
        if (i == no_item || seen[i]) continue;
        seen[i] = true;
        ++r.ids;
        if (to_model[i] != no_item) continue;
        ++r.unknown_ids;
        if (r.unknown_names.size() < names) r.unknown_names.push_back(in_quotes(log.items()[i]));
    }
    if (r.unknown_ids == 0) return;
    for (item_index i = 0; i < std::min(names, items.size()); ++i) r.known_names.push_back(in_quotes(items[i]));
}

NEXTCLICK_INLINE std::string about_unknown(const result& r) {
    const std::string all = r.ids == 1 ? "the only id of the log" : "the " + std::to_string(r.ids) + " ids of the log";
    const std::string subject = r.unknown_ids == r.ids ? (r.ids == 1 ? all + " is unknown" : "none of " + all + " is known")
                                : r.unknown_ids == 1   ? "1 of " + all + " is unknown"
                                                       : std::to_string(r.unknown_ids) + " of " + all + " are unknown";
    const char* const rest = r.unknown_ids > r.unknown_names.size() ? ", ..." : "";
    return subject + " to the model: the log has " + listed(r.unknown_names) + rest + "; the model has " + listed(r.known_names) +
           (r.known_names.empty() ? "no items" : ", ...");
}

NEXTCLICK_INLINE std::string why_empty(const data::click_log& log, const options& options) {
    if (log.session_count() == 0) return "the log has no sessions: a split or a filter has left none";
    bool second = false, new_item = false;
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s] + 1; e < log.session_begin()[s + 1]; ++e) {
            second = true;
            new_item = new_item || batch::detail::is_target(log, e, batch::target_filter::new_item);
        }
    if (!second)
        return "none of the log's " + std::to_string(log.session_count()) +
               " sessions has two clicks, so that no click follows another: a filter or a cut has left sessions of one click";
    if (options.targets == batch::target_filter::new_item && !new_item)
        return "every click of the log is on the item of the click before, and eval::options::targets allows only clicks on other items";
    if (!options.target_items.empty()) return "no target is on an item of eval::options::target_items";
    return "no last click of a session satisfies both eval::options::targets and last_only";
}

NEXTCLICK_INLINE std::string log_problem::remedy(const options& options) const {
    const std::string words =
        options.spelling ? options.spelling(option, value) : "eval::options::" + std::string(option) + " = " + std::string(value);
    return words.empty() ? words : ". If this is intended, set " + words;
}

NEXTCLICK_INLINE log_problem problem_of(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items,
                                        const options& options, result& r) {
    count_items(log, to_model, items, r);
    std::size_t targets = 0, unknown = 0, evaluated = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s] + 1; e < log.session_begin()[s + 1]; ++e) {
            const item_index i = log.item_column()[e], target = i == no_item ? no_item : to_model[i];
            ++targets;
            unknown += target == no_item ? 1 : 0;
            evaluated += is_evaluated(log, s, e, target, options) ? 1 : 0;
        }
    if (unknown > 0 && static_cast<double>(unknown) > options.max_unknown * static_cast<double>(targets))
        return {std::to_string(unknown) + " of " + std::to_string(targets) + " targets are unknown to the model and would be misses; " +
                    about_unknown(r) + ". Spell the ids of both logs in the same way (a spreadsheet program may have changed 17 to 17.0)",
                "max_unknown", "1"};
    if (evaluated == 0 && !options.may_be_empty)
        return {"there is nothing to evaluate, " + why_empty(log, options), "may_be_empty", "true"};
    return {};
}

NEXTCLICK_INLINE void check_log(const data::click_log& log, std::span<const item_index> to_model, const data::vocabulary& items,
                                const options& options, result& r) {
    if (const log_problem found = problem_of(log, to_model, items, options, r); !found.what.empty())
        throw data_error("eval::evaluate: " + found.what + found.remedy(options));
}

}  // namespace eval::detail
namespace eval {

NEXTCLICK_INLINE void check_log(const data::vocabulary& items, const data::click_log& log, const options& options,
                                const std::string& where) {
    detail::check_options(options, items.size());
    result r;
    const auto found = detail::problem_of(log, data::translation(log.items(), items), items, options, r);
    if (!found.what.empty()) throw data_error(where + ": " + found.what);
}

}  // namespace eval

NEXTCLICK_END_NAMESPACE
