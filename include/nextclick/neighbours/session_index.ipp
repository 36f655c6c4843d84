// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/neighbours/session_index.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace neighbours {

NEXTCLICK_INLINE session_index::session_index(const data::click_log& log, const index_options& options) : items_(log.shared_items()) {
    const auto held = std::make_shared<arrays>();
    const std::vector<std::uint32_t> order = by_time(log, options);
    parts_.most_recent = options.most_recent;
    parts_.item_bits = bits_for(items_->size());
    fill_sessions(log, order, *held);
    set_arrays(std::move(held));
    about_.learned_from(log);
}

NEXTCLICK_INLINE session_index::session_index(std::shared_ptr<const data::vocabulary> items, const index_parts& parts,
                                              std::shared_ptr<const void> owner, data::provenance about)
    : items_(std::move(items)), owner_(std::move(owner)), parts_(parts), about_(std::move(about)) {
    check();
    about_.support.assign(parts_.support.begin(), parts_.support.end());
}

NEXTCLICK_INLINE std::span<const std::uint32_t> session_index::recent(item_index item, std::size_t max, std::size_t,
                                                                      std::vector<std::uint32_t>&) const {
    const auto all = postings(item);
    return all.first(std::min(max, all.size()));
}

NEXTCLICK_INLINE std::span<const std::uint32_t> session_index::entries(std::size_t session) const {
    const std::uint32_t begin = parts_.session_begin[session];
    return {parts_.entries.data() + begin, parts_.session_begin[session + 1] - begin};
}

NEXTCLICK_INLINE session_index session_index::grown(std::shared_ptr<const data::vocabulary> items, const additions& more) const {
    if (more.entries.size() > no_item - parts_.entries.size() || more.sizes.size() > no_item - session_count())
        throw data_error(
            "neighbours::session_index: the log has more than 2^32 - 1 pairs of a session and an item; leave out the oldest sessions");
    auto held = std::make_shared<arrays>();
    const auto append = [](words& to, std::span<const std::uint32_t> first, std::span<const std::uint32_t> rest) {
        to.reserve(first.size() + rest.size());
        to.insert(to.end(), first.begin(), first.end());
        to.insert(to.end(), rest.begin(), rest.end());
    };
    append(held->entries, parts_.entries, more.entries);
    append(held->session_begin, parts_.session_begin, {});
    for (const std::uint32_t size : more.sizes) held->session_begin.push_back(held->session_begin.back() + size);
    if (has_times()) {
        append(held->ended, parts_.ended, {});
        for (const std::int64_t t : more.ended)
            held->ended.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(t - parts_.epoch, 0, no_item)));
    }
    append(held->support, parts_.support, {});
    append(held->pairs, parts_.pairs, {});
    held->support.resize(items->size(), 0);
    held->pairs.resize(items->size(), 0);
    for (item_index i = 0; i < more.clicks.size(); ++i)
        if (i < items->size()) held->support[i] += more.clicks[i];
    for (const std::uint32_t e : more.entries) ++held->pairs[item_of(e)];
    session_index all(std::move(items), parts_.most_recent, parts_.item_bits, parts_.epoch);
    all.set_arrays(std::move(held));
    all.about_ = about_;
    all.about_.support.assign(all.parts_.support.begin(), all.parts_.support.end());
    return all;
}

NEXTCLICK_INLINE std::size_t session_index::memory_bytes() const {
    return parts_.session_begin.size_bytes() + parts_.entries.size_bytes() + parts_.ended.size_bytes() + parts_.item_begin.size_bytes() +
           parts_.postings.size_bytes() + parts_.support.size_bytes() + parts_.pairs.size_bytes();
}

NEXTCLICK_INLINE session_index::session_index(std::shared_ptr<const data::vocabulary> items, std::size_t most_recent, unsigned item_bits,
                                              std::int64_t epoch)
    : items_(std::move(items)) {
    parts_.most_recent = most_recent;
    parts_.item_bits = item_bits;
    parts_.epoch = epoch;
}

NEXTCLICK_INLINE unsigned session_index::bits_for(std::size_t items) {
    const unsigned bits = std::max(24u, static_cast<unsigned>(std::bit_width(items)));
    if (bits > 31) throw data_error("neighbours::session_index: " + std::to_string(items) + " items; an index holds at most 2^31 - 1");
    return bits;
}

NEXTCLICK_INLINE std::vector<std::uint32_t> session_index::by_time(const data::click_log& log, const index_options& options) {
    const auto begin = log.session_begin();
    const auto length = [&](std::uint32_t s) { return begin[s + 1] - begin[s]; };
    std::vector<std::uint32_t> order(log.session_count());
    std::iota(order.begin(), order.end(), 0u);
    if (options.max_length_quantile < 1 && !order.empty()) {
        const auto at = static_cast<std::ptrdiff_t>(options.max_length_quantile * static_cast<double>(order.size() - 1));
        std::vector<std::uint32_t> lengths(order.size());
        std::transform(order.begin(), order.end(), lengths.begin(), length);
        std::nth_element(lengths.begin(), lengths.begin() + at, lengths.end());
        std::erase_if(order, [&, max = lengths[static_cast<std::size_t>(at)]](std::uint32_t s) { return length(s) > max; });
    }
    if (!log.has_times()) return order;
    const auto last = [&](std::uint32_t s) { return log.time_column()[begin[s + 1] - 1]; };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return std::pair(last(a), a) < std::pair(last(b), b); });
    return order;
}

