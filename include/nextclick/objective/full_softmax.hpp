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
#include "nextclick/objective/streamed_rows.hpp"
#include "nextclick/output/concept.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/softmax_by_query.hpp"

/// Softmax over the whole catalogue, streamed: the scores of a block of items are computed, used and discarded while they
/// are in cache. The first pass computes the sums and the gradient of every query, the second the gradient of each row of
/// the table, which the optimiser applies at once (table/step_deferred.hpp). No array of queries x catalogue exists.
NEXTCLICK_BEGIN_NAMESPACE
namespace objective {

namespace detail {

/// Running sums of one chunk for every query: maximum, sum of exponentials, and the sum of the table's rows weighted by them.
template <class T>
struct running_softmax {
    std::span<T> max, total;
    view<T> mean;           ///< (d, queries), not divided by total; transposed, so that SIMD lanes run along the queries
    std::span<T> rows_sum;  ///< (d) sum of the table's rows, for label smoothing

    static running_softmax take(workspace& memory, std::size_t n, std::size_t d) {
        running_softmax s{memory.take_span<T>(n), memory.take_span<T>(n), memory.take_zeros<T>(d, n), memory.take_span<T>(d)};
        std::fill(s.max.begin(), s.max.end(), std::numeric_limits<T>::lowest());
        std::fill(s.total.begin(), s.total.end(), T(0));
        std::fill(s.rows_sum.begin(), s.rows_sum.end(), T(0));
        return s;
    }
    /// Accumulates a block of scores. The scores are overwritten by exponentials, and copied to `copy` unless that is empty.
    /// factor: scratch of the size of `max`.
    void accumulate(view<T> scores, const table::row_block<T>& rows, std::span<T> factor, view<T> copy = {}) {
        std::copy(max.begin(), max.end(), factor.begin());
        simd::max_by_query<simd::default_arch, T>(scores, max);
        bool risen = false;
        for (std::size_t i = 0; i < max.size(); ++i) {
            risen = risen || max[i] != factor[i];
            factor[i] = max[i] == factor[i] ? T(1) : simd::exp(factor[i] - max[i]);
        }
        if (risen) {
            simd::multiply<simd::default_arch, T>(factor, total);
            simd::scale_by_query<simd::default_arch, T>(factor, mean, mean);
        }
        simd::exp_by_query<simd::default_arch, T>(scores, max, total, copy);
        rows.add_weighted(scores, mean);
    }
};

/// to (queries, d) = the weighted sums of all chunks, added in chunk order, rescaled to the largest maximum of a query.
template <class T>
void join_means(pass& run, std::span<const running_softmax<T>> sums, view<T> to) {
    const std::size_t n = to.rows, d = to.cols;
    share_rows(run, n, sums.size() * n * d, [&](pass& local, std::size_t first, std::size_t size) {
        const auto mark = local.memory.here();
        const auto all = local.memory.template take_zeros<T>(d, size);
        const auto factor = local.memory.template take_span<T>(size);
        for (const auto& s : sums) {
            for (std::size_t i = 0; i < size; ++i) {
                T max = s.max[first + i];
                for (const auto& other : sums) max = std::max(max, other.max[first + i]);
                factor[i] = simd::exp(s.max[first + i] - max);
            }
            for (std::size_t j = 0; j < d; ++j)
                simd::multiply_add<simd::default_arch, T>(factor, s.mean.row(j).subspan(first, size), all.row(j));
        }
        simd::transpose<simd::write::overwrite, T>(all, to.block(first, size));
        local.memory.release(mark);
    });
}

/// The streamed objective for any loss of a row: finish_row(row, target, max, total, mean, number of negatives) returns
/// a loss::finished_row. Means are computed if `uses_mean`, and are 0 otherwise.
template <class Model, class FinishRow>
typename Model::scalar stream_softmax(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                      view<typename Model::scalar> dq, streamed_rows<typename Model::scalar>& deferred,
                                      const stream_plan& plan, bool uses_mean, const FinishRow& finish_row) {
    using T = typename Model::scalar;
    const std::size_t n = q.rows, d = q.cols;
    workspace& memory = run.memory;
    deferred = {};
    if (n == 0) return T(0);
    deferred.plan = plan;
    deferred.table = output::table_of(net);
    const std::size_t catalogue = deferred.table.size(), chunks = plan.chunks(catalogue);
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
    deferred.kept_max = memory.take<T>(plan.kept * chunks, n);

    // First pass: chunks are independent.
    const auto own_score = memory.take_span<T>(n), factor = memory.take_span<T>(n * chunks);
    const auto sums = memory.take_span<running_softmax<T>>(chunks);
    for (auto& s : sums) s = running_softmax<T>::take(memory, n, d);
    deferred.for_blocks(run, [&](pass& local, std::size_t first, std::size_t size) {
        const auto mark = local.memory.here();
        auto& sum = sums[deferred.chunk_of(first)];
        const view<T> scores = deferred.block_of(local, size);
        const auto block = deferred.score(local, first, scores);
        deferred.for_targets(first, size, [&](std::size_t query, std::size_t row) {  // the target is not a negative
            own_score[query] = std::exchange(scores(row, query), -std::numeric_limits<T>::infinity());
        });
        sum.accumulate(scores, block, factor.subspan(deferred.chunk_of(first) * n, n), deferred.kept_of(first, size));
        if (const std::size_t at = deferred.place(first); at != deferred.kept_max.rows)
            std::copy(sum.max.begin(), sum.max.end(), deferred.kept_max.row(at).begin());
        if (uses_mean) block.add_to(sum.rows_sum);
        local.memory.release(mark);
    });

    // Combine the chunks in order, and finish each row.
    const auto values = memory.take_span<T>(n);
    deferred.max = memory.take_span<T>(n);
    deferred.share = memory.take_span<T>(n);
    deferred.label = memory.take_span<T>(n);
    deferred.of_target = memory.take_span<T>(n);
    deferred.smooth = uses_mean;
    const T all_biases = deferred.smooth ? deferred.table.biases().sum() : T(0);
    for (std::size_t c = 1; deferred.smooth && c < sums.size(); ++c) simd::add<simd::default_arch, T>(sums[c].rows_sum, sums[0].rows_sum);
    detail::join_means<T>(run, sums, dq);
    const T negatives = static_cast<T>(catalogue - 1), scale = T(1) / static_cast<T>(rows.nominal_rows);
    for_each_block(n, 8, n * d < 10'000 ? 1 : run.threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            T max = std::numeric_limits<T>::lowest(), total = 0, mean = 0;
            for (const auto& s : sums) max = std::max(max, s.max[i]);
            for (const auto& s : sums) total += simd::exp(s.max[i] - max) * s.total[i];
            const auto to = dq.row(i);
            if (deferred.smooth)
                mean = (simd::dot<simd::default_arch, T>(q.row(i), sums[0].rows_sum) + all_biases - own_score[i]) / negatives;
            const auto end_of_row = catalogue == 1 ? loss::finished_row<T>{T(0) * own_score[i], 0, 0, 0}
                                                   : finish_row(i, own_score[i], max, total, mean, negatives);
            values[i] = end_of_row.value;
            deferred.max[i] = max;
            deferred.share[i] = scale * end_of_row.share;
            deferred.label[i] = scale * end_of_row.label;
            deferred.of_target[i] = scale * end_of_row.target;
            simd::scale(deferred.share[i], to);
            deferred.table.add_row(deferred.of_target[i] + deferred.label[i], rows.target[i], to);
            if (deferred.smooth) simd::axpy<simd::default_arch, T>(-deferred.label[i], sums[0].rows_sum, to);
        }
    });
    const double total = sum_in_order<T>(values, static_cast<double>(rows.nominal_rows));
    // The norm of a row's gradient is at most the sum over queries of scale |q|, because |gradient of a score| <= scale.
    deferred.bound = std::isfinite(total) ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i)
        deferred.bound += std::sqrt(static_cast<double>(simd::sum_squares<simd::default_arch, T>(q.row(i))));
    return static_cast<T>(total);
}

}  // namespace detail

