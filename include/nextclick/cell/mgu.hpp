// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace cell {

/// Minimal gated unit (Zhou et al. 2016): a GRU with one gate for both reset and update.
/// f = sig(x Wf + h Uf + bf), c = tanh(x Wc + (f h) Uc + bc), h' = (1-f) h + f c. Blocks in the order f, c.
/// shapes    recurrent (H, 2H).   cost  forward 2H² multiply-adds a row besides the input product
struct mgu {
    static constexpr std::size_t gates = 2, states = 1, extras = 1;  // extra: f h
    static constexpr const char* name() { return "mgu"; }
    static constexpr cost::layer cost(std::size_t h) {
        return {.forward = 2 * h * h, .backward = 3 * h * h, .through_time = h * h, .dense = 2 * h * h, .gathered = 0};
    }
    template <class S>
    using parameters = recurrent_weights<S>;

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t width, random_stream random) const {
        p.recurrent.resize(width, 2 * width);
        glorot_uniform(p.recurrent, random, 2);
    }

    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const step<T>& s) const {
        const std::size_t w = s.next.cols;
        const view<const T> u = p.recurrent;
        simd::product(s.previous, u.col_block(0, w), s.gates.col_block(0, w), simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i)
            simd::mgu_forget(w, s.gates.row(i).data(), s.previous.row(i).data(), s.extra.row(i).data());
        simd::product(s.extra, u.col_block(w, w), s.gates.col_block(w, w), simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            T* g = s.gates.row(i).data();
            simd::gru_blend(w, g, g + w, s.previous.row(i).data(), s.next.row(i).data());
        }
    }

    template <class T>
    void backward(const parameters<values<T>>& p, pass& run, const step_gradient<T>& s) const {
        const std::size_t w = s.next.cols, n = s.next.rows;
        const view<const T> u = p.recurrent;
        for (std::size_t i = 0; i < n; ++i) {
            const T* g = s.gates.row(i).data();
            T* d = s.d_gates.row(i).data();
            simd::gru_blend_backward(w, g, g + w, s.previous.row(i).data(), s.up.row(i).data(), d, d + w, s.d_previous.row(i).data());
        }
        const auto mark = run.memory.here();
        auto q = run.memory.take<T>(n, w);
        simd::product_nt(s.d_gates.col_block(w, w), u.col_block(w, w), q, run.memory, simd::write::overwrite, run.threads);
        for (std::size_t i = 0; i < n; ++i)
            simd::mgu_forget_backward(w, s.gates.row(i).data(), s.previous.row(i).data(), q.row(i).data(), s.d_gates.row(i).data(),
                                      s.d_previous.row(i).data());
        run.memory.release(mark);
        if (s.need_previous)
            simd::product_nt(s.d_gates.col_block(0, w), u.col_block(0, w), s.d_previous, run.memory, simd::write::accumulate, run.threads);
    }

    template <class T>
    void backward_weights(parameters<gradients<T>>& dp, pass& run, const rows_gradient<T>& s) const {
        const std::size_t w = s.previous.cols;
        const view<T> du = dp.recurrent;
        simd::product_tn(s.previous, s.d_gates.col_block(0, w), du.col_block(0, w), simd::write::accumulate, run.threads);
        simd::product_tn(s.extra, s.d_gates.col_block(w, w), du.col_block(w, w), simd::write::accumulate, run.threads);
    }
};
static_assert(Cell<mgu>);

}  // namespace cell
NEXTCLICK_END_NAMESPACE
