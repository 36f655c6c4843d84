// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <span>

#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Activations, as policies: of dense layers, and of the scores before a pairwise loss.
namespace nextclick::inline NEXTCLICK_ABI::activation {

/// forward(x): x := f(x) in place. backward(y, g): g := g f'(x), with f' written in terms of the output y.
template <class A>
concept Activation = requires(const A a, std::span<float> x, std::span<const float> y) {
    a.forward(x);
    a.backward(y, x);
    { A::strictly_monotone } -> std::convertible_to<bool>;  // ranking may skip it without making or breaking ties
    { A::name() } -> std::convertible_to<const char*>;
};

namespace detail {
template <class T, class F>
void forward(std::span<T> x, const F& f) {
    simd::detail::for_lanes<simd::default_arch, T>(
        x.size(), [&](auto load, auto store) { store(x.data(), f(load(x.data()))); });
}
template <class T, class F>
void backward(std::span<const T> y, std::span<T> g, const F& slope) {
    simd::detail::for_lanes<simd::default_arch, T>(y.size(), [&](auto load, auto store) {
        store(g.data(), load(g.data()) * slope(load(y.data())));
    });
}
}  // namespace detail

/// f(x) = x.
struct linear {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "linear"; }
    template <class T>
    void forward(std::span<T>) const {}
    template <class T>
    void backward(simd::input<T>, std::span<T>) const {}
};

struct tanh {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "tanh"; }
    template <class T>
    void forward(std::span<T> x) const {
        detail::forward(x, [](auto v) { return simd::tanh(v); });
    }
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<T>(y, g, [](auto v) { return decltype(v)(T(1)) - v * v; });
    }
};

struct sigmoid {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "sigmoid"; }
    template <class T>
    void forward(std::span<T> x) const {
        detail::forward(x, [](auto v) { return simd::sigmoid(v); });
    }
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<T>(y, g, [](auto v) { return v * (decltype(v)(T(1)) - v); });
    }
};

/// f(x) = x for x > 0, slope x otherwise.
struct leaky_relu {
    double slope = 0.01;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "leaky_relu"; }
    template <class T>
    void forward(std::span<T> x) const {
        const T a = static_cast<T>(slope);
        detail::forward(x, [a](auto v) { return xsimd::select(v > decltype(v)(T(0)), v, v * decltype(v)(a)); });
    }
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        const T a = static_cast<T>(slope);
        detail::backward<T>(y, g, [a](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), vec(T(1)), vec(a));
        });
    }
};

/// f(x) = max(x, 0).
struct relu {
    static constexpr bool strictly_monotone = false;
    static constexpr const char* name() { return "relu"; }
    template <class T>
    void forward(std::span<T> x) const {
        leaky_relu{0}.forward(x);
    }
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        leaky_relu{0}.backward<T>(y, g);
    }
};

/// f(x) = x for x > 0, alpha (e^x - 1) otherwise.
struct elu {
    double alpha = 1;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "elu"; }
    template <class T>
    void forward(std::span<T> x) const {
        const T a = static_cast<T>(alpha);
        detail::forward(x, [a](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), v, vec(a) * simd::detail::expm1_nonpositive(xsimd::min(vec(T(0)), v)));
        });
    }
    /// For x <= 0: f'(x) = alpha e^x = y + alpha.
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        const T a = static_cast<T>(alpha);
        detail::backward<T>(y, g, [a](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), vec(T(1)), v + vec(a));
        });
    }
};

/// Scaled elu (Klambauer et al. 2017): lambda x for x > 0, lambda alpha (e^x - 1) otherwise.
struct selu {
    static constexpr double alpha = 1.6732632423543772, lambda = 1.0507009873554805;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "selu"; }
    template <class T>
    void forward(std::span<T> x) const {
        elu{alpha}.forward(x);
        simd::scale(static_cast<T>(lambda), x);
    }
    template <class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<T>(y, g, [](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), vec(T(lambda)), v + vec(T(lambda * alpha)));
        });
    }
};

static_assert(Activation<linear> && Activation<tanh> && Activation<sigmoid> && Activation<relu> &&
              Activation<leaky_relu> && Activation<elu> && Activation<selu>);

}  // namespace nextclick::inline NEXTCLICK_ABI::activation
