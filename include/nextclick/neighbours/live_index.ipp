// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/live_index.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

NEXTCLICK_INLINE live_index::live_index(std::shared_ptr<const session_index> base, std::size_t item_capacity)
    : base_(std::move(base)),
      heads_(std::max(item_capacity, base_->item_count())),
      clicks_(heads_.size()),
      last_(heads_.size()),
      sessions_(base_->session_count()) {
    if (const unsigned bits = base_->parts().item_bits; heads_.size() > std::size_t(1) << bits)
        throw argument_error("neighbours::live_index: an item_capacity of " + std::to_string(heads_.size()) + " does not fit the " +
                             std::to_string(bits) + " bits that an entry has for an item; build the index again with all items");
}

NEXTCLICK_INLINE live_index::live_index(const data::click_log& log, const index_options& options)
    : live_index(std::make_shared<const session_index>(log, options)) {}

NEXTCLICK_INLINE std::size_t live_index::add(std::span<const item_index> clicks, std::int64_t ended) {
    const std::lock_guard one_at_a_time(writing_);
    for (const item_index i : clicks)
        if (i != no_item && i >= heads_.size())
            throw argument_error("neighbours::live_index: item " + std::to_string(i) + ", but there is room for " +
                                 std::to_string(heads_.size()) + " items; make it with a greater item_capacity");
    const std::size_t number = sessions_.load(std::memory_order_relaxed);
    if (number >= no_item)
        throw data_error("neighbours::live_index: an index holds at most 2^32 - 1 sessions; build one of the most recent");
    std::vector<std::uint32_t>& entries = entries_of(clicks);
    block_.reserve(entries.size());  // from here on only the first append may throw, before readers see anything
    session_.reserve(1);
    const std::size_t at = entry_.append(entries.size());
    for (std::size_t e = 0; e < entries.size(); ++e) entry_[at + e] = entries[e];
    session_[session_.append(1)] = {at, static_cast<std::uint32_t>(entries.size()), detail::whole_seconds(ended)};
    for (const item_index i : clicks)
        if (i != no_item) ++clicks_[i];
    for (const std::uint32_t e : entries) list(base_->item_of(e), static_cast<std::uint32_t>(number));
    sessions_.store(number + 1, std::memory_order_release);
    return number;
}

NEXTCLICK_INLINE std::span<const std::uint32_t> live_index::recent(item_index item, std::size_t max, std::size_t seen,
                                                                   std::vector<std::uint32_t>& buffer) const {
    const auto old = item < base_->item_count() ? base_->postings(item) : std::span<const std::uint32_t>();
    std::uint64_t head = heads_[item].load(std::memory_order_acquire);
    if (head == 0) return old.first(std::min(max, old.size()));
    buffer.clear();
    for (std::size_t used = head & 15; head != 0 && buffer.size() < max; used = block::size) {
        const block& b = block_[(head >> 4) - 1];
        for (std::size_t n = used; n-- > 0 && buffer.size() < max;)
            if (b.session[n] < seen) buffer.push_back(b.session[n]);
        head = std::uint64_t(b.before) << 4;
    }
    buffer.insert(buffer.end(), old.begin(), old.begin() + static_cast<std::ptrdiff_t>(std::min(max - buffer.size(), old.size())));
    return buffer;
}

NEXTCLICK_INLINE std::span<const std::uint32_t> live_index::entries(std::size_t session) const {
    if (session < base_->session_count()) return base_->entries(session);
    const added& a = session_[session - base_->session_count()];
    return {a.size == 0 ? nullptr : &entry_[a.entries], a.size};
}

NEXTCLICK_INLINE session_index live_index::compacted(std::shared_ptr<const data::vocabulary> items) const {
    const std::lock_guard one_at_a_time(writing_);
    if (items == nullptr) items = base_->shared_items();
    additions more;
    for (std::size_t s = base_->session_count(); s < snapshot(); ++s) {
        const auto e = entries(s);
        more.sizes.push_back(static_cast<std::uint32_t>(e.size()));
        more.entries.insert(more.entries.end(), e.begin(), e.end());
        more.ended.push_back(ended(s));
    }
    more.clicks = clicks_;
    for (item_index i = 0; i < clicks_.size(); ++i)
        if (clicks_[i] > 0 && i >= items->size())
            throw argument_error("neighbours::live_index: sessions with item " + std::to_string(i) +
                                 " were added, and the "
                                 "vocabulary has " +
                                 std::to_string(items->size()) + " items; give one with all of them");
    return base_->grown(std::move(items), more);
}

NEXTCLICK_INLINE std::vector<std::uint32_t>& live_index::entries_of(std::span<const item_index> clicks) {
    made_.clear();
    const std::uint32_t max = base_->gap_of(no_item);
    std::uint32_t gap = 0;
    for (std::size_t t = 0; t < clicks.size(); ++t)
        if (clicks[t] != no_item) last_[clicks[t]] = t;
    for (std::size_t t = 0; t < clicks.size(); ++t) {
        if (clicks[t] == no_item || last_[clicks[t]] != t) {
            ++gap;
            continue;
        }
        made_.push_back(clicks[t] | (made_.empty() ? 0 : std::min(gap, max) << base_->parts().item_bits));
        gap = 0;
    }
    return made_;
}

NEXTCLICK_INLINE void live_index::list(item_index item, std::uint32_t session) {
    const std::uint64_t head = heads_[item].load(std::memory_order_relaxed);
    std::size_t used = head & 15, number = head >> 4;
    if (head == 0 || used == block::size) {
        const std::size_t at = block_.append(1);
        block_[at].before = static_cast<std::uint32_t>(number);
        number = at + 1;
        used = 0;
    }
    block_[number - 1].session[used] = session;
    heads_[item].store(std::uint64_t(number) << 4 | (used + 1), std::memory_order_release);
}

}  // namespace neighbours

NEXTCLICK_END_NAMESPACE
