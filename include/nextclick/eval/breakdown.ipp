// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/breakdown.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

NEXTCLICK_INLINE breakdown::breakdown(std::string title, std::function<std::size_t(const ranked_event&)> group_of,
                                      std::function<std::string(std::size_t)> name_of)
    : title_(std::move(title)), group_of_(std::move(group_of)), name_of_(std::move(name_of)) {}

NEXTCLICK_INLINE void breakdown::operator()(const ranked_event& e) {
    const auto number = group_of_(e);
    const auto at = groups_.try_emplace(number, e).first;
    at->second.add(e);
}

NEXTCLICK_INLINE std::vector<breakdown::row> breakdown::rows() const {
    std::vector<row> all;
    for (const auto& [number, g] : groups_) all.push_back({name_of_(number), g.figures()});
    return all;
}

NEXTCLICK_INLINE void breakdown::group::add(const ranked_event& e) {
    const bool next = e.session != session;
    session = e.session;
    e.ranked() ? sum.add({e.higher, e.same}, next) : sum.add_miss(next);
    unknown += e.what == outcome::unknown_target ? 1 : 0;
    without_query += e.what == outcome::without_query ? 1 : 0;
}

NEXTCLICK_INLINE result breakdown::group::figures() const {
    metrics_sum all = sum;
    result r;
    r.at = all.means();
    r.events = all.events();
    r.sessions = all.sessions();
    r.unknown_targets = unknown;
    r.without_query = without_query;
    r.rule = rule;
    return r;
}

NEXTCLICK_INLINE breakdown by_bounds(std::string title, std::vector<std::size_t> bounds,
                                     std::function<std::size_t(const ranked_event&)> number_of) {
    if (bounds.empty() || !std::is_sorted(bounds.begin(), bounds.end(), std::less_equal<>()))
        throw argument_error("eval::by_bounds: bounds of groups must rise, and there must be one; give for example {1, 2, 3, 5, 10}");
    const auto name_of = [bounds](std::size_t group) {
        if (group == 0) return "below " + std::to_string(bounds[0]);
        const std::string from = std::to_string(bounds[group - 1]);
        if (group == bounds.size()) return from + " or more";
        return bounds[group] == bounds[group - 1] + 1 ? from : from + " to " + std::to_string(bounds[group] - 1);
    };
    return {std::move(title),
            [bounds = std::move(bounds), number_of = std::move(number_of)](const ranked_event& e) {
                return static_cast<std::size_t>(std::upper_bound(bounds.begin(), bounds.end(), number_of(e)) - bounds.begin());
            },
            name_of};
}

NEXTCLICK_INLINE breakdown by_position(std::vector<std::size_t> bounds) {
    return by_bounds("clicks before", std::move(bounds), [](const ranked_event& e) { return e.position(); });
}

NEXTCLICK_INLINE breakdown by_session_length(std::vector<std::size_t> bounds) {
    return by_bounds("clicks in the session", std::move(bounds), [](const ranked_event& e) { return e.session_length(); });
}

NEXTCLICK_INLINE breakdown by_popularity(std::vector<std::uint32_t> support, std::vector<std::size_t> bounds) {
    return by_bounds("clicks on the target in training", std::move(bounds), [support = std::move(support)](const ranked_event& e) {
        if (e.item == no_item) return std::size_t{0};
        if (e.item >= support.size())
            throw argument_error("eval::by_popularity: support has " + std::to_string(support.size()) +
                                 " entries and the model more items; give log.item_support() of the training log");
        return std::size_t{support[e.item]};
    });
}

}  // namespace eval

NEXTCLICK_END_NAMESPACE
