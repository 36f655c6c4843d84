// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/batch/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Lanes hold users, and a batch is the next whole session of each: every click is a row, all but the last ask for the click
/// after them. States go on from batch to batch, so a further session (`packed_steps::returning`) knows the whole of those
/// before; gradients run through a session. For models that look back within a session and know users. When a user has no
/// more sessions the next one slides in; when users run out, lanes are removed. Sessions of one event have no target and are
/// passed over. The divisor is the number of targets that a full batch has on average, unless asked otherwise: the last
/// batches of an epoch, a few lanes of those who come most often, would otherwise be steps as large as any other.
/// Of a session of more than `longest` + 1 clicks the last (or the first) `longest` + 1 stay.
/// memory    the rows of a batch
class user_sessions {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = false, carries_states = true, deals_users = true;
    static std::string name() { return "user_sessions"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0 and for what it cannot do; `data_error` if the log has no
    /// users.
    user_sessions(const data::click_log& log, const options& options) : log_(&log), users_(log), options_(options) {
        detail::check(options, log, "batch::user_sessions");
        if (options.click_dropout != 0 || options.targets != target_filter::every_click)
            throw argument_error(
                "batch::user_sessions reads every click and asks for each: leave click_dropout and targets "
                "alone, or use batch::whole_sessions or batch::prefixes");
        full_batch_ = average_targets(log, options);
    }

    /// Starts an epoch over the users in this order, which is not copied. A batch of fewer targets than `fewest` is left out.
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream = {}) {
        order_ = order;
        fewest_ = std::max<std::size_t>(fewest, 1);
        next_user_ = passed_ = 0;
        lanes_.assign(options_.size, {});
        row_of_.clear();
    }

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows) {
        deal();
        if (sequences_.empty()) return false;
        pack();
        passed_ += target_.size();
        if (target_.size() < fewest_) return false;
        rows = {{packed_.rows().steps.begin, asked_, returning_},
                item_,
                target_,
                carry_,
                options_.per == divisor::usual  ? full_batch_
                : options_.per == divisor::size ? options_.size
                                                : target_.size()};
        return true;
    }

    std::span<const std::uint32_t> events() const { return packed_.rows().item; }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return passed_; }
    /// Every user.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        detail::list_users(log, units);
    }
    static std::size_t event_count(const data::click_log& log, const options& options = {}) {
        std::size_t n = 0;
        for (std::size_t s = 0; s < log.session_count(); ++s) n += clicks_of(log, s, options).size() - 1;
        return n;
    }

private:
    struct lane {
        detail::session_walk walk{};
        std::uint32_t row = new_session;  // of this lane in the batch before
        bool over = false;                // no user is left for it
    };

    static detail::event_range clicks_of(const data::click_log& log, std::size_t session, const options& options) {
        const auto begin = log.session_begin();
        return detail::cut({begin[session], begin[session + 1]}, options.longest == 0 ? 0 : options.longest + 1, options.kept);
    }

    static std::size_t average_targets(const data::click_log& log, const options& options) {
        std::size_t sessions = 0;
        for (std::size_t s = 0; s < log.session_count(); ++s) sessions += log.items_of(s).size() > 1 ? 1 : 0;
        const double targets = static_cast<double>(options.size) * static_cast<double>(event_count(log, options));
        return sessions == 0 ? options.size : static_cast<std::size_t>(std::lround(targets / static_cast<double>(sessions)));
    }

    /// The next session of every lane.
    void deal() {
        for (std::size_t l = 0; l < row_of_.size(); ++l) lanes_[lane_of_[l]].row = static_cast<std::uint32_t>(row_of_[l]);
        clicks_.clear();
        begin_.assign(1, 0);
        lane_of_.clear();
        for (std::uint32_t l = 0; l < lanes_.size(); ++l) {
            lane& one = lanes_[l];
            std::uint32_t session = 0;
            while (!one.over && !one.walk.next(*log_, session)) {
                one.over = next_user_ == order_.size();
                if (one.over) break;
                one.walk = {users_[order_[next_user_++]]};
                one.row = new_session;
            }
            if (one.over) continue;
            const detail::event_range r = clicks_of(*log_, session, options_);
            for (std::uint32_t e = r.begin; e < r.end; ++e) clicks_.push_back(e);
            begin_.push_back(clicks_.size());
            lane_of_.push_back(l);
        }
        sequences_.clear();
        for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
            sequences_.push_back(std::span<const std::uint32_t>(clicks_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
    }
    void pack() {
        packed_.pack(sequences_);
        const auto all = log_->item_column();
        const auto events = packed_.rows().item;
        const auto steps = packed_.rows().steps;
        row_of_.resize(sequences_.size());
        carry_.clear();
        returning_.clear();
        for (std::size_t l = 0; l < packed_.lanes(); ++l) {
            const std::uint32_t before = lanes_[lane_of_[packed_.sequence_of(l)]].row;
            row_of_[packed_.sequence_of(l)] = l;
            carry_.push_back(before);
            returning_.push_back(before == new_session ? 0 : 1);
        }
        item_.clear();
        target_.clear();
        asked_.clear();
        for (const std::uint32_t e : events) item_.push_back(all[e]);
        for (std::size_t t = 0; t + 1 < steps.count(); ++t)  // who goes on asks
            for (std::size_t l = 0; l < steps.lanes(t + 1); ++l) {
                asked_.push_back(static_cast<std::uint32_t>(steps.first(t) + l));
                target_.push_back(all[events[asked_.back()] + 1]);
            }
    }

    const data::click_log* log_;
    data::sessions_of_users users_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t full_batch_ = 1, fewest_ = 1, next_user_ = 0, passed_ = 0;
    std::vector<lane> lanes_;
    std::vector<std::uint32_t> clicks_, lane_of_, asked_, carry_;
    std::vector<std::size_t> begin_{0}, row_of_;  // row_of_: of every sequence, in the packed batch
    std::vector<std::span<const std::uint32_t>> sequences_;
    std::vector<std::uint8_t> returning_;
    packer packed_;
    std::vector<item_index> item_, target_;
};
static_assert(Batcher<user_sessions>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE
