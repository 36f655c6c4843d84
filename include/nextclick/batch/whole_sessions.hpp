// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/event_packer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// A lane is a whole session: every click but the last is a row and a query for the next click. For a causal model this computes
/// the same sums as `prefixes` in one pass over the clicks. A batch takes sessions until it has at least `size` targets; the
/// default divisor is the number of its targets. A session of more than `max_length` + 1 clicks is cut to the last (or the first)
/// `max_length` + 1. `click_dropout` removes rows together with their queries; the other rows keep their targets, and one row is
/// always kept. If `targets` excludes clicks, rows before an excluded click are inputs without a query; rows after the last query
/// are left out.
/// memory    the rows of a batch
class whole_sessions {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = false, carries_states = false;
    static std::string name() { return "whole_sessions"; }

    /// Throws `argument_error` for a batch size of 0 and a dropout outside [0, 1).
    whole_sessions(const data::click_log& log, const options& options) : log_(&log), options_(options) {
        detail::check(options, log, "batch::whole_sessions");
    }

    /// Starts an epoch over the sessions in this order, which is not copied; sessions of one click are skipped. A batch of fewer
    /// than `min_targets` targets is left out (2 if the other targets are the only negatives).
    void start(std::span<const std::uint32_t> order, std::size_t min_targets = 1, random_stream random = {});

    /// Makes the next batch; returns false at the end of the epoch. Spans in `rows` are valid until the next call.
    bool next(event_rows& rows);

    /// The log event of every row of the batch.
    std::span<const std::uint32_t> events() const { return packed_.row_events(); }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return passed_; }
    /// Lists every session.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units);
    static std::size_t event_count(const data::click_log& log, const options& options = {});

private:
    /// The clicks of a session up to the last that has a target, after the cut.
    static detail::event_range inputs_of(const data::click_log& log, std::size_t session, const options& options);

    /// Adds a lane for the session; returns its number of targets.
    std::size_t add(std::uint32_t session);
    void add_row(std::uint32_t event, bool is_query);

    const data::click_log* log_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t min_targets_ = 1, next_ = 0, passed_ = 0, queries_ = 0;
    random_stream random_;
    event_packer packed_;
};
static_assert(Batcher<whole_sessions>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/whole_sessions.ipp"
#endif