NEXTCLICK_INLINE void session_index::fill_sessions(const data::click_log& log, std::span<const std::uint32_t> order, arrays& to) {
    struct stamp {
        std::uint32_t session, position;
    };
    std::vector<stamp> last(items_->size(), {no_item, 0});  // position of the last click on an item in the current session
    to.support.assign(items_->size(), 0);
    to.pairs.assign(items_->size(), 0);
    to.entries.reserve(log.event_count());
    to.session_begin.reserve(order.size() + 1);
    to.session_begin.push_back(0);
    if (log.has_times() && !order.empty()) {
        const auto ended = [&](std::uint32_t s) { return detail::whole_seconds(log.times_of(s).back()); };
        parts_.epoch = ended(order.front());
        if (static_cast<std::uint64_t>(ended(order.back())) - static_cast<std::uint64_t>(parts_.epoch) > no_item)
            throw data_error("neighbours::session_index: the sessions span more than 136 years; are times in ms?");
        to.ended.reserve(order.size());
    }
    for (std::uint32_t s = 0; s < order.size(); ++s) {
        const auto clicks = log.items_of(order[s]);
        for (std::uint32_t t = 0; t < clicks.size(); ++t)
            if (clicks[t] != no_item) last[clicks[t]] = {s, t}, ++to.support[clicks[t]];
        std::uint32_t gap = 0;
        for (std::uint32_t t = 0; t < clicks.size(); ++t) {
            if (clicks[t] == no_item || last[clicks[t]].position != t) {
                ++gap;
                continue;
            }
            const bool first = to.entries.size() == to.session_begin.back();
            to.entries.push_back(clicks[t] | (first ? 0 : std::min(gap, (1u << (32 - parts_.item_bits)) - 1) << parts_.item_bits));
            ++to.pairs[clicks[t]];
            gap = 0;
        }
        to.session_begin.push_back(static_cast<std::uint32_t>(to.entries.size()));
        if (log.has_times())
            to.ended.push_back(static_cast<std::uint32_t>(detail::whole_seconds(log.times_of(order[s]).back()) - parts_.epoch));
    }
}

NEXTCLICK_INLINE void session_index::set_arrays(std::shared_ptr<arrays> held) {
    arrays& a = *held;
    const std::size_t max = parts_.most_recent == 0 ? no_item : parts_.most_recent, items = a.pairs.size();
    a.item_begin.resize(items + 1);
    a.item_begin[0] = 0;
    for (std::size_t i = 0; i < items; ++i)
        a.item_begin[i + 1] = a.item_begin[i] + static_cast<std::uint32_t>(std::min<std::size_t>(a.pairs[i], max));
    a.postings.resize(a.item_begin[items]);
    words next(a.item_begin.begin(), a.item_begin.end() - 1);
    for (std::size_t s = a.session_begin.size() - 1; s-- > 0;)
        for (std::size_t e = a.session_begin[s]; e < a.session_begin[s + 1]; ++e) {
            const item_index item = item_of(a.entries[e]);
            if (next[item] < a.item_begin[item + 1]) a.postings[next[item]++] = static_cast<std::uint32_t>(s);
        }
    parts_.session_begin = a.session_begin;
    parts_.entries = a.entries;
    parts_.ended = a.ended;
    parts_.item_begin = a.item_begin;
    parts_.postings = a.postings;
    parts_.support = a.support;
    parts_.pairs = a.pairs;
    owner_ = std::move(held);
}

NEXTCLICK_INLINE void session_index::require(bool yes, const char* what) {
    if (!yes) throw data_error(std::string("neighbours::session_index: ") + what + "; the index is damaged, build it again");
}

NEXTCLICK_INLINE void session_index::check() const {
    const index_parts& p = parts_;
    const std::size_t items = items_->size();
    constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max() / 1000;
    require(p.epoch >= -latest && p.epoch <= latest, "its times are out of range");
    require(p.item_bits >= 1 && p.item_bits <= 31 && items < (std::size_t(1) << p.item_bits), "items do not fit into entries");
    require(p.support.size() == items && p.pairs.size() == items, "the numbers of counts and of items differ");
    check_begins(p.session_begin, p.entries.size(), "begins of sessions are not in order");
    check_begins(p.item_begin, p.postings.size(), "begins of items are not in order");
    require(p.item_begin.size() == items + 1, "the numbers of lists and of items differ");
    const std::size_t sessions = session_count();
    require(p.ended.empty() || p.ended.size() == sessions, "the numbers of times and of sessions differ");
    std::vector<std::uint32_t> pairs(items, 0);
    for (const std::uint32_t e : p.entries) {
        require(item_of(e) < items, "an entry lies outside the vocabulary");
        ++pairs[item_of(e)];
    }
    const std::size_t max = p.most_recent == 0 ? no_item : p.most_recent;
    for (item_index i = 0; i < items; ++i) {
        const auto listed = postings(i);
        require(p.pairs[i] == pairs[i] && listed.size() == std::min<std::size_t>(pairs[i], max),
                "an item has other sessions than are counted");
        for (std::size_t n = 0; n < listed.size(); ++n)
            require(listed[n] < (n == 0 ? sessions : listed[n - 1]), "the sessions of an item are not in order");
    }
}

}  // namespace neighbours

NEXTCLICK_END_NAMESPACE
