// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstdint>
#include <string>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/simd/step.hpp"

/// An optimiser is its hyper-parameters and one row step; its state is packs of the model's own fields, owned by the
/// trainer, so that checkpoints walk it like any parameter. Dense tensors step whole; of a table only the rows that the
/// gradient touched step (their duplicates were summed before).
namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// When a step happens: what schedules go by.
struct moment {
    std::uint64_t step = 0;  ///< steps done before this one
    double epoch = 0;        ///< epochs done before this one, with its fraction
    double epochs = 1;       ///< epochs in all
};

/// Up to two packs shaped like the weights. A pack that the options make useless stays empty.
template <Parameters P>
struct moments {
    P first, second;
};

template <class O, class P>
concept OptimizerOf = requires(O o, typename O::template state<P>& state, P& weights) {
    o.prepare(state, weights);  // sizes the state, zeros
    { O::name() } -> std::convertible_to<std::string>;
    { o.with_rate_factor(double{}) } -> std::same_as<O>;  // the same with its rate multiplied
};

namespace detail {
struct probe_pack {
    matrix<float> w;
    static constexpr auto fields() { return std::tuple{field{"w", &probe_pack::w}}; }
};
}  // namespace detail

/// Checked on a pack of one matrix; the step itself is checked where it is called.
template <class O>
concept Optimizer = OptimizerOf<O, detail::probe_pack>;

/// Path of the first tensor of a gradient pack with an element that is not finite; empty if there is none.
template <Parameters G>
std::string first_non_finite(const G& gradients) {
    std::string found;
    for_each_parameter(
        [&](std::string_view name, const auto& g) {
            using T = typename std::remove_cvref_t<decltype(g.data)>::value_type;
            if (found.empty() && !simd::is_finite(std::span<const T>(g.data))) found = name;
        },
        gradients);
    return found;
}

namespace detail {

/// Elements of a dense tensor, and rows of a table, that one thread takes at a time.
inline constexpr std::size_t dense_block = 4096, row_block = 64;

template <class T>
std::span<T> part(aligned_vector<T>& v, std::size_t first, std::size_t n) {
    return v.empty() ? std::span<T>{} : std::span<T>(v).subspan(first, n);
}

/// Calls rule(w, g, first, second) for consecutive parts of every tensor; moments that do not exist come as empty spans.
template <class Rule, Parameters P, Parameters G>
void step_all(const Rule& rule, P& weights, const G& gradients, moments<P>& state, int threads) {
    for_each_parameter(
        [&]<class W, class D>(std::string_view, W& w, const D& g, W& a, W& b) {
            using T = typename std::remove_cvref_t<decltype(w.data)>::value_type;
            if constexpr (requires { g.touched; }) {
                const std::size_t cols = w.cols, count = g.touched.size();
                parallel_blocks(count, row_block, count * cols < 20'000 ? 1 : threads, [&](std::size_t i, std::size_t end) {
                    for (; i < end; ++i) {
                        const std::size_t at = g.touched[i] * cols;
                        rule(part(w.data, at, cols), std::span<const T>(g.at(i)), part(a.data, at, cols),
                             part(b.data, at, cols));
                    }
                });
            } else {
                const std::size_t size = w.data.size();
                parallel_blocks(size, dense_block, size < 100'000 ? 1 : threads, [&](std::size_t i, std::size_t end) {
                    rule(part(w.data, i, end - i), std::span<const T>(g.data).subspan(i, end - i),
                         part(a.data, i, end - i), part(b.data, i, end - i));
                });
            }
        },
        weights, gradients, state.first, state.second);
}

}  // namespace detail

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
