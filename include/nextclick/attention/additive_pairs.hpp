// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/attention/concept.hpp"
#include "nextclick/simd/additive.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// s = v . f(q + k), with v = p.score: the pair function of `additive` and `stamp`.
/// cost  f of A elements a pair, forward and again backward; sigmoid and tanh cost a division an element, no exponential
template <activation::LaneWise Activation>
struct additive_pairs {
    /// Whether queries and keys are stored as exponentials; false if an element is so large that they would overflow.
    struct form {
        bool exponentials = false;
    };
    static constexpr cost::layer pair_cost(std::size_t units, std::size_t keys) {  // products by v, and with its gradient
        return {.forward = keys * units, .backward = 2 * keys * units};
    }
    template <class P>
    static auto& shared(P& p) {
        return p.score;
    }

    template <class T>
    static projected<const T> prepared(pass& run, view<T> query, view<T> key, form& of) {
        of.exponentials = false;
        if constexpr (simd::HasExponentials<Activation>) {
            constexpr int rate = simd::of_exponentials<Activation>::rate;
            of.exponentials =
                simd::can_exponentiate<simd::default_arch, T>(query, rate) && simd::can_exponentiate<simd::default_arch, T>(key, rate);
            for (const view<T> x : {query, key})
                if (of.exponentials)
                    share_rows(run, x.rows, 10 * x.size(),
                               [&](pass&, std::size_t first, std::size_t n) { simd::exponentiate(x.block(first, n), rate); });
        }
        return {query, key};
    }
    template <class P, class T>
    void scores(const P& p, pass&, const form& options, const tile<T>& of, view<T> out) const {
        with_form(options, [&](const auto& f) {
            for (std::size_t i = 0; i < out.rows; ++i)
                simd::additive_scores(f, of.query.row(i), of.key, p.score.row(0), out.row(i).first(of.visible[i]));
        });
    }
    template <class P, class T>
    void scores_backward(const P& p, pass&, const form& options, const tile<T>& of, view<const T> up, const tile_gradient<T>& to) const {
        with_form(options, [&](const auto& f) {
            for (std::size_t i = 0; i < up.rows; ++i)
                simd::additive_backward(f, of.query.row(i), of.key, p.score.row(0), up.row(i).first(of.visible[i]), to.query.row(i), to.key,
                                        to.shared);
        });
    }

private:
    template <class F>
    static void with_form(const form& options, const F& f) {
        if constexpr (simd::HasExponentials<Activation>)
            if (options.exponentials) return f(simd::of_exponentials<Activation>{});
        (void)options;
        f(simd::of_sum<Activation>{});
    }
};

}  // namespace attention
NEXTCLICK_END_NAMESPACE
