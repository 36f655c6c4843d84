// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <type_traits>

#include "nextclick/core/error.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/objective/full_softmax.hpp"
#include "nextclick/objective/teacher.hpp"

/// The softmax over the whole catalogue with a teacher (loss::distilled). The teacher is given by its queries and its table, and its
/// probabilities are computed a block of items at a time, as the student's are: no array of queries x catalogue exists for either.
/// With P* = softmax of the teacher's scores, the student's loss needs only the mean of its own rows under P*, sum_j P*_j e_j: its
/// product with the query is the expected score.
NEXTCLICK_BEGIN_NAMESPACE

namespace objective {
struct distilled;
}

namespace loss {

/// Learning with privileged information (Tan's M3): (1-l) CE(P, onehot) + l CE(P, P*), with P* the probabilities of a teacher that
/// reads more; gradient P - [(1-l) onehot + l P*]. A row without a teacher has the hard label alone: cross_entropy.
struct distilled {
    double weight = 0.2;  ///< l, in [0, 1]

    using objective = nextclick::objective::distilled;
    static constexpr bool softmax = true;
    static std::string name() { return "distilled"; }
    static constexpr auto options() { return field_list{field{"weight", &distilled::weight}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        return cross_entropy{}.row(target, negatives);
    }
    static constexpr bool uses_mean() { return false; }
    template <class T>
    finished_row<T> finish_row(T target, T max, T total, T mean, T n) const {
        return cross_entropy{}.finish_row(target, max, total, mean, n);
    }
    /// finish_row() with a teacher, whose expected score is `teacher_score` = sum P*_j r_j: value and gradients of CE(P, onehot) plus
    /// l (onehot - P*), without the term -l P*_j of every item.
    template <class T>
    finished_row<T> finish_row_with_teacher(T target, T max, T total, T teacher_score) const {
        const T l = static_cast<T>(weight);
        const auto hard = cross_entropy{}.finish_row(target, max, total, T(0), T(1));
        return {hard.value + l * (target - teacher_score), hard.target + l, hard.share, T(0)};
    }
};
static_assert(Loss<distilled> && Streamable<distilled>);

}  // namespace loss

namespace objective {

/// Deferred rows of a distilled step: those of the student minus the share of the teacher.
template <class T>
struct distilled_rows {
    streamed_rows<T> student{}, teacher{};
    std::span<T> share{};  ///< factor of the teacher's exponentials, 0 in rows without a teacher

