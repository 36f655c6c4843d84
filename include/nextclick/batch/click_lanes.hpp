// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch::detail {

/// One event per lane and step. A lane reads one unit at a time: a session (`session_parallel`) or the sessions of a user
/// (`user_parallel`). When the unit of a lane ends, the lane starts the next unused one with a zero state. When no units are left,
/// lanes are removed. Sessions of one event have no target and are skipped. Every batch is one step (docs/models.md 1.7).
/// Units    constructible from a log; units(u) returns the sessions of u, an entry of the order; `marks_returning`: whether the
///          first click of every session but the first of a unit is marked (`packed_steps::returning`)
/// Stores one cursor per lane; the log is not copied and must outlive the batcher.
template <class Units>
class click_lanes {
public:
    static constexpr bool whole_prefixes = false, one_query_a_lane = false, carries_states = true;

    /// Starts an epoch over the units in this order, which is not copied and must stay valid during the epoch. `min_targets` is the
    /// minimum number of lanes of a batch: 2 if the other lanes' targets are the only negatives.
    void start(std::span<const std::uint32_t> order, std::size_t min_targets = 1, random_stream = {}) {
        order_ = order;
        min_targets_ = min_targets;
        next_unit_ = passed_ = 0;
        item_.clear();
        lanes_.clear();
        for (std::size_t lane = 0; lane < max_lanes_; ++lane) {
            cursor c{};
            if (!refill(c)) break;
            lanes_.push_back(c);
        }
    }

    /// Makes the next batch; returns false at the end of the epoch. Spans in `rows` are valid until the next call.
    bool next(event_rows& rows) {
        if (!item_.empty()) advance();  // the first batch has no predecessor
        item_.clear();
        target_.clear();
        carry_.clear();
        event_.clear();
        returning_.clear();
        if (lanes_.empty() || lanes_.size() < min_targets_) return false;
        const auto all = log_->item_column();
        for (const cursor& c : lanes_) {
            item_.push_back(all[c.at]);
            target_.push_back(all[c.at + 1]);
            carry_.push_back(c.row);
            event_.push_back(c.at);
            if constexpr (Units::marks_returning) returning_.push_back(c.returns ? 1 : 0);
        }
        begin_[1] = static_cast<std::uint32_t>(lanes_.size());
        rows = {{begin_, {}, returning_}, item_, target_, carry_, mean_ ? lanes_.size() : max_lanes_};
        passed_ += lanes_.size();
        return true;
    }

    /// The log event of every row of the batch, for a `column_gatherer`.
    std::span<const std::uint32_t> events() const { return event_; }
    std::size_t lanes() const { return max_lanes_; }
    std::size_t passed() const { return passed_; }
    /// Number of events with a target in the log: those of one epoch, including the tail of fewer than `min_targets` lanes, which is
    /// left out.
    static std::size_t event_count(const data::click_log& log, const options& = {}) {
        std::size_t n = 0;
        for (std::size_t s = 0; s < log.session_count(); ++s) {
            const std::size_t length = log.items_of(s).size();
            n += length > 1 ? length - 1 : 0;
        }
        return n;
    }

protected:
    click_lanes(const data::click_log& log, const options& options, const char* caller)
        : log_(&log), units_(log), max_lanes_(options.size), mean_(options.loss_divisor == divisor::actual) {
        check_single_clicks(options, log, caller);
        const std::size_t max = std::min(max_lanes_, log.session_count());
        lanes_.reserve(max);
        item_.reserve(max);
        target_.reserve(max);
        carry_.reserve(max);
        event_.reserve(max);
        if constexpr (Units::marks_returning) returning_.reserve(max);
    }

private:
    struct cursor {
        session_walk walk;
        std::uint32_t at = 0, last = 0;   // current event, and the last of its session
        std::uint32_t row = new_session;  // row of this lane in the previous batch
        bool returns = false;
    };

    bool open(cursor& c, bool returns) const {
        std::uint32_t session;
        if (!c.walk.next(*log_, session)) return false;
        const auto begin = log_->session_begin();
        c.at = begin[session];
        c.last = begin[session + 1] - 1;
        c.returns = returns;
        return true;
    }
    bool refill(cursor& c) {
        while (next_unit_ < order_.size()) {
            c = {.walk = {units_(order_[next_unit_++])}};
            if (open(c, false)) return true;
        }
        return false;
    }
    /// Advances every lane by one event; the remaining lanes keep their order.
    void advance() {
        std::size_t kept = 0;
        for (std::uint32_t lane = 0; lane < lanes_.size(); ++lane) {
            cursor c = lanes_[lane];
            c.row = lane;
            c.returns = false;
            if (++c.at == c.last && !open(c, true) && !refill(c)) continue;
            lanes_[kept++] = c;
        }
        lanes_.resize(kept);
    }

    const data::click_log* log_;
    [[no_unique_address]] Units units_;
    std::size_t max_lanes_, min_targets_ = 1, next_unit_ = 0, passed_ = 0;
    bool mean_;
    std::span<const std::uint32_t> order_;
    std::vector<cursor> lanes_;
    std::vector<item_index> item_, target_;
    std::vector<std::uint32_t> carry_, event_;
    std::vector<std::uint8_t> returning_;
    std::uint32_t begin_[2] = {0, 0};
};

}  // namespace batch::detail
NEXTCLICK_END_NAMESPACE
