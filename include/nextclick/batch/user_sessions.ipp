// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/user_sessions.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE user_sessions::user_sessions(const data::click_log& log, const options& options)
    : log_(&log), users_(log), options_(options) {
    detail::check(options, log, "batch::user_sessions");
    if (options.click_dropout != 0 || options.targets != target_filter::every_click)
        throw argument_error(
            "batch::user_sessions reads every click, and each is a target: do not set click_dropout and "
            "targets, or use batch::whole_sessions or batch::prefixes");
    full_batch_ = average_targets(log, options);
}

NEXTCLICK_INLINE void user_sessions::start(std::span<const std::uint32_t> order, std::size_t min_targets, random_stream) {
    order_ = order;
    min_targets_ = std::max<std::size_t>(min_targets, 1);
    next_user_ = passed_ = 0;
    lanes_.assign(options_.size, {});
    row_of_.clear();
}

NEXTCLICK_INLINE bool user_sessions::next(event_rows& rows) {
    next_lanes();
    if (sequences_.empty()) return false;
    pack();
    passed_ += target_.size();
    if (target_.size() < min_targets_) return false;
    rows = {{packed_.rows().steps.begin, query_rows_, returning_},
            item_,
            target_,
            carry_,
            options_.loss_divisor == divisor::automatic ? full_batch_
            : options_.loss_divisor == divisor::size    ? options_.size
                                                        : target_.size()};
    return true;
}

NEXTCLICK_INLINE std::size_t user_sessions::event_count(const data::click_log& log, const options& options) {
    std::size_t n = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) n += clicks_of(log, s, options).size() - 1;
    return n;
}

NEXTCLICK_INLINE detail::event_range user_sessions::clicks_of(const data::click_log& log, std::size_t session, const options& options) {
    const auto begin = log.session_begin();
    return detail::cut({begin[session], begin[session + 1]}, options.max_length == 0 ? 0 : options.max_length + 1, options.kept);
}

NEXTCLICK_INLINE std::size_t user_sessions::average_targets(const data::click_log& log, const options& options) {
    std::size_t sessions = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) sessions += log.items_of(s).size() > 1 ? 1 : 0;
    const double targets = static_cast<double>(options.size) * static_cast<double>(event_count(log, options));
    return sessions == 0 ? options.size : static_cast<std::size_t>(std::lround(targets / static_cast<double>(sessions)));
}

NEXTCLICK_INLINE void user_sessions::next_lanes() {
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

NEXTCLICK_INLINE void user_sessions::pack() {
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
    query_rows_.clear();
    for (const std::uint32_t e : events) item_.push_back(all[e]);
    for (std::size_t t = 0; t + 1 < steps.count(); ++t)  // rows with a next click are queries
        for (std::size_t l = 0; l < steps.lanes(t + 1); ++l) {
            query_rows_.push_back(static_cast<std::uint32_t>(steps.first(t) + l));
            target_.push_back(all[events[query_rows_.back()] + 1]);
        }
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
