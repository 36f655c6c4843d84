// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/session_parallel.hpp"
#include "nextclick/batch/users.hpp"

namespace nextclick::inline NEXTCLICK_ABI::batch {

/// One event per lane and step, as `session_parallel`, but lanes hold users: the sessions of a user follow one another, and
/// the first click of a further one is marked (`packed_steps::returning`). When a user has no more, the next one slides in
/// and the state of that lane starts anew; when users run out, lanes are removed, so that no tail is lost (models.md 1.7,
/// 3.4). Sessions of one event have no target and are passed over.
/// A model that knows no users reads the sessions of a user as one.
class user_parallel {
public:
    static constexpr bool whole_prefixes = false, one_query_a_lane = false, carries_states = true, deals_users = true;
    static std::string name() { return "user_parallel"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0, and for what lanes of one event cannot do; `data_error`
    /// if the log has no users.
    user_parallel(const data::click_log& log, const options& how)
        : log_(&log), users_(log), asked_(how.size), mean_(how.per == divisor::actual) {
        detail::check_single_clicks(how, "batch::user_parallel");
        lanes_.reserve(asked_);
        item_.reserve(asked_);
        target_.reserve(asked_);
        carry_.reserve(asked_);
        event_.reserve(asked_);
        returning_.reserve(asked_);
    }

    /// Starts an epoch over the users in this order, which is not copied and must live as long as the epoch. `fewest` lanes
    /// are the least that make a batch.
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream = {}) {
        order_ = order;
        fewest_ = fewest;
        next_user_ = passed_ = 0;
        item_.clear();
        lanes_.clear();
        for (std::size_t lane = 0; lane < asked_; ++lane) {
            cursor c{};
            if (!refill(c)) break;
            lanes_.push_back(c);
        }
    }

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows) {
        if (!item_.empty()) advance();  // but not before the first batch
        item_.clear();
        target_.clear();
        carry_.clear();
        event_.clear();
        returning_.clear();
        if (lanes_.empty() || lanes_.size() < fewest_) return false;
        const auto all = log_->item_column();
        for (const cursor& c : lanes_) {
            item_.push_back(all[c.at]);
            target_.push_back(all[c.at + 1]);
            carry_.push_back(c.row);
            event_.push_back(c.at);
            returning_.push_back(c.returns ? 1 : 0);
        }
        begin_[1] = static_cast<std::uint32_t>(lanes_.size());
        rows = {{begin_, {}, returning_}, item_, target_, carry_, mean_ ? lanes_.size() : asked_};
        passed_ += lanes_.size();
        return true;
    }

    std::span<const std::uint32_t> events() const { return event_; }
    std::size_t lanes() const { return asked_; }
    std::size_t passed() const { return passed_; }
    /// Every user.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        detail::list_users(log, units);
    }
    static std::size_t event_count(const data::click_log& log, const options& how = {}) {
        return session_parallel::event_count(log, how);
    }

private:
    struct cursor {
        detail::user_walk walk;
        std::uint32_t at = 0, last = 0;   // event, and the last of its session
        std::uint32_t row = new_session;  // row of this lane in the batch before
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
        while (next_user_ < order_.size()) {
            c = {.walk = {users_[order_[next_user_++]]}};
            if (open(c, false)) return true;
        }
        return false;
    }
    /// Moves every lane on by one event; keeps the order of those that stay.
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
    data::sessions_of_users users_;
    std::size_t asked_, fewest_ = 1, next_user_ = 0, passed_ = 0;
    bool mean_;
    std::span<const std::uint32_t> order_;
    std::vector<cursor> lanes_;
    std::vector<item_index> item_, target_;
    std::vector<std::uint32_t> carry_, event_;
    std::vector<std::uint8_t> returning_;
    std::uint32_t begin_[2] = {0, 0};
};
static_assert(Batcher<user_parallel>);

}  // namespace nextclick::inline NEXTCLICK_ABI::batch
