// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <type_traits>

#include "nextclick/simd/activation.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/math.hpp"
#include "nextclick/simd/vector.hpp"

/// Fused gates of the recurrent cells, one row at a time: everything after the products, in one pass over the row.
/// Every pointer is a row of `width` elements; the names are those of the equations beside each cell. Kernels with a parameter for
/// the function of the gates z and r default to the sigmoid; slopes below are the sigmoid's.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

namespace detail {
/// g times the slope of a gate of value y; for a sigmoid g y (1-y), in this order.
template <class Gate, class V>
V through_gate(const Gate& gate, const V& g, const V& y) {
    using T = typename V::value_type;
    if constexpr (std::is_same_v<Gate, activation::sigmoid>)
        return g * y * (V(T(1)) - y);
    else
        return g * gate.derivative(y);
}
}  // namespace detail

/// z, r := sigmoid of themselves; rh := r * h. First half of a GRU that resets before the product.
template <class Arch = xsimd::default_arch, class T, activation::LaneWise Gate = activation::sigmoid>
void gru_reset_before(std::size_t width, T* z, T* r, const T* h, T* rh, const Gate& gate = {}) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto reset = gate.value(load(r));
        store(z, gate.value(load(z)));
        store(r, reset);
        store(rh, reset * load(h));
    });
}

/// c := tanh(c); next := (1-z) h + z c.
template <class Arch = xsimd::default_arch, class T>
void gru_blend(std::size_t width, const T* z, T* c, const T* h, T* next) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto candidate = simd::tanh(load(c)), old = load(h);
        store(c, candidate);
        store(next, simd::fma(load(z), candidate - old, old));
    });
}

/// dz := g (c-h) z (1-z);  dc := g z (1-c²);  dh := g (1-z).
template <class Arch = xsimd::default_arch, class T, activation::LaneWise Gate = activation::sigmoid>
void gru_blend_backward(std::size_t width, const T* z, const T* c, const T* h, const T* g, T* dz, T* dc, T* dh, const Gate& gate = {}) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec one(T(1)), update = load(z), candidate = load(c), up = load(g), keep = one - update;
        store(dz, detail::through_gate(gate, vec(up * (candidate - load(h))), update));
        store(dc, up * update * (one - candidate * candidate));
        store(dh, up * keep);
    });
}

/// With q = dc Uc^T:  dr := q h r (1-r);  dh += q r.
template <class Arch = xsimd::default_arch, class T, activation::LaneWise Gate = activation::sigmoid>
void gru_reset_before_backward(std::size_t width, const T* r, const T* h, const T* q, T* dr, T* dh, const Gate& gate = {}) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec reset = load(r), inner = load(q);
        store(dr, detail::through_gate(gate, vec(inner * load(h)), reset));
        store(dh, simd::fma(inner, reset, load(dh)));
    });
}

/// z, r := sigmoid of themselves; c := tanh(c + r u); next := (1-z) h + z c.  Reset after the product, u = h Uc + bu.
template <class Arch = xsimd::default_arch, class T, activation::LaneWise Gate = activation::sigmoid>
void gru_reset_after(std::size_t width, T* z, T* r, T* c, const T* u, const T* h, T* next, const Gate& gate = {}) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto update = gate.value(load(z)), reset = gate.value(load(r)), old = load(h);
        const auto candidate = simd::tanh(simd::fma(reset, load(u), load(c)));
        store(z, update);
        store(r, reset);
        store(c, candidate);
        store(next, simd::fma(update, candidate - old, old));
    });
}

/// dr := dc u r (1-r);  du := dc r.
template <class Arch = xsimd::default_arch, class T, activation::LaneWise Gate = activation::sigmoid>
void gru_reset_after_backward(std::size_t width, const T* r, const T* u, const T* dc, T* dr, T* du, const Gate& gate = {}) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec reset = load(r), up = load(dc);
        store(dr, detail::through_gate(gate, vec(up * load(u)), reset));
        store(du, up * reset);
    });
}

/// i, f, o := sigmoid, g := tanh of themselves; c' = f c + i g; squashed := tanh(c'); h' = o squashed.
template <class Arch = xsimd::default_arch, class T>
void lstm_gates(std::size_t width, T* i, T* f, T* g, T* o, const T* c, T* next_c, T* squashed, T* next_h) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto in = simd::sigmoid(load(i)), forget = simd::sigmoid(load(f)), fresh = simd::tanh(load(g)), out = simd::sigmoid(load(o));
        const auto cell = simd::fma(forget, load(c), in * fresh);
        const auto flat = simd::tanh(cell);
        store(i, in);
        store(f, forget);
        store(g, fresh);
        store(o, out);
        store(next_c, cell);
        store(squashed, flat);
        store(next_h, out * flat);
    });
}

/// Gradients of the four pre-activations and of the old cell, from dh (of h') and dc (of c', from the step after).
template <class Arch = xsimd::default_arch, class T>
void lstm_gates_backward(std::size_t width, const T* i, const T* f, const T* g, const T* o, const T* c, const T* squashed, const T* dh,
                         const T* dc, T* di, T* df, T* dg, T* d_o, T* dc_old) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec one(T(1)), in = load(i), forget = load(f), fresh = load(g), out = load(o), flat = load(squashed), up = load(dh);
        const vec cell = simd::fma(up * out, one - flat * flat, load(dc));
        store(di, cell * fresh * in * (one - in));
        store(df, cell * load(c) * forget * (one - forget));
        store(dg, cell * in * (one - fresh * fresh));
        store(d_o, up * flat * out * (one - out));
        store(dc_old, cell * forget);
    });
}

/// a := tanh(a); next := a.
template <class Arch = xsimd::default_arch, class T>
void rnn_gate(std::size_t width, T* a, T* next) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto y = simd::tanh(load(a));
        store(a, y);
        store(next, y);
    });
}

/// da := g (1-a²), a after the tanh.
template <class Arch = xsimd::default_arch, class T>
void rnn_gate_backward(std::size_t width, const T* a, const T* g, T* da) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec y = load(a);
        store(da, load(g) * (vec(T(1)) - y * y));
    });
}

/// f := sigmoid(f); fh := f h. First half of a minimal gated unit.
template <class Arch = xsimd::default_arch, class T>
void mgu_forget(std::size_t width, T* f, const T* h, T* fh) {
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const auto forget = simd::sigmoid(load(f));
        store(f, forget);
        store(fh, forget * load(h));
    });
}

/// With q = dc Uc^T: the gate acts twice, in the blend (df holds that part before the sigmoid) and in f h:
/// df := df + q h f (1-f);  dh += q f.
template <class Arch = xsimd::default_arch, class T>
void mgu_forget_backward(std::size_t width, const T* f, const T* h, const T* q, T* df, T* dh) {
    using vec = xsimd::batch<T, Arch>;
    detail::for_lanes<Arch, T>(width, [&](auto load, auto store) {
        const vec forget = load(f), inner = load(q);
        store(df, simd::fma(inner * load(h), forget * (vec(T(1)) - forget), load(df)));
        store(dh, simd::fma(inner, forget, load(dh)));
    });
}

}  // namespace simd
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
