// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"

/// The figures of an evaluation by groups of its events.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// A callback of `evaluate` that keeps the figures of every group apart: by_position(), by_session_length(), by_popularity(), or
/// groups of your own. Coverage and popularity of the groups are left at 0.
///     auto positions = eval::by_position();
///     eval::evaluate(net, test, {}, positions);
///     for (const auto& row : positions.rows()) ... row.name, row.figures[20].recall
class breakdown {
public:
    struct row {
        std::string name;
        result figures;
    };
    /// group_of gives the number of an event's group, and name_of the group's name. Rows are in order of the numbers.
    breakdown(std::string title, std::function<std::size_t(const ranked_event&)> group_of, std::function<std::string(std::size_t)> name_of)
        : title_(std::move(title)), group_of_(std::move(group_of)), name_of_(std::move(name_of)) {}

    void operator()(const ranked_event& e) {
        const auto number = group_of_(e);
        const auto at = groups_.try_emplace(number, e).first;
        at->second.add(e);
    }
    const std::string& title() const { return title_; }
    /// The groups that had an event.
    std::vector<row> rows() const {
        std::vector<row> all;
        for (const auto& [number, g] : groups_) all.push_back({name_of_(number), g.figures()});
        return all;
    }

private:
    struct group {
        ties rule;
        metrics_sum sum;
        std::size_t unknown = 0, without_query = 0;
        std::uint32_t session;

        explicit group(const ranked_event& e) : rule(e.options->rule), sum(e.options->cutoffs, e.options->rule), session(e.session) {}
        void add(const ranked_event& e) {
            const bool next = e.session != session;
            session = e.session;
            e.ranked() ? sum.add({e.higher, e.same}, next) : sum.add_miss(next);
            unknown += e.what == outcome::unknown_target ? 1 : 0;
            without_query += e.what == outcome::without_query ? 1 : 0;
        }
        result figures() const {
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
    };

    std::string title_;
    std::function<std::size_t(const ranked_event&)> group_of_;
    std::function<std::string(std::size_t)> name_of_;
    std::map<std::size_t, group> groups_;
};

/// Groups by a number of each event: those from one bound up to the next, and below the first. Throws `argument_error` for bounds
/// that do not rise.
inline breakdown by_bounds(std::string title, std::vector<std::size_t> bounds, std::function<std::size_t(const ranked_event&)> number_of) {
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

/// By how many clicks of the session came before, known ones or not.
inline breakdown by_position(std::vector<std::size_t> bounds = {1, 2, 3, 4, 5, 10, 20}) {
    return by_bounds("clicks before", std::move(bounds), [](const ranked_event& e) { return e.position(); });
}
/// By the clicks of the whole session.
inline breakdown by_session_length(std::vector<std::size_t> bounds = {2, 3, 4, 5, 6, 11, 21}) {
    return by_bounds("clicks in the session", std::move(bounds), [](const ranked_event& e) { return e.session_length(); });
}
/// By the clicks on the target in training; unknown targets have none. `support` counts in the model's numbers of items:
/// log.item_support() of the training log, whose items are those of the model.
inline breakdown by_popularity(std::vector<std::uint32_t> support, std::vector<std::size_t> bounds = {1, 10, 100, 1000, 10'000}) {
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
