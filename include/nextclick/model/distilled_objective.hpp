// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>

#include "nextclick/loss/distilled.hpp"
#include "nextclick/model/streamed_objective.hpp"
#include "nextclick/optimizer/late_rows.hpp"

/// The softmax over the whole catalogue with a teacher beside it (loss::distilled). The teacher is given as its queries
/// and its table, and its probabilities are made a block of items at a time, as the student's are: no array of
/// queries x catalogue exists for either. With P* = softmax of the teacher's scores, all that the student's sums need of
/// it is the mean of the student's own rows, sum_j P*_j e_j: the expected score is a product with it.
namespace nextclick::inline NEXTCLICK_ABI {

/// What a teacher says about the rows of a batch. Its vocabulary is the student's, its width its own.
template <class T>
struct teacher_rows {
    view<const T> queries{};         ///< (rows, d*), finite also where the teacher is silent
    view<const T> table{};           ///< (items, d*)
    const T* bias = nullptr;         ///< of every item, or null
    std::span<const char> speaks{};  ///< (rows) 0: this row has no teacher; empty: all have

    bool has(std::size_t row) const { return speaks.empty() || speaks[row] != 0; }
};

/// Late rows of a distilled step: those of the student, less what the teacher says.
template <class T>
struct distilled_rows {
    streamed_rows<T> student{}, teacher{};
    std::span<T> share{};  ///< of the teacher's exponentials, 0 where it is silent

    std::size_t size() const { return student.size(); }
    item_index item(std::size_t j) const { return student.item(j); }
    bool surely_finite() const { return student.surely_finite(); }
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        student.for_blocks(run, f);
    }
    void make(pass& part, std::size_t first, view<T> to, std::span<T> bias_to) const {
        const auto mark = part.memory.here();
        const view<T> p = student.score_gradients(part, first, to.rows);
        const view<T> taught = teacher.block_of(part, to.rows);
        const auto unused = part.memory.template take_span<T>(share.size());
        std::fill(unused.begin(), unused.end(), T(0));
        teacher.score(first, taught);
        simd::exp_columns<simd::default_arch, T>(taught, teacher.most, unused);
        simd::scale_columns<simd::default_arch, T>(share, taught, taught);
        for (std::size_t j = 0; j < to.rows; ++j) simd::axpy<simd::default_arch, T>(T(-1), taught.row(j), p.row(j));
        student.multiply(p, to, bias_to);
        part.memory.release(mark);
    }
};
static_assert(optimizer::LateRows<distilled_rows<float>, float>);

namespace detail {

/// What a teacher expects of the student: sum_j P*_j e_j of every query (rows, d), and sum_j P*_j bias_j.
template <class T>
struct teaching {
    view<T> mean;
    std::span<T> bias, total;
};

/// A pass over the catalogue with the teacher's scores and the student's rows. Fills late.teacher.most.
template <class Model, class T = typename Model::scalar>
teaching<T> ask_teacher(const Model& net, pass& run, const event_rows& rows, const teacher_rows<T>& teacher, const stream_plan& plan,
                        streamed_rows<T>& late) {
    const std::size_t n = teacher.queries.rows, d = net.table().cols, chunks = plan.chunks(teacher.table.rows);
    workspace& memory = run.memory;
    late = {};
    late.plan = {plan.items, plan.blocks, 0};
    late.table = teacher.table;
    late.bias = teacher.bias;
    late.target = rows.target;
    const std::size_t width = teacher.queries.cols;
    late.turned = simd::pack_transposed<simd::default_arch, T>(teacher.queries,
                                                               memory.take_span<T>(simd::packed_size<simd::default_arch, T>(width, n)));
    late.queries =
        simd::pack<simd::default_arch, T>(teacher.queries, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(n, width)));
    const T* const bias = net.biases();
    const auto sums = memory.take_span<running_softmax<T>>(chunks);
    for (auto& s : sums) s = running_softmax<T>::take(memory, n, d);
    const auto factors = memory.take_span<T>(n * chunks);
    const auto biases = memory.take_zeros<T>(chunks, n);  // running too
    late.for_blocks(run, [&](pass& part, std::size_t first, std::size_t size) {
        const auto mark = part.memory.here();
        const std::size_t chunk = late.chunk_of(first);
        const auto factor = factors.subspan(chunk * n, n);
        const view<T> scores = late.block_of(part, size);
        late.score(first, scores);
        sums[chunk].take_in(scores, view<const T>(net.table()).block(first, size), factor);
        if (bias != nullptr) {
            const auto own = biases.row(chunk);
            simd::multiply<simd::default_arch, T>(factor, own);
            for (std::size_t j = 0; j < size; ++j) simd::axpy<simd::default_arch, T>(bias[first + j], scores.row(j), own);
        }
        part.memory.release(mark);
    });
    const teaching<T> said{memory.take<T>(n, d), memory.take_span<T>(n), memory.take_span<T>(n)};
    join_means<T>(run, sums, said.mean);
    late.most = memory.take_span<T>(n);
    for (std::size_t i = 0; i < n; ++i) {
        T most = std::numeric_limits<T>::lowest(), total = 0, all_biases = 0;
        for (const auto& s : sums) most = std::max(most, s.most[i]);
        for (std::size_t c = 0; c < chunks; ++c) {
            const T factor = simd::exp(sums[c].most[i] - most);
            total += factor * sums[c].total[i];
            all_biases += factor * biases(c, i);
        }
        simd::scale(1 / total, said.mean.row(i));
        said.bias[i] = all_biases / total;
        said.total[i] = total;
        late.most[i] = most;
    }
    return said;
}

}  // namespace detail