    std::size_t size() const { return student.size(); }
    item_index item(std::size_t j) const { return student.item(j); }
    bool surely_finite(double factor) const { return student.surely_finite(factor); }
    template <class F>
    void for_blocks(pass& run, const F& f) const {
        student.for_blocks(run, f);
    }
    void make(pass& local, std::size_t first, const table::gradient_block<T>& to) const {
        const auto mark = local.memory.here();
        const view<T> p = student.score_gradients(local, first, to.size());
        const view<T> teacher_scores = teacher.block_of(local, to.size());
        const auto unused = local.memory.template take_span<T>(share.size());
        std::fill(unused.begin(), unused.end(), T(0));
        teacher.score(local, first, teacher_scores);
        simd::exp_by_query<simd::default_arch, T>(teacher_scores, teacher.max, unused);
        simd::scale_by_query<simd::default_arch, T>(share, teacher_scores, teacher_scores);
        for (std::size_t j = 0; j < to.size(); ++j) simd::axpy<simd::default_arch, T>(T(-1), teacher_scores.row(j), p.row(j));
        to.from_scores(p, student.queries);
        local.memory.release(mark);
    }
};
static_assert(table::DeferredRows<distilled_rows<float>, float>);

namespace detail {

/// Expectations under the teacher's probabilities: sum_j P*_j e_j of every query (rows, d), and sum_j P*_j bias_j.
template <class T>
struct teacher_expectation {
    view<T> mean;
    std::span<T> bias, total;
};

/// One pass over the catalogue with the teacher's scores and the student's rows. Fills deferred.max of the teacher.
template <class Model, class T = typename Model::scalar>
teacher_expectation<T> compute_teacher_expectation(const Model& net, pass& run, const event_rows& rows, const teacher_rows<T>& teacher,
                                                   const stream_plan& plan, streamed_rows<T>& deferred) {
    const nextclick::table::item_table<T> students = output::table_of(net);
    const std::size_t n = teacher.queries.rows, d = students.width(), chunks = plan.chunks(teacher.items.size());
    workspace& memory = run.memory;
    deferred = {};
    deferred.plan = {plan.items, plan.blocks, 0};
    deferred.table = teacher.items;
    deferred.target = rows.target;
    const std::size_t width = teacher.queries.cols;
    deferred.transposed = simd::pack_transposed<simd::default_arch, T>(
        teacher.queries, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(width, n)));
    deferred.queries =
        simd::pack<simd::default_arch, T>(teacher.queries, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(n, width)));
    const auto sums = memory.take_span<running_softmax<T>>(chunks);
    for (auto& s : sums) s = running_softmax<T>::take(memory, n, d);
    const auto factors = memory.take_span<T>(n * chunks);
    const auto biases = memory.take_zeros<T>(chunks, n);  // running sums
    deferred.for_blocks(run, [&](pass& local, std::size_t first, std::size_t size) {
        const auto mark = local.memory.here();
        const std::size_t chunk = deferred.chunk_of(first);
        const auto factor = factors.subspan(chunk * n, n);
        const view<T> scores = deferred.block_of(local, size);
        deferred.score(local, first, scores);
        const auto block = students.block(local.memory, first, size);
        sums[chunk].accumulate(scores, block, factor);
        if (students.biases().any()) {
            const auto own = biases.row(chunk);
            simd::multiply<simd::default_arch, T>(factor, own);
            block.add_weighted_biases(scores, own);
        }
        local.memory.release(mark);
    });
    const teacher_expectation<T> expected{memory.take<T>(n, d), memory.take_span<T>(n), memory.take_span<T>(n)};
    join_means<T>(run, sums, expected.mean);
    deferred.max = memory.take_span<T>(n);
    for (std::size_t i = 0; i < n; ++i) {
        T max = std::numeric_limits<T>::lowest(), total = 0, all_biases = 0;
        for (const auto& s : sums) max = std::max(max, s.max[i]);
        for (std::size_t c = 0; c < chunks; ++c) {
            const T factor = simd::exp(sums[c].max[i] - max);
            total += factor * sums[c].total[i];
            all_biases += factor * biases(c, i);
        }
        simd::scale(1 / total, expected.mean.row(i));
        expected.bias[i] = all_biases / total;
        expected.total[i] = total;
        deferred.max[i] = max;
    }
    return expected;
}

}  // namespace detail

/// `full_softmax` with a teacher in addition to the labels.
/// cost      as full_softmax, plus 2 products in `learn` and one in deferred().make, one of them as wide as the student
struct distilled : full_softmax {
    template <class Loss, class Sampler, class Output>
    struct checks : full_softmax::checks<Loss, Sampler, Output> {
        static_assert(std::is_same_v<of<loss::cross_entropy, Sampler>, full_softmax>,
                      "loss::distilled needs a teacher's score of every item: use sampler::all_items");
    };
    template <class Model>
    struct inputs {
        teacher_rows<typename Model::scalar> teacher{};
        stream_plan plan{};
    };

    template <class Model>
    class learner : public deferred_table_gradients<Model, distilled_rows<typename Model::scalar>> {
        using T = typename Model::scalar;

