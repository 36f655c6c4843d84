// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <cstddef>
#include <span>

#include "nextclick/simd/vector.hpp"

/// One optimiser step of a row: weights, gradient and moments of the same length, in one pass.
/// `shrink` multiplies the weights first (decoupled weight decay; 1 = none). Bound by memory.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// v := momentum v - rate g; w := shrink w + v.  nesterov: w := shrink w + momentum v - rate g, with the new v.
template <class Arch = default_arch, class T>
void step_sgd_momentum(std::span<T> w, input<T> g, std::span<T> v, T rate, T momentum, bool nesterov, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), m(momentum), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec change = lr * load(g.data()), speed = simd::fms(m, load(v.data()), change);
        store(v.data(), speed);
        store(w.data(), simd::fma(keep, load(w.data()), nesterov ? simd::fms(m, speed, change) : speed));
    });
}

/// w := shrink w - rate g.
template <class Arch = default_arch, class T>
void step_sgd(std::span<T> w, input<T> g, T rate, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(),
                               [&](auto load, auto store) { store(w.data(), simd::fnma(lr, load(g.data()), keep * load(w.data()))); });
}

/// a := a + g²; w := shrink w - rate g / sqrt(a + epsilon): epsilon inside the root, as GRU4Rec.
template <class Arch = default_arch, class T>
void step_adagrad(std::span<T> w, input<T> g, std::span<T> a, T rate, T epsilon, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), eps(epsilon), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec d = load(g.data()), sum = simd::fma(d, d, load(a.data()));
        store(a.data(), sum);
        store(w.data(), simd::fnma(lr, d / xsimd::sqrt(sum + eps), keep * load(w.data())));
    });
}

/// The same with v := momentum v - rate g / sqrt(a + epsilon); w := shrink w + v.
template <class Arch = default_arch, class T>
void step_adagrad_momentum(std::span<T> w, input<T> g, std::span<T> a, std::span<T> v, T rate, T epsilon, T momentum, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), eps(epsilon), m(momentum), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec d = load(g.data()), sum = simd::fma(d, d, load(a.data()));
        const vec speed = simd::fnma(lr, d / xsimd::sqrt(sum + eps), m * load(v.data()));
        store(a.data(), sum);
        store(v.data(), speed);
        store(w.data(), simd::fma(keep, load(w.data()), speed));
    });
}

/// m := b1 m + (1-b1) g; v := b2 v + (1-b2) g²; w := shrink w - rate m / (sqrt(v / correction2) + epsilon); the caller
/// has divided `rate` by 1 - b1^t, and correction2 = 1 - b2^t (Kingma & Ba 2015).
template <class Arch = default_arch, class T>
void step_adam(std::span<T> w, input<T> g, std::span<T> m, std::span<T> v, T rate, T b1, T b2, T epsilon, T correction2, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), first(b1), second(b2), fresh1(T(1) - b1), fresh2(T(1) - b2), eps(epsilon), unbias(T(1) / correction2), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec d = load(g.data());
        const vec mean = simd::fma(first, load(m.data()), fresh1 * d);
        const vec square = simd::fma(second, load(v.data()), fresh2 * d * d);
        store(m.data(), mean);
        store(v.data(), square);
        store(w.data(), simd::fnma(lr, mean / (xsimd::sqrt(square * unbias) + eps), keep * load(w.data())));
    });
}

/// a := decay a + (1-decay) g²; w := shrink w - rate g / sqrt(a + epsilon).
template <class Arch = default_arch, class T>
void step_rmsprop(std::span<T> w, input<T> g, std::span<T> a, T rate, T decay, T epsilon, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), old(decay), fresh(T(1) - decay), eps(epsilon), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec d = load(g.data()), mean = simd::fma(old, load(a.data()), fresh * d * d);
        store(a.data(), mean);
        store(w.data(), simd::fnma(lr, d / xsimd::sqrt(mean + eps), keep * load(w.data())));
    });
}

/// a := decay a + (1-decay) g²; u = g sqrt(s + epsilon) / sqrt(a + epsilon); s := decay s + (1-decay) u²;
/// w := shrink w - rate u (Zeiler 2012).
template <class Arch = default_arch, class T>
void step_adadelta(std::span<T> w, input<T> g, std::span<T> a, std::span<T> s, T rate, T decay, T epsilon, T shrink) {
    using vec = batch<T, Arch>;
    const vec lr(rate), old(decay), fresh(T(1) - decay), eps(epsilon), keep(shrink);
    detail::for_lanes<Arch, T>(w.size(), [&](auto load, auto store) {
        const vec d = load(g.data()), mean = simd::fma(old, load(a.data()), fresh * d * d), before = load(s.data());
        const vec change = d * xsimd::sqrt(before + eps) / xsimd::sqrt(mean + eps);
        store(a.data(), mean);
        store(s.data(), simd::fma(old, before, fresh * change * change));
        store(w.data(), simd::fnma(lr, change, keep * load(w.data())));
    });
}

namespace plain {
template <class T>
void step_sgd(std::span<T> w, input<T> g, T rate, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = shrink * w[i] - rate * g[i];
}
template <class T>
void step_sgd_momentum(std::span<T> w, input<T> g, std::span<T> v, T rate, T momentum, bool nesterov, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        v[i] = momentum * v[i] - rate * g[i];
        w[i] = shrink * w[i] + (nesterov ? momentum * v[i] - rate * g[i] : v[i]);
    }
}
template <class T>
void step_adagrad(std::span<T> w, input<T> g, std::span<T> a, T rate, T epsilon, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        a[i] += g[i] * g[i];
        w[i] = shrink * w[i] - rate * g[i] / std::sqrt(a[i] + epsilon);
    }
}
template <class T>
void step_adagrad_momentum(std::span<T> w, input<T> g, std::span<T> a, std::span<T> v, T rate, T epsilon, T momentum, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        a[i] += g[i] * g[i];
        v[i] = momentum * v[i] - rate * g[i] / std::sqrt(a[i] + epsilon);
        w[i] = shrink * w[i] + v[i];
    }
}
template <class T>
void step_adam(std::span<T> w, input<T> g, std::span<T> m, std::span<T> v, T rate, T b1, T b2, T epsilon, T correction2, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        w[i] = shrink * w[i] - rate * m[i] / (std::sqrt(v[i] / correction2) + epsilon);
    }
}
template <class T>
void step_rmsprop(std::span<T> w, input<T> g, std::span<T> a, T rate, T decay, T epsilon, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        a[i] = decay * a[i] + (1 - decay) * g[i] * g[i];
        w[i] = shrink * w[i] - rate * g[i] / std::sqrt(a[i] + epsilon);
    }
}
template <class T>
void step_adadelta(std::span<T> w, input<T> g, std::span<T> a, std::span<T> s, T rate, T decay, T epsilon, T shrink) {
    for (std::size_t i = 0; i < w.size(); ++i) {
        a[i] = decay * a[i] + (1 - decay) * g[i] * g[i];
        const T u = g[i] * std::sqrt(s[i] + epsilon) / std::sqrt(a[i] + epsilon);
        s[i] = decay * s[i] + (1 - decay) * u * u;
        w[i] = shrink * w[i] - rate * u;
    }
}
}  // namespace plain

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
