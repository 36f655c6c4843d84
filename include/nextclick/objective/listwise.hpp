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

/// ListNet's top-one loss over a list of candidates (docs/models.md 1.5, 3.6): -sum Py_k (r_k - lse(r)). The shares Py are those of the
/// session's later clicks: the next click 1, the one after it `decay`, then decay², ..., normalised to sum to 1.
/// Gradient P - Py. A list holds every item once. With decay 0 it is the cross-entropy of the next click.
/// Clicks worth less than a thousandth of the next, and those after the 64th, are ignored. A list holds an item once, so there are no
/// accidental hits, and its logQ correction is applied once: that of a target of the batch if the item is one, else that of a drawn item.
/// For batches of whole sessions, whose later targets are candidates (sampler::in_batch, or a join with it).
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
    /// Overwrites scores with gradients. relevant: candidates, possibly repeated; share: weight of each, sum 1.
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

/// For every query the next query of its lane, or `no_item`.
std::span<const std::uint32_t> next_queries(workspace& memory, const packed_steps& steps);

/// The candidates that are relevant to a query, and their shares; candidate(k) is that of the target of query k.
/// shapes    relevant, share: scratch of any size from 1 on, filled as far as it reaches
/// returns   the number of relevant candidates
template <class T, class F>
std::size_t relevant_candidates(std::uint32_t query, std::span<const std::uint32_t> next, double decay, const F& candidate,
                                std::span<std::uint32_t> relevant, std::span<T> share) {
    std::size_t n = 0;
    double worth = 1, total = 0;
    for (std::uint32_t i = query; i != no_item && n < relevant.size() && worth >= 1e-3; i = next[i], worth *= decay) {
        relevant[n] = candidate(i);
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
        const std::size_t k = relevant_candidates<T>(
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

/// `sampled`, with all later targets of the session as relevant items.
struct listwise : sampled {
    template <class Loss, class Sampler, class Output>
    struct checks {
        static_assert(Sampler::uses_batch,
                      "loss::listwise needs the later clicks of a session among the candidates: use sampler::in_batch, or a "
                      "join of it with one that draws");
    };
    template <class Model>
    using learner = candidate_learner<Model, detail::whole_list<Model>>;
};

template <class Loss, class Sampler, class Output>
inline constexpr bool fits<listwise, Loss, Sampler, Output> = Sampler::uses_batch;

}  // namespace objective
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/objective/listwise.ipp"
#endif
