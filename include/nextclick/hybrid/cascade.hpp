// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/hybrid/parts.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace hybrid {

/// The items that a step of a cascade passes on: the first `items`, or (pass_above) those with a score of at least `min_score`.
struct pass_first {
    std::size_t items;
    static std::string name() { return "pass_first"; }
    void apply(std::span<const float> by, std::span<float> to) const;
};
struct pass_above {
    float min_score;  ///< an item with this score or more passes
    static std::string name() { return "pass_above"; }
    void apply(std::span<const float> by, std::span<float> to) const;
};

/// Ranks with the last part the items that every earlier part passes on (docs/models.md 4.8). One step for each part but the last. An
/// item without a score in a list does not pass.
///     hybrid::cascade few(hybrid::pass_first{100}, sessions, net);    the 100 best of the neighbours, in the order of the model
template <class Step, class... R>
class cascade : public parts_of<R...> {
    using base = parts_of<R...>;

public:
    static constexpr bool ranks_all_items = false;
    static_assert(sizeof...(R) >= 2, "hybrid::cascade needs two parts or more; all but the last select items");

    /// The same step for all parts but the last.
    explicit cascade(const Step& step, const R&... parts) : base(parts...) { steps_.fill(step); }
    cascade(const std::array<Step, sizeof...(R) - 1>& steps, const R&... parts) : base(parts...), steps_(steps) {}

    static std::string name() { return "cascade<" + Step::name() + ", " + base::names() + ">"; }
    bool uses(std::size_t, std::size_t) const { return true; }
    void combine(std::span<const std::span<float>> of_parts, std::size_t, std::span<float> scores) const {
        std::size_t a = 0;
        const auto as_ranked = [&](const auto* part) {
            if constexpr (!detail::ranks_all<std::remove_cvref_t<decltype(*part)>>())
                for (float& x : of_parts[a])
                    if (x == 0) x = unranked;
            ++a;
        };
        std::apply([&](const auto*... part) { (as_ranked(part), ...); }, this->parts());
        for (std::size_t step = 0; step < steps_.size(); ++step) steps_[step].apply(of_parts[step], of_parts[step + 1]);
        std::copy(of_parts.back().begin(), of_parts.back().end(), scores.begin());
    }

private:
    std::array<Step, sizeof...(R) - 1> steps_;
};

template <class Step, std::size_t N, class... R>
cascade(const Step (&)[N], const R&...) -> cascade<Step, R...>;

}  // namespace hybrid
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/hybrid/cascade.ipp"
#endif
