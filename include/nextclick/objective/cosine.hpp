// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>

#include "nextclick/core/pass.hpp"
#include "nextclick/loss/concept.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/output/concept.hpp"
#include "nextclick/rows/packed_steps.hpp"
#include "nextclick/sampler/draws_nothing.hpp"
#include "nextclick/simd/vector.hpp"

/// The objective over queries and the rows of their targets; no other row is read.
NEXTCLICK_BEGIN_NAMESPACE

namespace objective {
struct targets;
}

namespace loss {

/// A loss of a query and the row of its target alone.
template <class L>
concept OfTargets = requires(const L l, std::span<const double> x, std::span<double> dx) {
    { l.pair(x, x, dx, dx) } -> std::same_as<double>;  // query, row, and their gradients, which are overwritten
};

/// 1 - cos(q, e), with e the table's row of the target and no negatives: Tan's M4 with a frozen table, RIB with a
/// learned one. d/dq = -(e / |e| - cos q / |q|) / |q|, and symmetrically for e.
/// Needs sampler::targets_only, and output::cosine so that ranking uses the cosine too.
struct cosine {
    using objective = nextclick::objective::targets;
    static constexpr bool softmax = false;
    static std::string name() { return "cosine"; }

    /// The loss of one query; its gradients overwrite dq and d_row. For a zero vector the value is 1 and the gradients are 0.
    template <class T>
    T pair(std::span<const T> q, std::span<const T> row, std::span<T> dq, std::span<T> d_row) const {
        const T q_norm = std::sqrt(simd::sum_squares(q)), row_norm = std::sqrt(simd::sum_squares(row));
        std::fill(dq.begin(), dq.end(), T(0));
        std::fill(d_row.begin(), d_row.end(), T(0));
        if (q_norm == 0 || row_norm == 0) return T(1);
        const T value = simd::dot(q, row) / q_norm / row_norm;
        simd::axpy(-1 / q_norm / row_norm, row, dq);
        simd::axpy(value / q_norm / q_norm, q, dq);
        simd::axpy(-1 / q_norm / row_norm, q, d_row);
        simd::axpy(value / row_norm / row_norm, row, d_row);
        return 1 - value;
    }
    /// The loss as a function of a score that is a cosine; negatives have no effect.
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        std::fill(negatives.begin(), negatives.end(), T(0));
        const T value = 1 - target;
        target = T(0) * target - 1;
        return value;
    }
};
static_assert(Loss<cosine> && OfTargets<cosine> && !Streamable<cosine>);

}  // namespace loss

namespace sampler {

/// No negatives: for losses of a query and its target alone (loss::cosine).
struct targets_only : draws_nothing {
    using objective = nextclick::objective::targets;
    static constexpr bool uses_batch = false;
    static constexpr double logq = 0;
    static constexpr bool mask_hits = false;
    static std::string name() { return "targets_only"; }
};
static_assert(Sampler<targets_only>);

}  // namespace sampler

namespace objective {

/// cost  a few passes over 2 rows x d a query, no product
struct targets {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(loss::OfTargets<Loss> && std::is_same_v<Sampler, sampler::targets_only>,
                      "loss::cosine is computed from queries and targets alone, and sampler::targets_only is for such losses: use the "
                      "two together");
        static_assert(!output::computes_rows<Output>,
                      "output::item_tower computes the rows of the candidates of a step: use a sampler that draws a list of them, such "
                      "as sampler::in_batch, uniform or popularity");
    };
    template <class Model>
    struct inputs {};
    template <class Sampler>
    static constexpr std::size_t candidate_count(const Sampler&, std::size_t, std::size_t) {
        return 0;
    }
    template <class Sampler>
    static std::string why_quadratic() {
        return "";
    }

    template <class Model>
    class learner : public deferred_table_gradients<Model, table::nothing_deferred<typename Model::scalar>> {
        using T = typename Model::scalar;

    public:
        explicit learner(const Model&) {}
        void prepare(const Model&, std::span<const std::uint32_t>) const {}
        inputs<Model> draw(const Model&, pass&, const event_rows&) const { return {}; }
        T learn(const Model& net, pass& run, const event_rows& rows, view<const T> q, const inputs<Model>&,
                typename Model::gradient_pack& g, view<T> dq) const {
            constexpr bool by_cosine = std::is_same_v<output::row_map<typename Model::output_type>, table::unit_length>;
            static_assert(by_cosine || !std::is_same_v<typename Model::loss_type, loss::cosine>,
                          "loss::cosine trains by the cosine, so the output must rank by it: wrap it as output::cosine<...>");
            const T scale = T(1) / static_cast<T>(rows.nominal_rows);
            const auto d_row = run.memory.template take_span<T>(q.cols), row = run.memory.template take_span<T>(q.cols);
            const table::item_table<T> items = output::table_of(net);
            const table::gradient<T> to = output::table_gradient(net, g);
            double total = 0;
            for (std::size_t i = 0; i < q.rows; ++i) {
                const item_index item = rows.target[i];
                items.look_up(item, row);
                total += static_cast<double>(net.policy.loss.pair(q.row(i), std::span<const T>(row), dq.row(i), d_row));
                simd::scale(scale, dq.row(i));
                to.add(run, item, scale, std::span<const T>(d_row));
            }
            return static_cast<T>(total / static_cast<double>(rows.nominal_rows));
        }
        void clear() const {}
        std::size_t min_rows(const Model&) const { return 1; }
    };
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<targets, Loss, Sampler, Output> =
    loss::OfTargets<Loss> && std::is_same_v<Sampler, sampler::targets_only> && !output::computes_rows<Output>;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
