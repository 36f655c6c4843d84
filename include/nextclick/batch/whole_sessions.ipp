// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/whole_sessions.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE void whole_sessions::start(std::span<const std::uint32_t> order, std::size_t min_targets, random_stream random) {
    order_ = order;
    min_targets_ = std::max<std::size_t>(min_targets, 1);
    random_ = random;
    next_ = passed_ = 0;
}

NEXTCLICK_INLINE bool whole_sessions::next(event_rows& rows) {
    packed_.clear();
    queries_ = 0;
    std::size_t targets = 0;  // includes those of dropped clicks
    while (queries_ < options_.size && next_ < order_.size()) targets += add(order_[next_++]);
    if (queries_ < min_targets_) return false;
    passed_ += targets;
    rows = packed_.query_every_click(*log_, options_.targets, options_.loss_divisor == divisor::size ? options_.size : queries_);
    return true;
}

NEXTCLICK_INLINE void whole_sessions::list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
    units.resize(log.session_count());
    std::iota(units.begin(), units.end(), 0u);
}

NEXTCLICK_INLINE std::size_t whole_sessions::event_count(const data::click_log& log, const options& options) {
    std::size_t n = 0;
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const detail::event_range inputs = inputs_of(log, s, options);
        for (std::uint32_t e = inputs.begin; e < inputs.end; ++e) n += detail::is_target(log, e + 1, options.targets) ? 1 : 0;
    }
    return n;
}

NEXTCLICK_INLINE detail::event_range whole_sessions::inputs_of(const data::click_log& log, std::size_t session, const options& options) {
    const auto begin = log.session_begin();
    detail::event_range r = detail::cut({begin[session], begin[session + 1] - 1}, options.max_length, options.kept);
    while (r.size() > 0 && !detail::is_target(log, r.end, options.targets)) --r.end;
    return r;
}

NEXTCLICK_INLINE std::size_t whole_sessions::add(std::uint32_t session) {
    const detail::event_range inputs = inputs_of(*log_, session, options_);
    if (inputs.size() == 0) return 0;
    const std::size_t before = queries_;
    std::size_t targets = 0;
    for (std::uint32_t e = inputs.begin; e < inputs.end; ++e) {
        const bool is_query = detail::is_target(*log_, e + 1, options_.targets);
        targets += is_query ? 1 : 0;
        if (options_.click_dropout == 0 || random_.uniform(e) >= options_.click_dropout) add_row(e, is_query);
    }
    if (queries_ == before) add_row(inputs.end - 1, true);
    packed_.end_lane(inputs.end);
    return targets;
}

NEXTCLICK_INLINE void whole_sessions::add_row(std::uint32_t event, bool is_query) {
    packed_.add(event);
    queries_ += is_query ? 1 : 0;
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
