// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/search/byte_search.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace search {

/// Recommendations for many sessions from one scan of the item table: a strip of items is scored against all sessions while the strip
/// is in cache. Results do not depend on the number of threads. With the float table and more than a few sessions, scores are summed
/// in another order than in `session::top` and may differ in the last bits; with byte_search they are equal bit for bit. One thread at a
/// time may call it; it allocates nothing once warm.
/// memory    256 scores and k results a session, for each thread
template <class Model>
class batch_search {
    using scalar = typename Model::scalar;

public:
    /// The model, or the byte_search of its table, must outlive this object.
    explicit batch_search(const Model& net) : net_(&net) {}
    explicit batch_search(const byte_search<Model>& bytes) : net_(&bytes.net()), bytes_(&bytes) {}

    /// Finds the k best next items of every session; `of(i)` returns them afterwards. Threads scan parts of the table.
    /// `allow(i, item_index)` decides whether session i may be shown an item. A session without clicks gets no items. Throws
    /// `argument_error` if a session belongs to another model; the results of the previous call then remain.
    /// cost  one scan of the table, sessions x items x width multiply-adds
    template <std::predicate<std::size_t, item_index> Filter>
    void answer(std::span<const serve::session<Model>* const> sessions, std::size_t k, int threads, const Filter& allow) {
        answer_each(sessions, of_all(k), threads, [&](std::size_t i) { return [&allow, i](item_index item) { return allow(i, item); }; });
    }
    void answer(std::span<const serve::session<Model>* const> sessions, std::size_t k, int threads = 1) {
        answer_each(sessions, of_all(k), threads, [](std::size_t) { return simd::accept_all{}; });
    }
    /// The same with a k, and a filter or rules, for each session.   requires  as many as there are sessions
    template <class Filter>
    void answer(std::span<const serve::session<Model>* const> sessions, std::span<const std::size_t> k, int threads,
                std::span<const Filter> filters) {
        assert(k.size() == sessions.size() && filters.size() == sessions.size());
        answer_each(
            sessions, [&](std::size_t i) { return k[i]; }, threads, [&](std::size_t i) -> const Filter& { return filters[i]; });
    }

    /// Results for session i of the last call, best first.   requires  i is below the number of sessions of that call
    std::span<const serve::recommendation<scalar>> of(std::size_t i) const {
        return std::span(answers_).subspan(begin_[i], begin_[i + 1] - begin_[i]);
    }

private:
    static constexpr std::size_t strip = 256, few = simd::lanes<scalar> / 4;  // few: up to so many, one by one is faster

    static auto of_all(std::size_t k) {
        return [k](std::size_t) { return k; };
    }

    template <class CountOf, class FilterOf>
    void answer_each(std::span<const serve::session<Model>* const> sessions, const CountOf& k_of, int threads, const FilterOf& filter_of) {
        const std::size_t n = sessions.size(), items = net_->item_count(), d = net_->query_width();
        for (const serve::session<Model>* session : sessions) serve::detail::check_model(*session, *net_, "batch_search");
        std::size_t max = 0;
        for (std::size_t i = 0; i < n; ++i) max = std::max(max, std::min(k_of(i), items));
        const auto team = static_cast<std::size_t>(worth_threads(n * items * d) ? std::max(1, threads) : 1);
        const std::size_t share = std::max(strip, ((items + team - 1) / team + strip - 1) / strip * strip);
        const std::size_t shares = max == 0 ? 0 : (items + share - 1) / share;
        while (heaps_.size() < n * shares) heaps_.emplace_back(0);
        for (std::size_t h = 0; h < n * shares; ++h) heaps_[h].reset(std::min(k_of(h % n), items));
        memory_.reset();
        if (shares > 0 && bytes_ != nullptr)
            scan_bytes(sessions, share, shares, filter_of);
        else if (shares > 0)
            scan_floats(sessions, share, shares, filter_of);
        found_.resize(max * shares);
        gather(sessions, k_of, shares);
    }