/// Loss of a step over the whole catalogue, learned from labels and from a teacher; see streamed_objective.
/// errors    `argument_error` if the teacher has other rows or items than the student
/// cost      as streamed_objective, and 2 products more here and one more in late.make, one of them as wide as the student
template <class Model>
requires requires(const Model& net) { net.policy.loss.weight; }
typename Model::scalar distilled_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                           const teacher_rows<typename Model::scalar>& teacher, view<typename Model::scalar> dq,
                                           distilled_rows<typename Model::scalar>& late, const stream_plan& plan) {
    using T = typename Model::scalar;
    const loss::distilled& loss = net.policy.loss;
    if (teacher.queries.rows != q.rows || teacher.table.rows != net.item_count() || teacher.table.cols != teacher.queries.cols ||
        (!teacher.speaks.empty() && teacher.speaks.size() != q.rows))
        throw argument_error("distilled_objective: the teacher has " + std::to_string(teacher.queries.rows) + " rows and " +
                             std::to_string(teacher.table.rows) + " items, the student " + std::to_string(q.rows) + " and " +
                             std::to_string(net.item_count()) + "; ask it about the same batch and vocabulary");
    if (!(loss.weight >= 0 && loss.weight <= 1))
        throw argument_error("loss::distilled: weight " + std::to_string(loss.weight) + " is outside [0, 1]");
    late = {};
    if (q.rows == 0) return T(0);
    const detail::teaching<T> said = detail::ask_teacher(net, run, rows, teacher, plan, late.teacher);
    const T loss_value = detail::stream_softmax(
        net, run, rows, q, dq, late.student, plan, false, [&](std::size_t i, T target, T most, T total, T mean, T negatives) {
            if (!teacher.has(i)) return loss.close(target, most, total, mean, negatives);
            const T taught = simd::dot<simd::default_arch, T>(q.row(i), said.mean.row(i)) + said.bias[i];
            return loss.close_taught(target, most, total, taught);
        });
    const T part = static_cast<T>(loss.weight) / static_cast<T>(rows.nominal_rows);
    late.share = run.memory.template take_span<T>(q.rows);
    const bool one_item = net.item_count() == 1;  // nothing to choose from, nothing to teach
    for (std::size_t i = 0; i < q.rows; ++i) {
        const bool taught = teacher.has(i) && !one_item;
        late.share[i] = taught ? part / said.total[i] : T(0);
        if (taught) simd::axpy<simd::default_arch, T>(-part, said.mean.row(i), dq.row(i));
    }
    return loss_value;
}

/// The same with the whole gradients of table and bias in `g`.
template <class Model>
typename Model::scalar distilled_objective(const Model& net, pass& run, const event_rows& rows, view<const typename Model::scalar> q,
                                           const teacher_rows<typename Model::scalar>& teacher, typename Model::gradient_pack& g,
                                           view<typename Model::scalar> dq, const stream_plan& plan) {
    using T = typename Model::scalar;
    distilled_rows<T> late;
    const T value = distilled_objective(net, run, rows, q, teacher, dq, late, plan);
    row_gradient<T>* bias = nullptr;
    if constexpr (Model::output_type::has_bias) bias = &g.output.bias;
    optimizer::add_late(late, &net.table_of(g), bias, run);
    return value;
}

}  // namespace nextclick::inline NEXTCLICK_ABI
