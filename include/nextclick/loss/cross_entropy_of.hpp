// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <span>
#include <string>

#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace loss {

// Of what is no activation.
template <class Squash>
struct cross_entropy_of : no_policy<activation::lane_wise_fault<Squash>> {
    constexpr cross_entropy_of(const auto&...) { static_assert(sizeof(typename cross_entropy_of::why) > 0); }
};
/// Cross-entropy of squashed scores: -f(r_i) + lse(f(r)) over target and negatives; gradient (P - onehot) f'(r). The
/// loss applies f as well as the softmax: the output's activation stays linear. Source: STAMP's paper, f = sigmoid; its
/// code omits f. With scores in [0, 1] the target's probability is at most e / (e + n) for n negatives. Its sums are
/// over f(r), which finish_row() does not receive: it needs a list of candidates, not sampler::all_items.
/// cost  f and an exponential a score, twice
template <activation::LaneWise Squash>
struct cross_entropy_of<Squash> {
    [[no_unique_address]] Squash squash{};

    static constexpr bool softmax = true;
    static std::string name() { return std::string("cross_entropy_of<") + Squash::name() + ">"; }
    static constexpr auto options() { return field_list{field{"squash", &cross_entropy_of::squash}}; }

    template <class T>
    T row(T& target, std::span<T> negatives) const {
        if (negatives.empty()) return detail::nothing_to_rank(target);
        T own = target, max = simd::max<simd::default_arch, T>(negatives);
        squash.forward(std::span<T>(&own, 1));
        squash.forward(std::span<T>(&max, 1));  // f is increasing: its largest value is that of the largest score
        const T total = simd::sum_terms<1>(negatives, [this, max](auto x) { return std::array{simd::exp(squash.value(x) - max)}; })[0];
        const auto end = cross_entropy{}.finish_row(own, max, total, own, static_cast<T>(negatives.size()));
        simd::transform(negatives, [this, max, share = end.share](auto x) {
            const auto y = squash.value(x);
            return simd::exp(y - max) * share * squash.derivative(y);
        });
        target = end.target;
        squash.backward(std::span<const T>(&own, 1), std::span<T>(&target, 1));
        return end.value;
    }
};
static_assert(Loss<cross_entropy_of<activation::sigmoid>> && !Streamable<cross_entropy_of<activation::sigmoid>>);

}  // namespace loss
NEXTCLICK_END_NAMESPACE
