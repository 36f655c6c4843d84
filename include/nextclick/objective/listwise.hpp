// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/objective/sampled.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// The objective over a list of candidates of which several are relevant.
NEXTCLICK_BEGIN_NAMESPACE

namespace objective {
struct listwise;
}

namespace loss {

/// ListNet's top-one loss over a list of candidates (docs/models.md 1.5, 3.6): -sum Py_k (r_k - lse(r)), with the shares Py of what
/// the session clicks from here on: the next click 1, the one after it `decay`, then decay², ..., made to sum to 1.
/// Gradient P - Py. A list holds every item once. With decay 0 it is the cross-entropy of the next click.
/// Clicks worth less than a thousandth of the next, and those behind the 64th, are left out; accidental hits are no hits here,
/// since a list holds them once; so does a logQ correction count once, that of a target of the batch where an item is one, or
/// else that of a drawn item. For batches of whole sessions, whose later targets are candidates (sampler::in_batch, or a join with it).
struct listwise {
    double decay = 0.5;  ///< in [0, 1]

    using objective = nextclick::objective::listwise;
    static constexpr bool softmax = true;
    static std::string name() { return "listwise"; }
    static constexpr auto options() { return field_list{field{"decay", &listwise::decay}}; }

    /// A row of which only the next click is known.
    template <class T>
    T row(T& target, std::span<T> negatives) const {
        return cross_entropy{}.row(target, negatives);
    }
    /// Scores become gradients. relevant: columns, of which some may be there twice; share: what each is worth, sum 1.
    template <class T>
    T list(std::span<T> scores, std::span<const std::uint32_t> relevant, std::span<const T> share) const {
        T value = 0;
        for (std::size_t k = 0; k < relevant.size(); ++k) value -= share[k] * scores[relevant[k]];
        const T max = simd::max<simd::default_arch, T>(scores);
        const T total = simd::map_terms<1>(scores, [max](auto x) {
            const auto p = simd::exp(x - max);
            return std::pair{p, std::array{p}};
        })[0];
        simd::scale(1 / total, scores);
        for (std::size_t k = 0; k < relevant.size(); ++k) scores[relevant[k]] -= share[k];
        return value + max + std::log(total);
    }
};
static_assert(Loss<listwise>);

}  // namespace loss

namespace objective {
namespace detail {

/// Of every query the next one of its lane, or `no_item`.
inline std::span<const std::uint32_t> next_queries(workspace& memory, const packed_steps& steps) {
    const auto next = memory.take_span<std::uint32_t>(steps.queries()), last = memory.take_span<std::uint32_t>(steps.lanes());
    std::fill(next.begin(), next.end(), no_item);
    std::fill(last.begin(), last.end(), no_item);
    for (std::uint32_t i = 0, t = 0; i < next.size(); ++i) {
        const std::size_t row = steps.row_of_query(i);
        while (row >= steps.begin[t + 1]) ++t;
        std::uint32_t& before = last[row - steps.begin[t]];
        if (before != no_item) next[before] = i;
        before = i;
    }
    return next;
}

/// The columns that are relevant to a query, and their shares: f(k) is the column of the target of query k.
/// shapes    relevant, share: scratch of any size from 1 on; as many as fit are used
/// returns   how many there are
template <class T, class F>
std::size_t relevant_columns(std::uint32_t query, std::span<const std::uint32_t> next, double decay, const F& column,
                             std::span<std::uint32_t> relevant, std::span<T> share) {
    std::size_t n = 0;
    double worth = 1, total = 0;
    for (std::uint32_t i = query; i != no_item && n < relevant.size() && worth >= 1e-3; i = next[i], worth *= decay) {
        relevant[n] = column(i);
        share[n++] = static_cast<T>(worth);
        total += worth;
    }
    for (std::size_t k = 0; k < n; ++k) share[k] = static_cast<T>(static_cast<double>(share[k]) / total);
    return n;
}

/// Row handler of list losses: every distinct candidate once; the later targets of the session are relevant.
template <class Model, class T = typename Model::scalar>
class whole_list {
public:
    template <class Step>
    whole_list(pass& run, const Step& step, std::size_t) : next_(next_queries(run.memory, step.rows.steps)) {
        if (!step.list.in_batch) throw argument_error("loss::listwise: the targets of the batch must be on the list; leave in_batch true");
    }

    template <class Step, class Scorer>
    T operator()(const Step& step, const Scorer&, std::size_t r, std::size_t, std::span<T> row, std::span<T>) const {
        const std::size_t distinct = step.order.distinct;
        const std::span<T> list = row.first(distinct);
        simd::add<simd::default_arch, T>(step.offset.first(distinct), list);
        std::uint32_t relevant[most_relevant];
        T share[most_relevant];
        const std::size_t k = relevant_columns<T>(
            static_cast<std::uint32_t>(r), next_, step.net.policy.loss.decay,
            [&](std::uint32_t i) { return step.candidates.slot[step.rows.target[i]]; }, relevant, share);
        const T value = step.net.policy.loss.list(list, std::span<const std::uint32_t>(relevant, k), std::span<const T>(share, k));
        simd::scale(step.scale, list);
        return value;
    }

private:
    static constexpr std::size_t most_relevant = 64;
    std::span<const std::uint32_t> next_;
};

}  // namespace detail

/// `sampled`, where all later targets of the session are relevant.
struct listwise : sampled {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(Sampler::uses_batch,
                      "loss::listwise looks for the later clicks of a session among the candidates: use sampler::in_batch, or a "
                      "join of it with one that draws");
    };
    template <class Model>
    using learner = candidate_learner<Model, detail::whole_list<Model>>;
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<listwise, Loss, Sampler, Output> = Sampler::uses_batch;

}  // namespace objective
NEXTCLICK_END_NAMESPACE
