// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/softmax_by_query.hpp"
#include "nextclick/table/deferred_rows.hpp"
#include "nextclick/table/item_table.hpp"

/// How the softmax over the whole catalogue is divided, and what its first pass stores for the gradients of the item table.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

/// Division of the catalogue. It depends on the shapes alone, so that results do not depend on the number of threads.
struct stream_plan {
    std::size_t items = 0;   ///< per block
    std::size_t blocks = 0;  ///< per chunk; one thread processes a chunk
    std::size_t kept = 0;    ///< blocks of each chunk whose exponentials are stored for the second pass

    static stream_plan of(std::size_t catalogue, std::size_t queries, std::size_t width, std::size_t scalar_bytes);
    /// This plan, or if it is empty, the plan for a catalogue and the queries of the whole batch.
    template <class T>
    stream_plan or_by_size(std::size_t catalogue, const event_rows& rows, view<const T> q) const {
        return items > 0 ? *this : of(catalogue, rows.targets_of_whole().size(), q.cols, sizeof(T));
    }
    std::size_t chunks(std::size_t catalogue) const { return (catalogue + blocks * items - 1) / (blocks * items); }
};

/// Result of the first pass for the second: the gradient of every row of the table, computed block by block on demand
/// (table::DeferredRows). Views into the workspace of the pass.
template <class T>
struct streamed_rows {
    stream_plan plan{};
    nextclick::table::item_table<T> table{};
    simd::packed<T> transposed{}, queries{};     ///< (d, n) and (n, d)
    std::span<const item_index> target{};        ///< of every query
    std::span<const std::uint32_t> by_target{};  ///< queries sorted by target
    view<T> kept{};                              ///< exponentials, blocks of items x queries one after the other
    view<T> kept_max{};                          ///< the maxima that they were shifted by
    std::span<T> max{}, share{}, label{};        ///< gradient of a score: share exp(score - max) - label
    std::span<T> of_target{};                    ///< gradient of the target's score
    bool smooth = false;                         ///< some label is not 0
    double bound = 0;                            ///< upper bound of the elements of a gradient

    std::size_t size() const { return table.size(); }
    item_index item(std::size_t j) const { return static_cast<item_index>(j); }
    std::size_t queries_count() const { return target.size(); }
    bool surely_finite(double factor) const { return factor * bound < static_cast<double>(std::numeric_limits<T>::max()); }

    /// Calls f(local, first item, items) for every block; each chunk runs on one thread; `local` is a pass of that thread.
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        if (size() == 0) return;
        run.memory.make_children(plan.chunks(size()));
        const std::size_t chunk_items = plan.blocks * plan.items;
        const int team = worth_threads(size() * queries.rows * queries.cols) ? run.threads : 1;
        for_each_block(size(), chunk_items, team, [&](std::size_t begin, std::size_t end) {
            pass local{.memory = run.memory.child(begin / chunk_items), .training = run.training};
            for (std::size_t first = begin; first < end; first += plan.items) f(local, first, std::min(plan.items, end - first));
        });
    }

    std::size_t chunk_of(std::size_t first) const { return first / (plan.blocks * plan.items); }
    /// Position of a block among the stored ones; `kept.rows` if it is not stored.
    std::size_t place(std::size_t first) const {
        const std::size_t block = first / plan.items % plan.blocks;
        return block < plan.kept ? chunk_of(first) * plan.kept + block : kept_max.rows;
    }
    /// Elements between two rows of a block: an odd number of cache lines, because rows a power of two apart map to the same
    /// few sets of a cache.
    static std::size_t block_stride(std::size_t queries) {
        constexpr std::size_t line = cache_line / sizeof(T);
        return ((queries + line - 1) / line | 1) * line;
    }
    /// Buffer for the scores of a block: (n, queries).
    view<T> block_of(pass& local, std::size_t n) const {
        const std::size_t stride = block_stride(queries_count());
        return {local.memory.template take_span<T>(n * stride).data(), n, queries_count(), stride};
    }
    /// The stored exponentials of a block; empty if they are not stored.
    view<T> kept_of(std::size_t first, std::size_t n) const {
        const std::size_t at = place(first);
        if (at == kept_max.rows) return {};
        return {kept.row(at).data(), n, queries_count(), block_stride(queries_count())};
    }
    /// Computes the scores of the block that starts at `first`; returns its rows, copied to the workspace of `local` if necessary.
    nextclick::table::row_block<T> score(pass& local, std::size_t first, view<T> scores) const {
        const auto block = table.block(local.memory, first, scores.rows);
        block.score(transposed, scores);
        return block;
    }
    /// Calls f(query, row of the block) for the queries whose target is in the block.
    template <class F>
    void for_targets(std::size_t first, std::size_t n, const F& f) const {
        auto at = std::lower_bound(by_target.begin(), by_target.end(), first,
                                   [&](std::uint32_t query, std::size_t item) { return target[query] < item; });
        for (; at != by_target.end() && target[*at] < first + n; ++at) f(*at, target[*at] - first);
    }

    /// The gradients of the block that starts at `first`.
    void make(pass& local, std::size_t first, const nextclick::table::gradient_block<T>& to) const {
        const auto mark = local.memory.here();
        to.from_scores(score_gradients(local, first, to.size()), queries);
        local.memory.release(mark);
    }
    /// The gradients of the scores of that block, (n, queries).
    view<T> score_gradients(pass& local, std::size_t first, std::size_t n) const {
        const view<T> p = block_of(local, n), kept_p = kept_of(first, n);
        const auto factor = local.memory.template take_span<T>(queries_count());
        if (kept_p.data == nullptr) {
            score(local, first, p);
            std::fill(factor.begin(), factor.end(), T(0));
            simd::exp_by_query<simd::default_arch, T>(p, max, factor);
            simd::scale_by_query<simd::default_arch, T>(share, p, p);
        } else {
            const auto shifted_by = kept_max.row(place(first));
            for (std::size_t i = 0; i < factor.size(); ++i) factor[i] = share[i] * simd::exp(shifted_by[i] - max[i]);
            simd::scale_by_query<simd::default_arch, T>(factor, kept_p, p);
        }
        if (smooth)
            for (std::size_t j = 0; j < n; ++j) simd::axpy<simd::default_arch, T>(T(-1), label, p.row(j));
        for_targets(first, n, [&](std::size_t query, std::size_t row) { p(row, query) = of_target[query]; });
        return p;
    }
};

}  // namespace objective
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/objective/streamed_rows.ipp"
#endif