    public:
        explicit learner(const Model&) {}
        /// Throws `argument_error` for a weight outside [0, 1].
        void prepare(const Model& net, std::span<const std::uint32_t>) const { check(net.policy.loss); }
        /// Takes the targets of the coming batches from `teacher`, a model that reads each session from its end (read_backwards; Tan's
        /// M3) and was trained on data::reversed(log). It must outlive the learner. Throws `argument_error` if its vocabulary differs.
        template <class Batcher, class Teacher>
        void learn_from(const Model& net, const Teacher& teacher) {
            static_assert(Batcher::whole_prefixes && !Batcher::one_query_a_lane,
                          "train: a teacher that reads sessions from their end needs whole sessions: train with batch::whole_sessions");
            if (teacher.items().hash() != net.items().hash())
                throw argument_error("train: teacher and student have different vocabularies; make both from log.items()");
            teacher_ = [&teacher](pass& run, const event_rows& rows) { return read_backwards(teacher, run, rows); };
        }
        inputs<Model> draw(const Model&, pass& run, const event_rows& rows) const {
            if (!teacher_)
                throw argument_error(
                    "train: loss::distilled learns from a teacher too: call train::distil(net, teacher, "
                    "log, ...), or learn_from(teacher) on the trainer");
            return {teacher_(run, rows), {}};
        }
        /// errors    `argument_error` if the teacher has other rows or items than the student
        T learn(const Model& net, pass& run, const event_rows& rows, view<const T> q, const inputs<Model>& with,
                typename Model::gradient_pack&, view<T> dq) {
            const loss::distilled& loss = net.policy.loss;
            const teacher_rows<T>& teacher = with.teacher;
            const stream_plan plan = with.plan.or_by_size(output::table_of(net).size(), rows, q);
            check(net, q, teacher);
            check(loss);
            this->deferred_ = {};
            if (q.rows == 0) return T(0);
            const detail::teacher_expectation<T> expected =
                detail::compute_teacher_expectation(net, run, rows, teacher, plan, this->deferred_.teacher);
            const T loss_value = detail::stream_softmax(
                net, run, rows, q, dq, this->deferred_.student, plan, false,
                [&](std::size_t i, T target, T max, T total, T mean, T negatives) {
                    if (!teacher.has(i)) return loss.finish_row(target, max, total, mean, negatives);
                    const T teacher_score = simd::dot<simd::default_arch, T>(q.row(i), expected.mean.row(i)) + expected.bias[i];
                    return loss.finish_row_with_teacher(target, max, total, teacher_score);
                });
            const T weight = static_cast<T>(loss.weight) / static_cast<T>(rows.nominal_rows);
            const std::span<T> share = this->deferred_.share = run.memory.template take_span<T>(q.rows);
            const bool one_item = teacher.items.size() == 1;  // no gradient then
            for (std::size_t i = 0; i < q.rows; ++i) {
                const bool has_teacher = teacher.has(i) && !one_item;
                share[i] = has_teacher ? weight / expected.total[i] : T(0);
                if (has_teacher) simd::axpy<simd::default_arch, T>(-weight, expected.mean.row(i), dq.row(i));
            }
            return loss_value;
        }
        void clear() { this->deferred_ = {}; }
        std::size_t min_rows(const Model&) const { return 1; }

    private:
        static void check(const loss::distilled& loss) {
            if (!(loss.weight >= 0 && loss.weight <= 1))
                throw argument_error("loss::distilled: weight " + std::to_string(loss.weight) + " is outside [0, 1]");
        }
        static void check(const Model& net, view<const T> q, const teacher_rows<T>& teacher) {
            const std::size_t items = output::table_of(net).size();
            if (teacher.queries.rows == q.rows && teacher.items.size() == items && teacher.items.width() == teacher.queries.cols &&
                (teacher.active.empty() || teacher.active.size() == q.rows))
                return;
            if (teacher.items.size() == 0)
                throw argument_error(
                    "loss::distilled: the teacher's queries of this batch are missing; give them, for example by "
                    "{.teacher = read_backwards(teacher, run, rows)}, or check the model with loss::cross_entropy");
            throw argument_error("loss::distilled: the teacher has " + std::to_string(teacher.queries.rows) + " rows and " +
                                 std::to_string(teacher.items.size()) + " items, the student " + std::to_string(q.rows) + " and " +
                                 std::to_string(items) + "; compute its queries for the same batch and vocabulary");
        }
        std::function<teacher_rows<T>(pass&, const event_rows&)> teacher_;
    };
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<distilled, Loss, Sampler, Output> =
    fits<full_softmax, Loss, Sampler, Output> && std::is_same_v<of<loss::cross_entropy, Sampler>, full_softmax>;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
