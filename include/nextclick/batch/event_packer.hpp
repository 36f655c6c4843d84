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

/// Packs lanes of selected events of a log. Events are stored as indices into the log; the items of a batch are gathered for its
/// rows only. Reused from batch to batch.
class event_packer {
public:
    void clear();
    void add(std::uint32_t event);
    /// Ends the lane, which has at least one event; `target` is the event that its last row predicts.
    void end_lane(std::uint32_t target);
    std::size_t lanes() const { return lane_target_.size(); }
    std::size_t rows() const { return events_.size(); }
    /// The log event of every row of the batch, for a `column_gatherer`.
    std::span<const std::uint32_t> row_events() const { return packer_.rows().item; }
    bool lane_is_empty() const { return begin_.back() == events_.size(); }

    /// The batch in which every row is a query for the next click, unless `targets` excludes that click.
    event_rows query_every_click(const data::click_log& log, target_filter targets, std::size_t nominal);
    /// The batch in which the last row of every lane is a query.
    event_rows query_lane_ends(const data::click_log& log, std::size_t nominal);

private:
    event_rows pack();
    event_rows gather(const data::click_log& log, const packed_steps& steps, std::size_t nominal);

    std::vector<std::uint32_t> events_, lane_target_, query_rows_;
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
