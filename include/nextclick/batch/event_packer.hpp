// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/data/click_log.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Lanes of chosen events of a log, packed. Events travel as their numbers in the log; the columns of a batch are
/// gathered here, and only for its rows. Reused from batch to batch.
class event_packer {
public:
    void clear() {
        events_.clear();
        begin_.assign(1, 0);
        asks_for_.clear();
    }
    void add(std::uint32_t event) { events_.push_back(event); }
    /// Ends the lane, which has at least one event; `target` is what it asks for at its end.
    void end_lane(std::uint32_t target) {
        begin_.push_back(events_.size());
        asks_for_.push_back(target);
    }
    std::size_t lanes() const { return asks_for_.size(); }
    std::size_t rows() const { return events_.size(); }
    /// The event in the log of every row of the batch: what a `column_gatherer` asks for.
    std::span<const std::uint32_t> row_events() const { return packer_.rows().item; }
    bool lane_is_empty() const { return begin_.back() == events_.size(); }

    /// The batch that asks at every row for the click after it, where that is a click to ask for.
    event_rows ask_everywhere(const data::click_log& log, target_filter targets, std::size_t nominal) {
        const event_rows packed = pack();
        packed_steps steps = packed.steps;
        const auto all = log.item_column();
        target_.clear();
        asked_.clear();
        for (std::uint32_t row = 0; row < packed.item.size(); ++row) {
            const std::uint32_t next = packed.item[row] + 1;
            if (!detail::asked(log, next, targets)) continue;
            asked_.push_back(row);
            target_.push_back(all[next]);
        }
        if (asked_.size() < steps.rows()) steps.query_rows = asked_;
        return columns(log, steps, nominal);
    }
    /// The batch that asks at the end of every lane.
    event_rows ask_at_the_ends(const data::click_log& log, std::size_t nominal) {
        packed_steps steps = pack().steps;
        const auto all = log.item_column();
        target_.clear();
        asked_.clear();
        packer_.for_ends([&](std::size_t row, std::size_t lane) {
            asked_.push_back(static_cast<std::uint32_t>(row));
            target_.push_back(all[asks_for_[packer_.sequence_of(lane)]]);
        });
        steps.query_rows = asked_;
        return columns(log, steps, nominal);
    }

private:
    event_rows pack() {
        lanes_.clear();
        for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
            lanes_.push_back(std::span(events_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
        packer_.pack(lanes_);
        return packer_.rows();
    }
    event_rows columns(const data::click_log& log, const packed_steps& steps, std::size_t nominal) {
        const auto all = log.item_column();
        item_.clear();
        for (const std::uint32_t e : packer_.rows().item) item_.push_back(all[e]);
        return {steps, item_, target_, {}, nominal};
    }

    std::vector<std::uint32_t> events_, asks_for_, asked_;
    std::vector<std::size_t> begin_;
    std::vector<std::span<const std::uint32_t>> lanes_;
    packer packer_;
    std::vector<item_index> item_, target_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE
