// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "nextclick/core/pass.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/output/concept.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/softmax_columns.hpp"

/// Softmax over the whole catalogue, streamed: the scores of a block of items are made, used and forgotten while they
/// are in cache. The first pass finds the sums of every query and its gradient, the second the gradient of each row of
/// the table, which the optimiser takes at once (table/step_deferred.hpp). No array of queries x catalogue exists.
namespace nextclick::inline NEXTCLICK_ABI::objective {

/// How the catalogue is cut. Depends on the shapes alone, so that results do not depend on the threads.
struct stream_plan {
    std::size_t items = 0;   ///< of a block
    std::size_t blocks = 0;  ///< of a chunk, which is one thread's
    std::size_t kept = 0;    ///< blocks of each chunk whose exponentials stay for the second pass

    static stream_plan of(std::size_t catalogue, std::size_t queries, std::size_t width, std::size_t scalar_bytes) {
        constexpr std::size_t block_bytes = 256 << 10, most_kept = 96 << 20, least_kept = 10 << 20, partial_bytes = 16 << 20;
        constexpr std::size_t most_chunks = 16, quantum = 24;  // whole register tiles of rows
        const std::size_t per_item = std::max<std::size_t>(1, queries * scalar_bytes);
        // Of a small catalogue a good part is kept, since making scores anew costs more than memory; of a large one what fits a cache.
        const std::size_t kept_bytes = catalogue / 4 <= most_kept / per_item ? most_kept : least_kept;
        stream_plan p;
        p.items = std::clamp(block_bytes / per_item / quantum * quantum, quantum, 21 * quantum);
        const std::size_t all = (catalogue + p.items - 1) / p.items;
        const std::size_t affordable = partial_bytes / (per_item * std::max<std::size_t>(1, width));
        const std::size_t chunks = std::clamp<std::size_t>(std::min(affordable, all), 1, most_chunks);
        p.blocks = (all + chunks - 1) / chunks;
        p.kept = std::min(p.blocks, kept_bytes / (per_item * p.items * p.chunks(catalogue)));
        return p;
    }
    /// This one, or where it has no items that of a model's catalogue and queries.
    template <class Model, class T = typename Model::scalar>
    stream_plan or_by_size(const Model& net, view<const T> q) const {
        return items > 0 ? *this : of(net.item_count(), q.rows, q.cols, sizeof(T));
    }
    std::size_t chunks(std::size_t catalogue) const { return (catalogue + blocks * items - 1) / (blocks * items); }
};

/// What the first pass leaves for the second: the gradient of every row of the table, to be made block by block
/// (table::DeferredRows). Views into the workspace of the pass.
template <class T>
struct streamed_rows {
    stream_plan plan{};
    nextclick::table::item_table<T> table{};
    simd::packed<T> transposed{}, queries{};     ///< (d, n) and (n, d)
    std::span<const item_index> target{};        ///< of every query
    std::span<const std::uint32_t> by_target{};  ///< queries in order of their targets
    view<T> kept{};                              ///< exponentials, blocks of items x queries one after the other
    view<T> kept_most{};                         ///< what they were shifted by
    std::span<T> most{}, share{}, label{};       ///< gradient of a score: share exp(score - most) - label
    std::span<T> of_target{};                    ///< gradient of the target's score
    bool smooth = false;                         ///< some label is not 0
    double bound = 0;                            ///< no element of a gradient is larger

    std::size_t size() const { return table.size(); }
    item_index item(std::size_t j) const { return static_cast<item_index>(j); }
    std::size_t queries_count() const { return target.size(); }
    bool surely_finite(double factor) const { return factor * bound < static_cast<double>(std::numeric_limits<T>::max()); }

    /// f(part, first item, items) for every block; a chunk is one thread's, with a part of the pass of its own.
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        if (size() == 0) return;
        run.memory.make_children(plan.chunks(size()));
        const std::size_t chunk_items = plan.blocks * plan.items;
        const int team = worth_threads(size() * queries.rows * queries.cols) ? run.threads : 1;
        parallel_blocks(size(), chunk_items, team, [&](std::size_t begin, std::size_t end) {
            pass part{.memory = run.memory.child(begin / chunk_items), .training = run.training};
            for (std::size_t first = begin; first < end; first += plan.items) f(part, first, std::min(plan.items, end - first));
        });
    }

    std::size_t chunk_of(std::size_t first) const { return first / (plan.blocks * plan.items); }
    /// Place of a block among those kept; `kept.rows` if it is not.
    std::size_t place(std::size_t first) const {
        const std::size_t block = first / plan.items % plan.blocks;
        return block < plan.kept ? chunk_of(first) * plan.kept + block : kept_most.rows;
    }
    /// Elements between two rows of a block: an odd number of cache lines, since rows a power of two apart share the same
    /// few sets of a cache.
    static std::size_t block_stride(std::size_t queries) {
        constexpr std::size_t line = cache_line / sizeof(T);
        return ((queries + line - 1) / line | 1) * line;
    }
    /// Where the scores of a block are made: (n, queries).
    view<T> block_of(pass& part, std::size_t n) const {
        const std::size_t stride = block_stride(queries_count());
        return {part.memory.template take_span<T>(n * stride).data(), n, queries_count(), stride};
    }
    /// Where its exponentials are kept; empty if they are not.
    view<T> kept_of(std::size_t first, std::size_t n) const {
        const std::size_t at = place(first);
        if (at == kept_most.rows) return {};
        return {kept.row(at).data(), n, queries_count(), block_stride(queries_count())};
    }
    /// Scores of the block that starts at `first`; its rows, if they were copied, live in the memory of the part.
    nextclick::table::row_block<T> score(pass& part, std::size_t first, view<T> scores) const {
        const auto block = table.block(part.memory, first, scores.rows);
        block.score(transposed, scores);
        return block;
    }
    /// f(query, row of the block) for the queries whose target lies in the block.
    template <class F>
    void for_targets(std::size_t first, std::size_t n, const F& f) const {
        auto at = std::lower_bound(by_target.begin(), by_target.end(), first,
                                   [&](std::uint32_t query, std::size_t item) { return target[query] < item; });
        for (; at != by_target.end() && target[*at] < first + n; ++at) f(*at, target[*at] - first);
    }

    /// Gradients of the rows of the table (if `to` has columns) and of their biases (if asked), of the block that starts at
    /// `first`.
    void make(pass& part, std::size_t first, view<T> to, std::span<T> bias_to) const {
        const auto mark = part.memory.here();
        multiply(score_gradients(part, first, to.rows), to, bias_to);
        part.memory.release(mark);
    }
    /// The gradients of the scores of that block, (n, queries), and what they make of the rows of the table.
    view<T> score_gradients(pass& part, std::size_t first, std::size_t n) const {
        const view<T> p = block_of(part, n), kept_p = kept_of(first, n);
        const auto factor = part.memory.template take_span<T>(queries_count());
        if (kept_p.data == nullptr) {
            score(part, first, p);
            std::fill(factor.begin(), factor.end(), T(0));
            simd::exp_columns<simd::default_arch, T>(p, most, factor);
            simd::scale_columns<simd::default_arch, T>(share, p, p);
        } else {
            const auto shifted_by = kept_most.row(place(first));
            for (std::size_t i = 0; i < factor.size(); ++i) factor[i] = share[i] * simd::exp(shifted_by[i] - most[i]);
            simd::scale_columns<simd::default_arch, T>(factor, kept_p, p);
        }
        if (smooth)
            for (std::size_t j = 0; j < n; ++j) simd::axpy<simd::default_arch, T>(T(-1), label, p.row(j));
        for_targets(first, n, [&](std::size_t query, std::size_t row) { p(row, query) = of_target[query]; });
        return p;
    }
    void multiply(view<const T> p, view<T> to, std::span<T> bias_to) const {
        if (to.cols > 0) simd::product<simd::default_arch, T>(p, queries, to);
        for (std::size_t j = 0; j < bias_to.size(); ++j) bias_to[j] = simd::sum<simd::default_arch, T>(p.row(j));
    }
};

namespace detail {

/// What one chunk knows of every query: maximum, sum of exponentials, and their sum weighted with the table's rows.
template <class T>
struct running_softmax {
    std::span<T> most, total;
    view<T> mean;           ///< (d, queries), not divided by total: transposed, so that lanes run along the queries here too
    std::span<T> rows_sum;  ///< (d) sum of the table's rows, for label smoothing