    template <class FilterOf>
    void scan_floats(std::span<const serve::session<Model>* const> sessions, std::size_t share, std::size_t shares,
                     const FilterOf& filter_of) {
        const std::size_t n = sessions.size(), d = net_->query_width();
        const table::item_table<scalar> table = net_->table();
        const auto q = memory_.take<scalar>(n, d);
        for (std::size_t i = 0; i < n; ++i) std::copy_n(sessions[i]->query().data(), d, q.row(i).data());
        const auto transposed = simd::pack_transposed<simd::default_arch, scalar>(
            q, memory_.take_span<scalar>(simd::packed_size<simd::default_arch, scalar>(d, n)));
        const auto scores = memory_.take<scalar>(n * shares, strip);
        memory_.make_children(shares);
        for_each_block(table.size(), share, static_cast<int>(shares), [&](std::size_t begin, std::size_t end) {
            const std::size_t own = begin / share * n;
            workspace& part = memory_.child(begin / share);
            for (std::size_t first = begin; first < end; first += strip) {
                const auto mark = part.here();
                const auto s = scores.block(own, n).col_block(0, std::min(strip, end - first));
                const std::size_t next = first + s.cols;
                if (n <= few)
                    for (std::size_t i = 0; i < n; ++i) sessions[i]->score_block(first, s.row(i));
                else
                    table.block(part, first, s.cols).score_tall(transposed, s, table.block_to_prefetch(next, std::min(strip, end - next)));
                part.release(mark);
                for (std::size_t i = 0; i < n; ++i) {
                    const auto& allow = filter_of(i);
                    filter::detail::adjust(allow, first, s.row(i));
                    heaps_[own + i].offer_block(std::span<const scalar>(s.row(i)), static_cast<item_index>(first), allow);
                }
            }
        });
    }

    template <class FilterOf>
    void scan_bytes(std::span<const serve::session<Model>* const> sessions, std::size_t share, std::size_t shares,
                    const FilterOf& filter_of) {
        const std::size_t n = sessions.size(), items = net_->item_count();
        if (queries_.size() < n) queries_.resize(n);
        for (std::size_t i = 0; i < n; ++i) queries_[i].quantise(sessions[i]->query());
        for_each_block(items, share, static_cast<int>(shares), [&](std::size_t begin, std::size_t end) {
            for (std::size_t first = begin; first < end; first += strip)
                for (std::size_t i = 0; i < n; ++i)
                    bytes_->scan(queries_[i], sessions[i]->query(), first, std::min(end, first + strip), heaps_[begin / share * n + i],
                                 filter_of(i));
        });
    }

    /// Merges the best items of the parts of the table.
    template <class CountOf>
    void gather(std::span<const serve::session<Model>* const> sessions, const CountOf& k_of, std::size_t shares) {
        answers_.clear();
        begin_.assign(1, 0);
        for (std::size_t i = 0; i < sessions.size(); ++i) {
            std::size_t n = 0;
            for (std::size_t s = 0; s < shares; ++s) n += heaps_[s * sessions.size() + i].sorted_into(std::span(found_).subspan(n));
            std::sort(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(n),
                      [](const auto& a, const auto& b) { return better(a, b); });
            if (sessions[i]->clicks() == 0) n = 0;
            for (std::size_t j = 0; j < std::min(n, k_of(i)); ++j) answers_.push_back({net_->items()[found_[j].item], found_[j].score});
            begin_.push_back(answers_.size());
        }
    }

    const Model* net_;
    const byte_search<Model>* bytes_ = nullptr;
    workspace memory_;
    std::vector<simd::int8_query> queries_;
    std::vector<simd::top_k_heap<scalar>> heaps_;  ///< one per session and part of the table
    std::vector<simd::scored<scalar>> found_;
    std::vector<serve::recommendation<scalar>> answers_;
    std::vector<std::size_t> begin_;  ///< results of session i: begin_[i] to begin_[i + 1]
};

}  // namespace search
NEXTCLICK_END_NAMESPACE
