// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/neighbours/chunks.hpp"
#include "nextclick/neighbours/session_index.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

/// An index that accepts new sessions while it is read: `knn<..., ..., live_index>`. New sessions precede those of the index it was
/// constructed from, which is not copied. Any number of threads read without a lock; threads that add are serialised.
/// memory    besides the index: 20 bytes an item; 64 bytes for up to 15 sessions of an item, 4 a pair, 24 a session
/// cost      `add`: some writes a click, no rebuild. Call `compacted()` from time to time to merge everything into one index
class live_index {
public:
    /// `item_capacity`: limit of the item numbers that may be added, including those of items not yet in the vocabulary; 0: the size of the
    /// vocabulary. The counts that weight items (score::of_item) remain those of `base`. Items without an id are added and returned by
    /// number (`top_indices`); `top`, which returns ids, omits them until an index `compacted` with their ids is served.
    /// Throws `argument_error` for a capacity that exceeds the bits of the entries of `base`.
    explicit live_index(std::shared_ptr<const session_index> base, std::size_t item_capacity = 0);
    /// An index of the log, without new sessions.
    explicit live_index(const data::click_log& log, const index_options& options = {});

    /// Adds a session that ended at `ended` ms; returns its number. Clicks on `no_item` are skipped. The order of the calls determines
    /// which sessions are more recent. Throws `argument_error` for an item beyond the capacity; nothing is added then.
    std::size_t add(std::span<const item_index> clicks, std::int64_t ended);

    const data::vocabulary& items() const { return base_->items(); }
    std::size_t item_count() const { return heads_.size(); }
    std::size_t session_count() const { return snapshot(); }
    std::size_t pair_count() const { return base_->pair_count(); }  ///< of the index it was constructed from, as are support and pairs
    std::size_t most_recent() const { return base_->most_recent(); }
    std::uint32_t support(item_index i) const { return i < base_->item_count() ? base_->support(i) : 0; }
    std::uint32_t pairs(item_index i) const { return i < base_->item_count() ? base_->pairs(i) : 0; }
    bool has_times() const { return base_->has_times(); }
    item_index item_of(std::uint32_t entry) const { return base_->item_of(entry); }
    std::uint32_t gap_of(std::uint32_t entry) const { return base_->gap_of(entry); }

    /// The number of sessions readable now.
    std::size_t snapshot() const { return sessions_.load(std::memory_order_acquire); }
    /// The most recent sessions of an item among the first `seen`. The result may refer to `buffer`.
    std::span<const std::uint32_t> recent(item_index item, std::size_t max, std::size_t seen, std::vector<std::uint32_t>& buffer) const;
    /// requires  a session of a snapshot
    std::span<const std::uint32_t> entries(std::size_t session) const;
    std::int64_t ended(std::size_t session) const {
        return session < base_->session_count() ? base_->ended(session) : session_[session - base_->session_count()].ended;
    }

    /// Merges all sessions into one index. `items`: a vocabulary that covers the added numbers, with the known ids first; null: that of the
    /// base. Readers continue; threads that add wait. Throws `argument_error` if the vocabulary is too short.
    session_index compacted(std::shared_ptr<const data::vocabulary> items = nullptr) const;

    /// Bytes held besides the index it was constructed from.
    std::size_t memory_bytes() const {
        return heads_.size() * 20 + block_.memory_bytes() + session_.memory_bytes() + entry_.memory_bytes();
    }

private:
    /// Sessions of an item, the oldest first, and the block of the earlier ones: a cache line.
    struct block {
        static constexpr std::size_t size = 15;
        std::uint32_t before, session[size];
    };
    struct added {
        std::size_t entries;
        std::uint32_t size;
        std::int64_t ended;
    };

    /// Distinct items in order of their last click, with the gaps between them.
    std::vector<std::uint32_t>& entries_of(std::span<const item_index> clicks);
    /// Adds the session to the list of an item. A head holds the number of the last block, from 1, and how many of its entries are used; it
    /// is published after the entries that it covers.
    void list(item_index item, std::uint32_t session);

    std::shared_ptr<const session_index> base_;
    std::vector<std::atomic<std::uint64_t>> heads_;
    std::vector<std::uint32_t> clicks_, made_;  // used by the writer only
    std::vector<std::size_t> last_;
    detail::chunks<block> block_;
    detail::chunks<added> session_;
    detail::chunks<std::uint32_t> entry_;
    mutable std::mutex writing_;
    std::atomic<std::size_t> sessions_;
};

}  // namespace neighbours
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/neighbours/live_index.ipp"
#endif
