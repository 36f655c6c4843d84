// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/batch/event_packer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

NEXTCLICK_INLINE void event_packer::clear() {
    events_.clear();
    begin_.assign(1, 0);
    lane_target_.clear();
}

NEXTCLICK_INLINE void event_packer::add(std::uint32_t event) { events_.push_back(event); }

NEXTCLICK_INLINE void event_packer::end_lane(std::uint32_t target) {
    begin_.push_back(events_.size());
    lane_target_.push_back(target);
}

NEXTCLICK_INLINE event_rows event_packer::query_every_click(const data::click_log& log, target_filter targets, std::size_t nominal) {
    const event_rows packed = pack();
    packed_steps steps = packed.steps;
    const auto all = log.item_column();
    target_.clear();
    query_rows_.clear();
    for (std::uint32_t row = 0; row < packed.item.size(); ++row) {
        const std::uint32_t next = packed.item[row] + 1;
        if (!detail::is_target(log, next, targets)) continue;
        query_rows_.push_back(row);
        target_.push_back(all[next]);
    }
    if (query_rows_.size() < steps.rows()) steps.query_rows = query_rows_;
    return gather(log, steps, nominal);
}

NEXTCLICK_INLINE event_rows event_packer::query_lane_ends(const data::click_log& log, std::size_t nominal) {
    packed_steps steps = pack().steps;
    const auto all = log.item_column();
    target_.clear();
    query_rows_.clear();
    packer_.for_ends([&](std::size_t row, std::size_t lane) {
        query_rows_.push_back(static_cast<std::uint32_t>(row));
        target_.push_back(all[lane_target_[packer_.sequence_of(lane)]]);
    });
    steps.query_rows = query_rows_;
    return gather(log, steps, nominal);
}

NEXTCLICK_INLINE event_rows event_packer::pack() {
    lanes_.clear();
    for (std::size_t l = 0; l + 1 < begin_.size(); ++l) lanes_.push_back(std::span(events_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
    packer_.pack(lanes_);
    return packer_.rows();
}

NEXTCLICK_INLINE event_rows event_packer::gather(const data::click_log& log, const packed_steps& steps, std::size_t nominal) {
    const auto all = log.item_column();
    item_.clear();
    for (const std::uint32_t e : packer_.rows().item) item_.push_back(all[e]);
    return {steps, item_, target_, {}, nominal};
}

}  // namespace batch

NEXTCLICK_END_NAMESPACE
