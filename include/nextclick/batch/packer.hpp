// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Packs whole sequences into steps: lanes by decreasing length (equal lengths keep their order), no padding.
/// Memory is that of the packed rows and never quadratic in a length. Reused from call to call.
class packer {
public:
    /// shapes  sequences: any number, each with at least one item; all are used.
    void pack(std::span<const std::span<const item_index>> sequences);
    /// The same, and records the log event of every row: sequences are contiguous and start at these events.
    void pack(std::span<const std::span<const item_index>> sequences, std::span<const std::uint32_t> first_event);
    /// The same for sequences with gaps: `events` has the log event of each item.
    void pack(std::span<const std::span<const item_index>> sequences, std::span<const std::span<const std::uint32_t>> events);

    event_rows rows() const { return {{begin_}, item_, {}, {}, item_.size()}; }
    /// The log event of every row, if pack() was given them, for a `column_gatherer`.
    std::span<const std::uint32_t> events() const { return event_; }
    /// Calls f(row, lane) for the last row of every lane, rows ascending.
    template <class F>
    void for_ends(const F& f) const {
        for (std::size_t t = 0; t + 1 < begin_.size(); ++t) {
            const std::size_t lanes = begin_[t + 1] - begin_[t];
            const std::size_t continuing = t + 2 < begin_.size() ? begin_[t + 2] - begin_[t + 1] : 0;
            for (std::size_t l = continuing; l < lanes; ++l) f(begin_[t] + l, l);
        }
    }
    /// The sequence of lane l.
    std::uint32_t sequence_of(std::size_t l) const { return lane_[l]; }
    std::size_t lanes() const { return lane_.size(); }
    /// Row of event t of lane l.
    std::size_t row(std::size_t l, std::size_t t) const { return begin_[t] + l; }

private:
    void pack_items(std::span<const std::span<const item_index>> sequences);
    template <class F>
    void note(const F& event_of) {
        event_.resize(item_.size());
        for (std::size_t t = 0; t + 1 < begin_.size(); ++t)
            for (std::size_t l = 0; l < begin_[t + 1] - begin_[t]; ++l) event_[row(l, t)] = event_of(lane_[l], t);
    }

    std::vector<std::uint32_t> lane_, begin_, event_;
    std::vector<item_index> item_;
};

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/packer.ipp"
#endif
