// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/provenance.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

namespace detail {
constexpr std::int64_t whole_seconds(std::int64_t ms) { return ms / 1000 - (ms % 1000 < 0 ? 1 : 0); }
}  // namespace detail

struct index_options {
    /// Number of sessions listed per item, the most recent ones; 0: all. No method may read more (knn_options::recent).
    std::size_t most_recent = 5000;
    /// Sessions longer than this quantile of all lengths are never neighbours (VMIS: .995).
    double max_length_quantile = 1;
};

/// The arrays of an index; see session_index. Times are seconds after `epoch`, which is in seconds too.
struct index_parts {
    std::span<const std::uint32_t> session_begin, entries, ended, item_begin, postings, support, pairs;
    std::int64_t epoch = 0;
    std::size_t most_recent = 0;
    unsigned item_bits = 24;
};

/// Sessions to add: their sizes, entries and last clicks (seconds), and how often each item was clicked in them.
struct additions {
    std::vector<std::uint32_t> sizes, entries, clicks;
    std::vector<std::int64_t> ended;
};

/// Sessions by item, and items by session. Sessions are numbered by the time of their last click, so a greater number is more recent:
/// `postings(item)` are the sessions with the item, the most recent first and no more than `most_recent()`; `entries(session)`
/// its distinct items in order of their last click. An entry is an item number in the low `item_bits`, and in the bits above it the
/// number of clicks between it and the previous entry that were clicked again later (saturating).
/// memory  8 bytes a (session, item) pair, less for items with more sessions than are listed; 8 bytes a session (its begin and
///         its time), 12 an item
/// Immutable; any number of threads may read.
class session_index {
public:
    /// Indexes the log in one pass, by its item numbers. Unknown items (`no_item`) are skipped. Throws `data_error` for
    /// more than 2^31 items. cost: a sort of the sessions by time, and two writes a pair
    explicit session_index(const data::click_log& log, const index_options& options = {});
    /// From arrays in memory that `owner` keeps alive, such as a mapped file. Throws `data_error` if they are inconsistent.
    /// cost  reads all of them once
    session_index(std::shared_ptr<const data::vocabulary> items, const index_parts& parts, std::shared_ptr<const void> owner,
                  data::provenance about = {});

    const data::vocabulary& items() const { return *items_; }
    const std::shared_ptr<const data::vocabulary>& shared_items() const { return items_; }
    std::size_t item_count() const { return parts_.support.size(); }
    std::size_t session_count() const { return parts_.session_begin.size() - 1; }
    std::size_t pair_count() const { return parts_.entries.size(); }
    std::size_t most_recent() const { return parts_.most_recent; }  ///< 0: all sessions of an item are listed

    std::span<const std::uint32_t> postings(item_index item) const {
        return parts_.postings.subspan(parts_.item_begin[item], parts_.item_begin[item + 1] - parts_.item_begin[item]);
    }
    /// The interface of `live_index`, for code that reads either: the readable sessions, and the most recent ones of an item.
    std::size_t snapshot() const { return session_count(); }
    std::span<const std::uint32_t> recent(item_index item, std::size_t max, std::size_t, std::vector<std::uint32_t>&) const;
    std::span<const std::uint32_t> entries(std::size_t session) const;
    item_index item_of(std::uint32_t entry) const { return entry & ((1u << parts_.item_bits) - 1); }
    std::uint32_t gap_of(std::uint32_t entry) const { return entry >> parts_.item_bits; }

    bool has_times() const { return !parts_.ended.empty() || session_count() == 0; }
    /// The last click of a session, seconds since 1970. requires has_times()
    std::int64_t ended(std::size_t session) const { return parts_.epoch + parts_.ended[session]; }

    std::uint32_t support(item_index item) const { return parts_.support[item]; }  ///< clicks
    std::uint32_t pairs(item_index item) const { return parts_.pairs[item]; }      ///< sessions, including those beyond the list
    const index_parts& parts() const { return parts_; }
    data::provenance& about() { return about_; }
    const data::provenance& about() const { return about_; }  ///< of the indexed log; support includes later sessions

    /// A new index with further sessions, which follow in the given order.
    session_index grown(std::shared_ptr<const data::vocabulary> items, const additions& more) const;

    /// Bytes held, without the vocabulary.
    std::size_t memory_bytes() const;

private:
    using words = aligned_vector<std::uint32_t>;
    struct arrays {
        words session_begin, entries, ended, item_begin, postings, support, pairs;
    };

    session_index(std::shared_ptr<const data::vocabulary> items, std::size_t most_recent, unsigned item_bits, std::int64_t epoch);

    static unsigned bits_for(std::size_t items);
    /// The sessions to index, by the time of their last click; ties keep the order of the log.
    static std::vector<std::uint32_t> by_time(const data::click_log& log, const index_options& options);

    void fill_sessions(const data::click_log& log, std::span<const std::uint32_t> order, arrays& to);
    /// Lists the sessions of every item, the most recent first, and validates the arrays.
    void set_arrays(std::shared_ptr<arrays> held);

    static void require(bool yes, const char* what);
    void check() const;
    static void check_begins(std::span<const std::uint32_t> begin, std::size_t end, const char* what) {
        require(!begin.empty() && begin.front() == 0 && begin.back() == end && std::is_sorted(begin.begin(), begin.end()), what);
    }

    std::shared_ptr<const data::vocabulary> items_;
    std::shared_ptr<const void> owner_;
    index_parts parts_;
    data::provenance about_;
};

}  // namespace neighbours
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/neighbours/session_index.ipp"
#endif
