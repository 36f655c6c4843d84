// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/ranker/concept.hpp"
#include "nextclick/serve/session.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

/// A session of a ranker that scores lists of items (neighbours, rules, counts). Same interface as the session of a model. It keeps
/// the last `session_options::max_length` clicks, and returns items with a score only: min(k, items that `allow` accepts of these).
template <ranker::Ranker R>
class session<R> {
public:
    using scalar = float;

    /// `session_options::max_length`: by default all clicks; the ranker's own options limit how many of them it reads.
    /// Throws `argument_error` for keep::first, which would never keep the current click.
    explicit session(const R& by, const session_options& options = {}) : by_(&by), options_(options) {
        if (options.kept != batch::keep::last)
            throw argument_error("serve::session: lists are made from the last clicks; do not set session_options::kept");
        if (options_.max_length == batch::as_trained) options_.max_length = 0;
        items_.reserve(std::min<std::size_t>(max(), 64));  // enough for most sessions; longer ones reallocate
        times_.reserve(std::min<std::size_t>(max(), 64));
    }
    session(const R& by, unknown_item policy) : session(by, session_options{.unknown = policy}) {}

    /// Adds a click, with its time in ms if known. Returns whether the item is known; see session_options::unknown.
    bool push(const data::item_id& item) { return push(item, no_time); }
    bool push_at(const data::item_id& item, std::int64_t time) { return push(item, time); }
    /// The same by dense number.
    void push_index(item_index item, std::int64_t time = no_time) {
        assert(item < by_->item_count());
        if (items_.size() == max()) {
            items_.erase(items_.begin());
            if (!times_.empty()) times_.erase(times_.begin());
        }
        const bool timed = time != no_time && times_.size() == items_.size();  // times are kept for all clicks or for none
        items_.push_back(item);
        timed ? times_.push_back(time) : times_.clear();
        ++clicks_;
    }
    /// Ends the session; the next click starts a new one of an unknown user.
    void new_session() {
        items_.clear();
        times_.clear();
        clicks_ = 0;
    }

    std::size_t clicks() const { return clicks_; }
    const R& net() const { return *by_; }

    /// See session::top.
    template <class Filter = simd::accept_all>
    std::span<const recommendation<float>> top(std::size_t k, const Filter& allow = {}) const {
        return detail::with_ids(by_->items(), best(k, allow, by_->items().size()));
    }
    /// The same by dense number, over all scored items, including those that have no id yet (neighbours::live_index).
    template <class Filter = simd::accept_all>
    std::span<const simd::scored<float>> top_indices(std::size_t k, const Filter& allow = {}) const {
        return best(k, allow, by_->item_count());
    }
    /// Scores of all items, 0 for items without one; hybrids combine these.   requires  a click
    void score_all(std::span<float> scores) const {
        std::fill(scores.begin(), scores.end(), 0.0f);
        const ranker::score_list& found = list();
        for (const item_index i : found.items()) scores[i] = found[i];
    }

    /// Serialises the session, to store it between clicks. Little-endian.
    std::string save() const {
        detail::stored_header h{};
        h.signature = detail::fnv(R::name());
        h.vocabulary = by_->items().hash();
        h.clicks = clicks_;
        h.memory = static_cast<std::uint32_t>(options_.max_length);
        h.query = static_cast<std::uint32_t>(items_.size());
        std::string bytes = h.space();
        detail::append(bytes, std::span<const item_index>(items_));
        detail::append(bytes, std::span<const std::int64_t>(times_));
        h.write_header(kind, bytes);
        return bytes;
    }
    /// Restores a session from `bytes`. Throws `file_error` if they are damaged, or stored with another method, vocabulary or `max_length`.
    static session load(const R& by, std::string_view bytes, const session_options& options = {}) {
        const auto h = detail::stored_header::open(bytes);
        session s(by, options);
        h.check(kind, detail::fnv(R::name()), by.items().hash());
        if (h.memory != s.options_.max_length) detail::refuse("stored with another session_options::max_length");
        bytes.remove_prefix(sizeof h);
        const std::size_t n = h.query, timed = n * (sizeof(item_index) + sizeof(std::int64_t));
        if (n > s.max() || h.clicks < n || (n == 0) != (h.clicks == 0) || (bytes.size() != n * sizeof(item_index) && bytes.size() != timed))
            detail::refuse("its size does not fit its clicks; the stored session is damaged");
        s.items_.resize(n);
        s.times_.resize(bytes.size() == timed ? n : 0);
        detail::take(bytes, std::span(s.items_));
        detail::take(bytes, std::span(s.times_));
        for (const item_index i : s.items_)
            if (i >= by.item_count()) detail::refuse("it has a click on no item; the stored session is damaged");
        s.clicks_ = h.clicks;
        return s;
    }

private:
    std::size_t max() const { return options_.max_length == 0 ? std::size_t{1'000'000} : options_.max_length; }
    /// The k best of the first `items` items.
    template <class Filter>
    std::span<const simd::scored<float>> best(std::size_t k, const Filter& allow, std::size_t items) const {
        k = clicks_ == 0 ? 0 : std::min(k, items);
        if (k == 0) return {};
        const ranker::score_list& scores = list();
        auto& memory = detail::search_memory<float>::of_thread(k);
        for (const item_index i : scores.items())
            if (i < items)
                if (const float s = filter::detail::adjusted(allow, scores[i], i); s >= memory.heap.threshold() && allow(i))
                    memory.heap.offer(s, i);
        return memory.sorted();
    }
    static constexpr std::string_view kind = "nclist01";
    static constexpr std::int64_t no_time = std::numeric_limits<std::int64_t>::min();

    bool push(const data::item_id& item, std::int64_t time) {
        const item_index i = detail::find_item(by_->items(), item, options_.unknown);
        if (i != no_item) push_index(i, time);
        return i != no_item;
    }
    const ranker::score_list& list() const {
        auto& scores = ranker::score_list::of_thread(by_->item_count());
        by_->score({items_, times_}, scores);
        return scores;
    }

    const R* by_;
    session_options options_;
    std::uint64_t clicks_ = 0;
    std::vector<item_index> items_;    // the last clicks
    std::vector<std::int64_t> times_;  // one per click, or empty
};

}  // namespace serve
NEXTCLICK_END_NAMESPACE
