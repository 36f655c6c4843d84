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
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream random = {}) {
        order_ = order;
        fewest_ = std::max<std::size_t>(fewest, 1);
        random_ = random;
        next_ = passed_ = 0;
    }

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows) {
        packed_.clear();
        queries_ = 0;
        std::size_t targets = 0;  // those of dropped clicks too
        while (queries_ < options_.size && next_ < order_.size()) targets += add(order_[next_++]);
        if (queries_ < fewest_) return false;
        passed_ += targets;
        rows = packed_.ask_everywhere(*log_, options_.targets, options_.per == divisor::size ? options_.size : queries_);
        return true;
    }

    /// The event in the log of every row of the batch.
    std::span<const std::uint32_t> events() const { return packed_.row_events(); }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return passed_; }
    /// Every session.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        units.resize(log.session_count());
        std::iota(units.begin(), units.end(), 0u);
    }
    static std::size_t event_count(const data::click_log& log, const options& options = {}) {
        std::size_t n = 0;
        for (std::size_t s = 0; s < log.session_count(); ++s) {
            const detail::event_range inputs = inputs_of(log, s, options);
            for (std::uint32_t e = inputs.begin; e < inputs.end; ++e) n += detail::asked(log, e + 1, options.targets) ? 1 : 0;
        }
        return n;
    }

private:
    /// The clicks of a session up to the last that has a target, after the cut.
    static detail::event_range inputs_of(const data::click_log& log, std::size_t session, const options& options) {
        const auto begin = log.session_begin();
        detail::event_range r = detail::cut({begin[session], begin[session + 1] - 1}, options.longest, options.kept);
        while (r.size() > 0 && !detail::asked(log, r.end, options.targets)) --r.end;
        return r;
    }

    /// A lane of the session; returns how many targets it has.
    std::size_t add(std::uint32_t session) {
        const detail::event_range inputs = inputs_of(*log_, session, options_);
        if (inputs.size() == 0) return 0;
        const std::size_t before = queries_;
        std::size_t targets = 0;
        for (std::uint32_t e = inputs.begin; e < inputs.end; ++e) {
            const bool asks = detail::asked(*log_, e + 1, options_.targets);
            targets += asks ? 1 : 0;
            if (options_.click_dropout == 0 || random_.uniform(e) >= options_.click_dropout) add_row(e, asks);
        }
        if (queries_ == before) add_row(inputs.end - 1, true);
        packed_.end_lane(inputs.end);
        return targets;
    }
    void add_row(std::uint32_t event, bool asks) {
        packed_.add(event);
        queries_ += asks ? 1 : 0;
    }

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
