// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"

namespace nextclick::inline NEXTCLICK_ABI::batch {

/// One event per lane and step: when the session of a lane ends, the next unused session slides in, and the state of
/// that lane starts anew. When sessions run out, lanes are removed. Every batch is one step (models.md 1.7).
/// Keeps a cursor a lane; the log is not copied and must outlive the batcher.
class session_parallel {
public:
    static constexpr bool whole_prefixes = false, one_query_a_lane = false, carries_states = true;
    static std::string name() { return "session_parallel"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0, and for what lanes of one event cannot do.
    session_parallel(const data::click_log& log, const options& how)
        : log_(&log), asked_(how.size), mean_(how.per == divisor::actual) {
        detail::check_single_clicks(how, "batch::session_parallel");
        cursors_.reserve(asked_);
        item_.reserve(asked_);
        target_.reserve(asked_);
        carry_.reserve(asked_);
        event_.reserve(asked_);
    }
    session_parallel(const data::click_log& log, std::size_t lanes) : session_parallel(log, options{.size = lanes}) {}

    /// Starts an epoch over the sessions in this order, which is not copied and must live as long as the epoch; sessions
    /// of one event have no target and are passed over. `fewest` lanes are the least that make a batch: 2 if the other
    /// lanes' targets are the only negatives.
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream = {}) {
        order_ = order;
        fewest_ = fewest;
        next_session_ = passed_ = 0;
        item_.clear();
        cursors_.clear();
        for (std::uint32_t lane = 0; lane < asked_; ++lane) {
            cursor c{};
            if (!refill(c)) break;
            cursors_.push_back(c);
        }
    }

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows) {
        if (!item_.empty()) advance();  // but not before the first batch
        item_.clear();
        target_.clear();
        carry_.clear();
        event_.clear();
        if (cursors_.empty() || cursors_.size() < fewest_) return false;
        for (const cursor& c : cursors_) {
            item_.push_back(c.events[c.at]);
            target_.push_back(c.events[c.at + 1]);
            carry_.push_back(c.row);
            event_.push_back(static_cast<std::uint32_t>(c.events.data() + c.at - log_->item_column().data()));
        }
        begin_[1] = static_cast<std::uint32_t>(cursors_.size());
        rows = {{begin_}, item_, target_, carry_, mean_ ? cursors_.size() : asked_};
        passed_ += cursors_.size();
        return true;
    }

    /// The event in the log of every row of the batch: what a `column_gatherer` asks for.
    std::span<const std::uint32_t> events() const { return event_; }
    std::size_t lanes() const { return asked_; }
    std::size_t passed() const { return passed_; }
    /// Every session.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        units.resize(log.session_count());
        std::iota(units.begin(), units.end(), 0u);
    }
    /// Events with a target in the whole log: what one epoch trains on, but for the tail below `fewest` lanes.
    static std::size_t event_count(const data::click_log& log, const options& = {}) {
        std::size_t n = 0;
        for (std::size_t s = 0; s < log.session_count(); ++s) {
            const std::size_t length = log.items_of(s).size();
            n += length > 1 ? length - 1 : 0;
        }
        return n;
    }

private:
    struct cursor {
        std::span<const item_index> events;
        std::size_t at = 0;
        std::uint32_t row = new_session;  // row of this lane in the batch before
    };

    bool refill(cursor& c) {
        while (next_session_ < order_.size()) {
            const auto events = log_->items_of(order_[next_session_++]);
            if (events.size() < 2) continue;
            c = {events, 0, new_session};
            return true;
        }
        return false;
    }

    /// Moves every lane on by one event; keeps the order of those that stay.
    void advance() {
        std::size_t kept = 0;
        for (std::uint32_t lane = 0; lane < cursors_.size(); ++lane) {
            cursor c = cursors_[lane];
            c.row = lane;
            if (++c.at + 1 >= c.events.size() && !refill(c)) continue;
            cursors_[kept++] = c;
        }
        cursors_.resize(kept);
    }

    const data::click_log* log_;
    std::size_t asked_, fewest_ = 1, next_session_ = 0, passed_ = 0;
    bool mean_;
    std::span<const std::uint32_t> order_;
    std::vector<cursor> cursors_;
    std::vector<item_index> item_, target_;
    std::vector<std::uint32_t> carry_, event_;
    std::uint32_t begin_[2] = {0, 0};
};
static_assert(Batcher<session_parallel>);

}  // namespace nextclick::inline NEXTCLICK_ABI::batch
