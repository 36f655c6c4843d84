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
    breakdown(std::string title, std::function<std::size_t(const ranked_event&)> group_of, std::function<std::string(std::size_t)> name_of);

    void operator()(const ranked_event& e);
    const std::string& title() const { return title_; }
    /// The groups that had an event.
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

/// Groups by a number of each event: those from one bound up to the next, and below the first. Throws `argument_error` for bounds
/// that do not rise.
breakdown by_bounds(std::string title, std::vector<std::size_t> bounds, std::function<std::size_t(const ranked_event&)> number_of);

/// By how many clicks of the session came before, known ones or not.
breakdown by_position(std::vector<std::size_t> bounds = {1, 2, 3, 4, 5, 10, 20});
/// By the clicks of the whole session.
breakdown by_session_length(std::vector<std::size_t> bounds = {2, 3, 4, 5, 6, 11, 21});
/// By the clicks on the target in training; unknown targets have none. `support` counts in the model's numbers of items:
/// log.item_support() of the training log, whose items are those of the model.
breakdown by_popularity(std::vector<std::uint32_t> support, std::vector<std::size_t> bounds = {1, 10, 100, 1000, 10'000});

}  // namespace eval
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/breakdown.ipp"
#endif