/// Scores every item of the catalogue, a block at a time: no array of rows x items exists. For losses that need only sums over
/// the negatives of a row (loss::Streamable).
/// cost      2 products of rows x catalogue x d in `learn`, 1 to 2 in deferred().make; one exponential a score here, up to one there
/// memory    plan.kept blocks (at most 96 MB, of large catalogues 10), rows x d a chunk, a block of scores a chunk
struct full_softmax {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(loss::Streamable<Loss> && output::LinearActivation<std::remove_cvref_t<decltype(Output{}.activation)>>,
                      "sampler::all_items streams the catalogue through the loss, which must have finish_row() "
                      "(loss::cross_entropy does): use that, or a sampler with a list of candidates");
        static_assert(!output::scores_by_net<Output> || output::computes_rows<Output>,
                      "output::neural over a table is made by for_ranking, for ranking alone: train the model that it was made of");
        static_assert(!output::computes_rows<Output>,
                      "output::item_tower computes the rows of the candidates of a step: use a sampler that draws a list of them, such "
                      "as sampler::in_batch, uniform or popularity");
    };
    template <class Model>
    struct inputs {
        stream_plan plan{};  ///< block sizes, for tests; by default they depend on the size of the catalogue
    };
    template <class Sampler>
    static constexpr std::size_t candidate_count(const Sampler&, std::size_t items, std::size_t) {
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
            return detail::stream_softmax(net, run, rows, q, dq, this->deferred_,
                                          with.plan.or_by_size(output::table_of(net).size(), rows, q), loss.uses_mean(),
                                          [&](std::size_t, T target, T max, T total, T mean, T negatives) {
                                              return loss.finish_row(target, max, total, mean, negatives);
                                          });
        }
        void clear() { this->deferred_ = {}; }
        std::size_t min_rows(const Model&) const { return 1; }
    };
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<full_softmax, Loss, Sampler, Output> =
    loss::Streamable<Loss> && output::LinearActivation<std::remove_cvref_t<decltype(Output{}.activation)>> &&
    !output::scores_by_net<Output> && !output::computes_rows<Output>;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
