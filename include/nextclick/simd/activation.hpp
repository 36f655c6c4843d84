// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
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
template <class Arch, class T, class F>
void backward(std::span<const T> y, std::span<T> g, const F& slope) {
    assert(y.size() == g.size());
    simd::detail::for_lanes<Arch, T>(
        g.size(), [&](auto load, auto store) { store(g.data(), load(g.data()) * slope(load(y.data()))); });
}
}  // namespace detail

/// f(x) = x.
struct linear {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "linear"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T>) const {}
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T>, std::span<T>) const {}
};

struct tanh {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "tanh"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        simd::transform<Arch>(x, [](auto v) { return simd::tanh(v); });
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(y, g, [](auto v) { return simd::fnma(v, v, decltype(v)(T(1))); });
    }
};

struct sigmoid {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "sigmoid"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        simd::transform<Arch>(x, [](auto v) { return simd::sigmoid(v); });
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(y, g, [](auto v) { return v * (decltype(v)(T(1)) - v); });
    }
};

/// f(x) = max(x, 0); its slope at 0 is 0.
struct relu {
    static constexpr bool strictly_monotone = false;
    static constexpr const char* name() { return "relu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        simd::transform<Arch>(x, [](auto v) { return simd::at_least(v, T(0)); });
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(y, g, [](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), vec(T(1)), vec(T(0)));
        });
    }
};

/// f(x) = x for x > 0, slope x otherwise.   requires  slope > 0
struct leaky_relu {
    double slope = 0.01;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "leaky_relu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        simd::transform<Arch>(x, [a = static_cast<T>(slope)](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), v, v * vec(a));
        });
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(y, g, [a = static_cast<T>(slope)](auto v) {
            using vec = decltype(v);
            return xsimd::select(v > vec(T(0)), vec(T(1)), vec(a));
        });
    }
};

namespace detail {
/// f(x) = positive x for x > 0, negative (e^x - 1) otherwise; there f'(x) = negative e^x = y + negative.
template <class Arch, class T>
void elu_forward(std::span<T> x, T positive, T negative) {
    simd::transform<Arch>(x, [positive, negative](auto v) {
        using vec = decltype(v);
        const vec below = vec(negative) * simd::detail::expm1_nonpositive(simd::at_most(v, T(0)));
        return xsimd::select(v > vec(T(0)), vec(positive) * v, below);
    });
}
template <class Arch, class T>
void elu_backward(std::span<const T> y, std::span<T> g, T positive, T negative) {
    detail::backward<Arch, T>(y, g, [positive, negative](auto v) {
        using vec = decltype(v);
        return xsimd::select(v > vec(T(0)), vec(positive), v + vec(negative));
    });
}
}  // namespace detail

/// f(x) = x for x > 0, alpha (e^x - 1) otherwise.   requires  alpha > 0
struct elu {
    double alpha = 1;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "elu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::elu_forward<Arch, T>(x, T(1), static_cast<T>(alpha));
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::elu_backward<Arch, T>(y, g, T(1), static_cast<T>(alpha));
    }
};

/// Scaled elu: lambda x for x > 0, lambda alpha (e^x - 1) otherwise. Source: Klambauer et al. 2017.
struct selu {
    static constexpr double alpha = 1.6732632423543772, lambda = 1.0507009873554805;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "selu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::elu_forward<Arch, T>(x, static_cast<T>(lambda), static_cast<T>(lambda * alpha));
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::elu_backward<Arch, T>(y, g, static_cast<T>(lambda), static_cast<T>(lambda * alpha));
    }
};

static_assert(Activation<linear> && Activation<tanh> && Activation<sigmoid> && Activation<relu> &&
              Activation<leaky_relu> && Activation<elu> && Activation<selu>);

}  // namespace nextclick::inline NEXTCLICK_ABI::activation
