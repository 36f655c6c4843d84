// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cassert>
#include <concepts>
#include <span>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/no_policy.hpp"
#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Activations, as policies: of dense layers, and of the scores before a pairwise loss.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace activation {

/// forward(x): x := f(x) in place. backward(y, g): g := g f'(x), with f' written in terms of the output y.
template <class A>
concept Activation = requires(const A a, std::span<float> x, std::span<const float> y) {
    a.forward(x);
    a.backward(y, x);
} && requires {
    { A::strictly_monotone } -> std::convertible_to<bool>;  // ranking may skip it without creating or breaking ties
    { A::name() } -> std::convertible_to<const char*>;
};

/// The fault of a part of a combination that is no activation.
template <class Part>
struct part_of_combination {
    static_assert(Activation<Part>, "a part of this combination is no activation; it lacks what follows (see simd/activation.hpp)");
};
template <class Part>
using part_fault = fault_of_part<Activation<Part>, Part, part_of_combination<Part>>;

/// An activation that is also defined lane by lane, for use inside kernels: value(x) = f(x), derivative(y) = f'(x) in terms of y.
template <class A>
concept LaneWise = Activation<A> && requires(const A a, simd::batch<float> v) {
    { a.value(v) } -> std::same_as<simd::batch<float>>;
    { a.derivative(v) } -> std::same_as<simd::batch<float>>;
};

/// The fault of a part of a combination that is no activation that is defined lane by lane.
template <class Part>
struct lane_wise_of_combination {
    static_assert(
        LaneWise<Part>,
        "a part of this combination is no activation that is defined lane by lane; it lacks what follows (see simd/activation.hpp)");
};
template <class Part>
using lane_wise_fault = first_fault<part_fault<Part>, fault_unless<LaneWise<Part>, lane_wise_of_combination<Part>>>;

namespace detail {
template <class Arch, class T, class A>
void forward(const A& a, std::span<T> x) {
    simd::transform<Arch>(x, [&a](auto v) { return a.value(v); });
}
template <class Arch, class T, class A>
void backward(const A& a, std::span<const T> y, std::span<T> g) {
    assert(y.size() == g.size());
    simd::detail::for_lanes<Arch, T>(g.size(),
                                     [&](auto load, auto store) { store(g.data(), load(g.data()) * a.derivative(load(y.data()))); });
}
/// f(x) = positive x for x > 0, negative (e^x - 1) otherwise; there f'(x) = negative e^x = y + negative.
template <class V, class T = typename V::value_type>
V elu_value(const V& x, T positive, T negative) {
    const V below = V(negative) * simd::detail::expm1_nonpositive(simd::at_most(x, T(0)));
    return xsimd::select(x > V(T(0)), V(positive) * x, below);
}
template <class V, class T = typename V::value_type>
V elu_derivative(const V& y, T positive, T negative) {
    return xsimd::select(y > V(T(0)), V(positive), y + V(negative));
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
    template <class V>
    V value(const V& x) const {
        return x;
    }
    template <class V>
    V derivative(const V&) const {
        return V(1);
    }
};

struct tanh {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "tanh"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        return simd::tanh(x);
    }
    template <class V>
    V derivative(const V& y) const {
        return simd::fnma(y, y, V(1));
    }
};

struct sigmoid {
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "sigmoid"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        return simd::sigmoid(x);
    }
    template <class V>
    V derivative(const V& y) const {
        return y * (V(1) - y);
    }
};

/// f(x) = 0.2 x + 0.5 between 0 and 1: the fast sigmoid of Theano, and hence of NARM's code. Its slope at the two
/// corners is 0.
struct hard_sigmoid {
    static constexpr bool strictly_monotone = false;
    static constexpr const char* name() { return "hard_sigmoid"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        using T = typename V::value_type;  // x + 2.5 is exact near the lower corner, 0.2 x + 0.5 is not
        return simd::at_most(simd::at_least((x + V(T(2.5))) * V(T(0.2)), T(0)), T(1));
    }
    template <class V>
    V derivative(const V& y) const {
        using T = typename V::value_type;
        return xsimd::select(y > V(T(0)) && y < V(T(1)), V(T(0.2)), V(T(0)));
    }
};

/// f(x) = max(x, 0); its slope at 0 is 0.
struct relu {
    static constexpr bool strictly_monotone = false;
    static constexpr const char* name() { return "relu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        return simd::at_least(x, typename V::value_type(0));
    }
    template <class V>
    V derivative(const V& y) const {
        return xsimd::select(y > V(0), V(1), V(0));
    }
};

/// f(x) = x for x > 0, slope x otherwise.   requires  slope > 0
struct leaky_relu {
    double slope = 0.01;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "leaky_relu"; }
    static constexpr auto options() { return field_list{field{"slope", &leaky_relu::slope}}; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        return xsimd::select(x > V(0), x, x * V(static_cast<typename V::value_type>(slope)));
    }
    template <class V>
    V derivative(const V& y) const {
        return xsimd::select(y > V(0), V(1), V(static_cast<typename V::value_type>(slope)));
    }
};

/// f(x) = x for x > 0, alpha (e^x - 1) otherwise.   requires  alpha > 0
struct elu {
    double alpha = 1;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "elu"; }
    static constexpr auto options() { return field_list{field{"alpha", &elu::alpha}}; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        using T = typename V::value_type;
        return detail::elu_value(x, T(1), static_cast<T>(alpha));
    }
    template <class V>
    V derivative(const V& y) const {
        using T = typename V::value_type;
        return detail::elu_derivative(y, T(1), static_cast<T>(alpha));
    }
};

/// Scaled elu: lambda x for x > 0, lambda alpha (e^x - 1) otherwise. Source: Klambauer et al. 2017.
struct selu {
    static constexpr double alpha = 1.6732632423543772, lambda = 1.0507009873554805;
    static constexpr bool strictly_monotone = true;
    static constexpr const char* name() { return "selu"; }
    template <class Arch = simd::default_arch, class T>
    void forward(std::span<T> x) const {
        detail::forward<Arch>(*this, x);
    }
    template <class Arch = simd::default_arch, class T>
    void backward(simd::input<T> y, std::span<T> g) const {
        detail::backward<Arch, T>(*this, y, g);
    }
    template <class V>
    V value(const V& x) const {
        using T = typename V::value_type;
        return detail::elu_value(x, static_cast<T>(lambda), static_cast<T>(lambda * alpha));
    }
    template <class V>
    V derivative(const V& y) const {
        using T = typename V::value_type;
        return detail::elu_derivative(y, static_cast<T>(lambda), static_cast<T>(lambda * alpha));
    }
};

static_assert(LaneWise<linear> && LaneWise<tanh> && LaneWise<sigmoid> && LaneWise<hard_sigmoid> && LaneWise<relu> && LaneWise<leaky_relu> &&
              LaneWise<elu> && LaneWise<selu>);

}  // namespace activation
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