    static running_softmax take(workspace& memory, std::size_t n, std::size_t d) {
        running_softmax s{memory.take_span<T>(n), memory.take_span<T>(n), memory.take_zeros<T>(d, n), memory.take_span<T>(d)};
        std::fill(s.most.begin(), s.most.end(), std::numeric_limits<T>::lowest());
        std::fill(s.total.begin(), s.total.end(), T(0));
        std::fill(s.rows_sum.begin(), s.rows_sum.end(), T(0));
        return s;
    }
    /// Takes in a block of scores, which become exponentials, and are copied to `copy` unless that is empty.
    /// factor: scratch of the size of `most`.
    void take_in(view<T> scores, const table::row_block<T>& rows, std::span<T> factor, view<T> copy = {}) {
        std::copy(most.begin(), most.end(), factor.begin());
        simd::max_columns<simd::default_arch, T>(scores, most);
        bool risen = false;
        for (std::size_t i = 0; i < most.size(); ++i) {
            risen = risen || most[i] != factor[i];
            factor[i] = most[i] == factor[i] ? T(1) : simd::exp(factor[i] - most[i]);
        }
        if (risen) {
            simd::multiply<simd::default_arch, T>(factor, total);
            simd::scale_columns<simd::default_arch, T>(factor, mean, mean);
        }
        simd::exp_columns<simd::default_arch, T>(scores, most, total, copy);
        rows.add_weighted(scores, mean);
    }
};

/// to (queries, d) = the weighted sums of all chunks, in their order, shifted by the largest maximum of a query.
template <class T>
void join_means(pass& run, std::span<const running_softmax<T>> sums, view<T> to) {
    const std::size_t n = to.rows, d = to.cols;
    share_rows(run, n, sums.size() * n * d, [&](pass& part, std::size_t first, std::size_t size) {
        const auto mark = part.memory.here();
        const auto all = part.memory.template take_zeros<T>(d, size);
        const auto factor = part.memory.template take_span<T>(size);
        for (const auto& s : sums) {
            for (std::size_t i = 0; i < size; ++i) {
                T most = s.most[first + i];
                for (const auto& other : sums) most = std::max(most, other.most[first + i]);
                factor[i] = simd::exp(s.most[first + i] - most);
            }
            for (std::size_t j = 0; j < d; ++j)
                simd::multiply_add<simd::default_arch, T>(factor, s.mean.row(j).subspan(first, size), all.row(j));
        }
        simd::transpose<simd::write::overwrite, T>(all, to.block(first, size));
        part.memory.release(mark);
    });
}

/// The streamed objective for any way of closing a row: close(row, target, most, total, mean, number of negatives) gives
/// a loss::closed_row. Means are made if `uses_mean`, and are 0 otherwise.
template <class Model, class Close>
typename Model::scalar stream_softmax(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                      view<typename Model::scalar> dq, streamed_rows<typename Model::scalar>& deferred,
                                      const stream_plan& plan, bool uses_mean, const Close& close) {
    using T = typename Model::scalar;
    const std::size_t n = q.rows, d = q.cols, catalogue = net.item_count(), chunks = plan.chunks(catalogue);
    workspace& memory = run.memory;
    deferred = {};
    if (n == 0) return T(0);
    deferred.plan = plan;
    deferred.table = net.table();
    deferred.target = rows.target;
    deferred.transposed =
        simd::pack_transposed<simd::default_arch, T>(q, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(d, n)));
    deferred.queries = simd::pack<simd::default_arch, T>(q, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(n, d)));
    auto by_target = memory.take_span<std::uint32_t>(n);
    std::iota(by_target.begin(), by_target.end(), 0u);
    std::sort(by_target.begin(), by_target.end(),
              [&](std::uint32_t a, std::uint32_t b) { return rows.target[a] != rows.target[b] ? rows.target[a] < rows.target[b] : a < b; });
    deferred.by_target = by_target;
    deferred.kept = memory.take<T>(plan.kept * chunks, plan.items * deferred.block_stride(n));
    deferred.kept_most = memory.take<T>(plan.kept * chunks, n);

    // First pass: every chunk by itself.
    const auto own_score = memory.take_span<T>(n), factor = memory.take_span<T>(n * chunks);
    const auto sums = memory.take_span<running_softmax<T>>(chunks);
    for (auto& s : sums) s = running_softmax<T>::take(memory, n, d);
    deferred.for_blocks(run, [&](pass& part, std::size_t first, std::size_t size) {
        const auto mark = part.memory.here();
        auto& sum = sums[deferred.chunk_of(first)];
        const view<T> scores = deferred.block_of(part, size);
        const auto block = deferred.score(part, first, scores);
        deferred.for_targets(first, size, [&](std::size_t query, std::size_t row) {  // a target is no negative
            own_score[query] = std::exchange(scores(row, query), -std::numeric_limits<T>::infinity());
        });
        sum.take_in(scores, block, factor.subspan(deferred.chunk_of(first) * n, n), deferred.kept_of(first, size));
        if (const std::size_t at = deferred.place(first); at != deferred.kept_most.rows)
            std::copy(sum.most.begin(), sum.most.end(), deferred.kept_most.row(at).begin());
        if (uses_mean) block.add_to(sum.rows_sum);
        part.memory.release(mark);
    });

    // The chunks come together in their order, and each row is closed.
    const auto values = memory.take_span<T>(n);
    deferred.most = memory.take_span<T>(n);
    deferred.share = memory.take_span<T>(n);
    deferred.label = memory.take_span<T>(n);
    deferred.of_target = memory.take_span<T>(n);
    deferred.smooth = uses_mean;
    const T all_biases = deferred.smooth ? deferred.table.biases().sum() : T(0);
    for (std::size_t c = 1; deferred.smooth && c < sums.size(); ++c) simd::add<simd::default_arch, T>(sums[c].rows_sum, sums[0].rows_sum);
    detail::join_means<T>(run, sums, dq);
    const T negatives = static_cast<T>(catalogue - 1), scale = T(1) / static_cast<T>(rows.nominal_rows);
    constexpr std::size_t row_block = 8;
    const auto own_rows = memory.take<T>((n + row_block - 1) / row_block, deferred.table.is_direct() ? 0 : d);
    parallel_blocks(n, row_block, n * d < 10'000 ? 1 : run.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            T most = std::numeric_limits<T>::lowest(), total = 0, mean = 0;
            for (const auto& s : sums) most = std::max(most, s.most[i]);
            for (const auto& s : sums) total += simd::exp(s.most[i] - most) * s.total[i];
            const auto to = dq.row(i);
            const auto own = deferred.table.row(rows.target[i], own_rows.row(begin / row_block));
            if (deferred.smooth)
                mean = (simd::dot<simd::default_arch, T>(q.row(i), sums[0].rows_sum) + all_biases - own_score[i]) / negatives;
            const auto end_of_row =
                catalogue == 1 ? loss::closed_row<T>{T(0) * own_score[i], 0, 0, 0} : close(i, own_score[i], most, total, mean, negatives);
            values[i] = end_of_row.value;
            deferred.most[i] = most;
            deferred.share[i] = scale * end_of_row.share;
            deferred.label[i] = scale * end_of_row.label;
            deferred.of_target[i] = scale * end_of_row.target;
            simd::scale(deferred.share[i], to);
            simd::axpy<simd::default_arch, T>(deferred.of_target[i] + deferred.label[i], own, to);
            if (deferred.smooth) simd::axpy<simd::default_arch, T>(-deferred.label[i], sums[0].rows_sum, to);
        }
    });
    const double total = sum_in_order<T>(values, static_cast<double>(rows.nominal_rows));
    // A row of the table gets at most |gradient of a score| <= scale times every query.
    deferred.bound = std::isfinite(total) ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i)
        deferred.bound += std::sqrt(static_cast<double>(simd::sum_squares<simd::default_arch, T>(q.row(i))));
    return static_cast<T>(total);
}

}  // namespace detail

