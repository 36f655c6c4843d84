// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/loss/cross_entropy.hpp"

namespace nextclick::inline NEXTCLICK_ABI::loss {

/// ListNet's top-one loss over a list of candidates (models.md 1.5, 3.6): -sum Py_k (r_k - lse(r)), with the shares Py of what
/// the session clicks from here on: the next click 1, the one after it `decay`, then decay², ..., made to sum to 1.
/// Gradient P - Py. A list holds every item once. With decay 0 it is the cross-entropy of the next click.
/// Clicks worth less than a thousandth of the next, and those behind the 64th, are left out; accidental hits are no hits here,
/// since a list holds them once; so does a logQ correction count once, that of a target of the batch where an item is one, or
/// else that of a drawn item. For batches of whole sessions, whose later targets are candidates (sampler::in_batch, or a join with it).
struct listwise {
    double decay = 0.5;  ///< in [0, 1]

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
        const T most = simd::max<simd::default_arch, T>(scores);
        const T total = simd::map_terms<1>(scores, [most](auto x) {
            const auto p = simd::exp(x - most);
            return std::pair{p, std::array{p}};
        })[0];
        simd::scale(1 / total, scores);
        for (std::size_t k = 0; k < relevant.size(); ++k) scores[relevant[k]] -= share[k];
        return value + most + std::log(total);
    }
};
static_assert(Loss<listwise> && OfLists<listwise>);

}  // namespace nextclick::inline NEXTCLICK_ABI::loss
