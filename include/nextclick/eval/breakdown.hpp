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

/// Metrics of an evaluation by groups of events.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

/// A callback of `evaluate` that computes the metrics of every group: by_position(), by_session_length(), by_popularity(), or
/// user-defined groups. Coverage and popularity of the groups are 0.
///     auto positions = eval::by_position();
///     eval::evaluate(net, test, {}, positions);
///     for (const auto& row : positions.rows()) ... row.name, row.figures[20].recall
class breakdown {
public:
    struct row {
        std::string name;
        result figures;
    };
    /// `group_of` maps an event to the number of its group, `name_of` a number to the group's name. Rows are ordered by number.
    breakdown(std::string title, std::function<std::size_t(const ranked_event&)> group_of, std::function<std::string(std::size_t)> name_of);

    void operator()(const ranked_event& e);
    const std::string& title() const { return title_; }
    /// The groups with at least one event.
    std::vector<row> rows() const;

private:
    struct group {
        ties rule;
        metrics_sum sum;
        std::size_t unknown = 0, without_query = 0;
        std::uint32_t session;

        explicit group(const ranked_event& e) : rule(e.options->rule), sum(e.options->cutoffs, e.options->rule), session(e.session) {}
        void add(const ranked_event& e);
        result figures() const;
    };

    std::string title_;
    std::function<std::size_t(const ranked_event&)> group_of_;
    std::function<std::string(std::size_t)> name_of_;
    std::map<std::size_t, group> groups_;
};

/// Groups events by a number: each group is the range from one bound up to the next; the first group is below all bounds. Throws
/// `argument_error` for bounds that do not increase.
breakdown by_bounds(std::string title, std::vector<std::size_t> bounds, std::function<std::size_t(const ranked_event&)> number_of);

/// Groups by the number of earlier clicks of the session, on known items or not.
breakdown by_position(std::vector<std::size_t> bounds = {1, 2, 3, 4, 5, 10, 20});
/// Groups by the number of clicks of the whole session.
breakdown by_session_length(std::vector<std::size_t> bounds = {2, 3, 4, 5, 6, 11, 21});
/// Groups by the clicks on the target in training; unknown targets have none. `support` is indexed by the model's items:
/// log.item_support() of a training log with the model's vocabulary.
breakdown by_popularity(std::vector<std::uint32_t> support, std::vector<std::size_t> bounds = {1, 10, 100, 1000, 10'000});

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/breakdown.ipp"
#endif
