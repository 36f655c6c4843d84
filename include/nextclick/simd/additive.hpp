// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <span>
#include <type_traits>

#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Additive attention: the score of a (query, key) pair is v . f(q + k), lanes of a vector along the units. There are many
/// more pairs than rows, so for sigmoid and tanh the exponential of every row is computed once (`exponentiate`); a pair then costs
/// a product and a division, since e^-(q + k) = e^-q e^-k.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// f(q + k) of an activation. `derivative` is in terms of the value.
template <activation::LaneWise F>
struct of_sum {
    F f{};
    template <class V>
    V value(const V& q, const V& k) const {
        return f.value(q + k);
    }
    template <class V>
    V derivative(const V& y) const {
        return f.derivative(y);
    }
};

/// f(q + k) from e^(rate q) and e^(rate k). Activations without a specialisation have no such form.
template <class F>
struct of_exponentials;
template <>
struct of_exponentials<activation::sigmoid> : activation::sigmoid {
    static constexpr int rate = -1;
    template <class V>
    V value(const V& q, const V& k) const {
        return V(1) / simd::fma(q, k, V(1));
    }
};
/// Error 2 epsilon absolute, not relative: the digits lost near 0 would be lost in a sum of many units as well.
template <>
struct of_exponentials<activation::tanh> : activation::tanh {
    static constexpr int rate = -2;
    template <class V>
    V value(const V& q, const V& k) const {
        return V(2) / simd::fma(q, k, V(1)) - V(1);
    }
};

template <class F>
concept HasExponentials = requires { of_exponentials<F>::rate; };

/// Whether e^(rate x) is finite and not denormal for every element: then products of two give correct results even where they
/// overflow (f is saturated there), and never NaN.
template <class Arch = default_arch, class T>
bool can_exponentiate(view<const T> x, int rate) {
    const T max = T(sizeof(T) == 4 ? 80 : 700) / static_cast<T>(std::abs(rate));
    bool all = true;
    for (std::size_t i = 0; i < x.rows; ++i)
        all = all && simd::reduce_max(detail::fold<Arch, T>(
                         x.cols, T(0),
                         [&](auto largest, std::size_t j, std::size_t n) {
                             const auto v = xsimd::abs(detail::load_some<Arch>(x.row(i).data() + j, n, T(0)));
                             return xsimd::select(v > largest, v, largest);
                         },
                         [](auto a, auto b) { return xsimd::select(a > b, a, b); })) <= max;
    return all;
}
/// x := e^(rate x).
template <class Arch = default_arch, class T>
void exponentiate(view<T> x, int rate) {
    for (std::size_t i = 0; i < x.rows; ++i)
        simd::transform<Arch>(x.row(i), [rate](auto v) { return simd::exp(decltype(v)(static_cast<T>(rate)) * v); });
}

/// out[j] = v . f(q, key j), for the first out.size() keys. No result depends on the number of keys.
/// shapes    q, v (A), keys (>= out.size(), A).   cost  A multiply-adds a key, and f of A elements
template <class Arch = default_arch, class T, class F>
void additive_scores(const F& f, input<T> q, std::type_identity_t<view<const T>> keys, input<T> v, std::span<T> out) {
    assert(q.size() == v.size() && keys.cols == v.size() && keys.rows >= out.size());
    detail::count_work(q.size() * out.size());
    for (std::size_t j = 0; j < out.size(); ++j) {
        const T* k = keys.row(j).data();
        out[j] = detail::fold_sum<Arch, T>(q.size(), [&](auto sum, std::size_t i, std::size_t n) {
            const auto y = f.value(detail::load_some<Arch>(&q[i], n, T(0)), detail::load_some<Arch>(k + i, n, T(0)));
            return simd::fma(detail::load_some<Arch>(&v[i], n, T(0)), y, sum);
        });
    }
}

/// Adds the gradients of the sum q + k that f is applied to, to dq (A) and dk (>= g.size(), A), and that of v to dv (A); g[j] is the
/// gradient of score j.   cost  2·A multiply-adds a key, and f of A elements with its derivative
template <class Arch = default_arch, class T, class F>
void additive_backward(const F& f, input<T> q, std::type_identity_t<view<const T>> keys, input<T> v, input<T> g, std::span<T> dq,
                       view<T> dk, std::span<T> dv) {
    assert(keys.rows >= g.size() && dk.rows >= g.size() && dk.cols == q.size() && dv.size() == q.size());
    detail::count_work(2 * q.size() * g.size());
    detail::for_lanes<Arch, T>(q.size(), [&](auto load, auto store) {
        const auto query = load(q.data()), weight = load(v.data());
        auto to_query = load(dq.data()), to_weight = load(dv.data());
        for (std::size_t j = 0; j < g.size(); ++j) {
            const batch<T, Arch> up(g[j]);
            const auto y = f.value(query, load(keys.data + j * keys.stride));
            const auto d = up * weight * f.derivative(y);
            T* key = dk.data + j * dk.stride;
            to_weight = simd::fma(up, y, to_weight);
            to_query += d;
            store(key, load(key) + d);
        }
        store(dq.data(), to_query);
        store(dv.data(), to_weight);
    });
}

/// Plain-loop versions, for an activation of the sum.
namespace plain {
template <class T, class F>
void additive_scores(const F& f, input<T> q, std::type_identity_t<view<const T>> keys, input<T> v, std::span<T> out) {
    for (std::size_t j = 0; j < out.size(); ++j) {
        out[j] = 0;
        for (std::size_t i = 0; i < q.size(); ++i) {
            T y = q[i] + keys(j, i);
            f.forward(std::span<T>(&y, 1));
            out[j] += v[i] * y;
        }
    }
}
template <class T, class F>
void additive_backward(const F& f, input<T> q, std::type_identity_t<view<const T>> keys, input<T> v, input<T> g, std::span<T> dq,
                       view<T> dk, std::span<T> dv) {
    for (std::size_t j = 0; j < g.size(); ++j)
        for (std::size_t i = 0; i < q.size(); ++i) {
            T y = q[i] + keys(j, i), d = g[j] * v[i];
            f.forward(std::span<T>(&y, 1));
            f.backward(std::span<const T>(&y, 1), std::span<T>(&d, 1));
            dv[i] += g[j] * y;
            dq[i] += d;
            dk(j, i) += d;
        }
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
