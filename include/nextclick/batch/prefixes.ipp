// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/prefixes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE void prefixes::start(std::span<const std::uint32_t> order, std::size_t min_targets, random_stream random) {
    order_ = order;
    min_targets_ = std::max<std::size_t>(min_targets, 1);
    random_ = random;
    next_ = 0;
}

NEXTCLICK_INLINE bool prefixes::next(event_rows& rows) {
    const std::size_t n = std::min(options_.size, order_.size() - next_);
    if (n < min_targets_) return false;
    packed_.clear();
    for (std::size_t i = 0; i < n; ++i) add(order_[next_ + i]);
    next_ += n;
    rows = packed_.query_lane_ends(*log_, options_.loss_divisor == divisor::size ? options_.size : n);
    return true;
}

NEXTCLICK_INLINE void prefixes::list_units(const data::click_log& log, const options& options, std::vector<std::uint32_t>& units) {
    units.clear();
    units.reserve(log.event_count() - log.session_count());
    for_targets(log, options, [&](std::uint32_t e) { units.push_back(e); });
}

NEXTCLICK_INLINE std::size_t prefixes::event_count(const data::click_log& log, const options& options) {
    std::size_t n = 0;
    for_targets(log, options, [&](std::uint32_t) { ++n; });
    return n;
}

NEXTCLICK_INLINE void prefixes::add(std::uint32_t target) {
    const auto begin = log_->session_begin();
    const std::uint32_t first = *(std::upper_bound(begin.begin(), begin.end(), target) - 1);
    const detail::event_range inputs = detail::cut({first, target}, options_.max_length, options_.kept);
    const random_stream random = options_.click_dropout == 0 ? random_stream{} : random_.fork(target);
    for (std::uint32_t e = inputs.begin; e < inputs.end; ++e)
        if (options_.click_dropout == 0 || random.uniform(e - inputs.begin) >= options_.click_dropout) packed_.add(e);
    if (packed_.lane_is_empty()) packed_.add(inputs.end - 1);
    packed_.end_lane(target);
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
