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
    void clear();
    void add(std::uint32_t event);
    /// Ends the lane, which has at least one event; `target` is what it asks for at its end.
    void end_lane(std::uint32_t target);
    std::size_t lanes() const { return asks_for_.size(); }
    std::size_t rows() const { return events_.size(); }
    /// The event in the log of every row of the batch: what a `column_gatherer` asks for.
    std::span<const std::uint32_t> row_events() const { return packer_.rows().item; }
    bool lane_is_empty() const { return begin_.back() == events_.size(); }

    /// The batch that asks at every row for the click after it, where that is a click to ask for.
    event_rows ask_everywhere(const data::click_log& log, target_filter targets, std::size_t nominal);
    /// The batch that asks at the end of every lane.
    event_rows ask_at_the_ends(const data::click_log& log, std::size_t nominal);

private:
    event_rows pack();
    event_rows columns(const data::click_log& log, const packed_steps& steps, std::size_t nominal);

    std::vector<std::uint32_t> events_, asks_for_, asked_;
    std::vector<std::size_t> begin_;
    std::vector<std::span<const std::uint32_t>> lanes_;
    packer packer_;
    std::vector<item_index> item_, target_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/event_packer.ipp"
#endif
