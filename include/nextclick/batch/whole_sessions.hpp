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

/// A lane is a whole session: every click but the last is a row, and asks for the click after it. For a causal model the
/// same sums as `prefixes` in one pass over the clicks. A batch takes sessions until it has `size` targets, so it has
/// less than one session more; the divisor is the number of its targets unless asked otherwise.
/// Of a session of more than `longest` + 1 clicks the last (or the first) `longest` + 1 stay, as if it had no others.
/// `click_dropout` takes rows out of a session, each with its query; those that stay keep their targets. The last row
/// stays if all would go.
/// Where not every click is asked for (`targets`), rows without a target are read and do not ask; those behind the last
/// that asks are left out.
/// memory    the rows of a batch
class whole_sessions {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = false, carries_states = false;
    static std::string name() { return "whole_sessions"; }

    /// Throws `argument_error` for a batch size of 0 and a dropout outside [0, 1).
    whole_sessions(const data::click_log& log, const options& options) : log_(&log), options_(options) {
        detail::check(options, log, "batch::whole_sessions");
    }

    /// Starts an epoch over the sessions in this order, which is not copied; sessions of one click are passed over. A
    /// batch of fewer than `fewest` targets is left out (2 if the other targets are the only negatives).
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream random = {});

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows);

    /// The event in the log of every row of the batch.
    std::span<const std::uint32_t> events() const { return packed_.row_events(); }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return passed_; }
    /// Every session.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units);
    static std::size_t event_count(const data::click_log& log, const options& options = {});

private:
    /// The clicks of a session up to the last that has a target, after the cut.
    static detail::event_range inputs_of(const data::click_log& log, std::size_t session, const options& options);

    /// A lane of the session; returns how many targets it has.
    std::size_t add(std::uint32_t session);
    void add_row(std::uint32_t event, bool asks);

    const data::click_log* log_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t fewest_ = 1, next_ = 0, passed_ = 0, queries_ = 0;
    random_stream random_;
    event_packer packed_;
};
static_assert(Batcher<whole_sessions>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/whole_sessions.ipp"
#endif