/// Every item of the catalogue, scored a block at a time: no array of rows x items exists. For losses that need only sums over
/// the negatives of a row (loss::Closes).
/// cost      2 products of rows x catalogue x d in `learn`, 1 to 2 in deferred().make; one exponential a score here, up to one there
/// memory    plan.kept blocks (at most 96 MB, of large catalogues 10), rows x d a chunk, a block of scores a chunk
struct full_softmax {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(loss::Closes<Loss> && output::LinearActivation<std::remove_cvref_t<decltype(Output{}.activation)>>,
                      "sampler::all_items streams the catalogue past the loss, which must have close() "
                      "(loss::cross_entropy does): use that, or a sampler with a list of candidates");
        static_assert(!output::scores_by_net<Output> || output::computes_rows<Output>,
                      "output::neural over a table is what for_ranking makes, to be ranked by: train the model that it was made of");
        static_assert(!output::computes_rows<Output>,
                      "output::tower computes the rows of the candidates of a step: use a sampler that draws a list of them, such "
                      "as sampler::in_batch, uniform or popularity");
    };
    template <class Model>
    struct inputs {
        stream_plan plan{};  ///< block sizes, for tests; by default they follow from the catalogue's size
    };
    template <class Sampler>
    static constexpr std::size_t columns(const Sampler&, std::size_t items, std::size_t) {
        return items;
    }
    template <class Sampler>
    static std::string why_quadratic() {
        return "";
    }

    template <class Model>
    class learner : public deferred_table_gradients<Model, streamed_rows<typename Model::scalar>> {
        using T = typename Model::scalar;

    public:
        explicit learner(const Model&) {}
        void prepare(const Model& net, std::span<const std::uint32_t> support) { static_cast<void>(net.policy.sampler.prepare(support)); }
        inputs<Model> draw(const Model&, pass&, const event_rows&) const { return {}; }
        T learn(const Model& net, pass& run, const event_rows& rows, view<const T> q, const inputs<Model>& with,
                typename Model::gradient_pack&, view<T> dq) {
            const auto& loss = net.policy.loss;
            return detail::stream_softmax(net, run, rows, q, dq, this->deferred_, with.plan.or_by_size(net, q), loss.uses_mean(),
                                          [&](std::size_t, T target, T most, T total, T mean, T negatives) {
                                              return loss.close(target, most, total, mean, negatives);
                                          });
        }
        void clear() { this->deferred_ = {}; }
        std::size_t min_rows(const Model&) const { return 1; }
    };
};

}  // namespace nextclick::inline NEXTCLICK_ABI::objective
