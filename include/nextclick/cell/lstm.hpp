// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace cell {

/// Long short-term memory: i, f, o = sig(.), g = tanh(.), c' = f c + i g, h' = o tanh(c').
/// Gate blocks in the order i, f, g, o; the state is [h ; c].
/// shapes    recurrent (H, 4H).   cost  forward 4H² multiply-adds a row besides the input product
struct lstm {
    static constexpr std::size_t gates = 4, states = 2, extras = 1;  // extra: tanh(c')
    static constexpr const char* name() { return "lstm"; }
    static constexpr cost::layer cost(std::size_t h) {
        return {.forward = 4 * h * h, .backward = 4 * h * h, .through_time = 4 * h * h, .dense = 4 * h * h, .gathered = 0};
    }
    template <class S>
    using parameters = recurrent_weights<S>;

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t width, random_stream random) const {
        p.recurrent.resize(width, 4 * width);
        glorot_uniform(p.recurrent, random, 4);
    }

    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const step<T>& s) const {
        const std::size_t w = s.next.cols / 2;
        simd::product(s.previous.col_block(0, w), p.recurrent, s.gates, simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            T* g = s.gates.row(i).data();
            T* next = s.next.row(i).data();
            simd::lstm_gates(w, g, g + w, g + 2 * w, g + 3 * w, s.previous.row(i).data() + w, next + w, s.extra.row(i).data(), next);
        }
    }

    template <class T>
    void backward(const parameters<values<T>>& p, pass& run, const step_gradient<T>& s) const {
        const std::size_t w = s.next.cols / 2;
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            const T* g = s.gates.row(i).data();
            const T* up = s.up.row(i).data();
            T* d = s.d_gates.row(i).data();
            simd::lstm_gates_backward(w, g, g + w, g + 2 * w, g + 3 * w, s.previous.row(i).data() + w, s.extra.row(i).data(), up, up + w, d,
                                      d + w, d + 2 * w, d + 3 * w, s.d_previous.row(i).data() + w);
        }
        if (s.need_previous)
            simd::product_nt(s.d_gates, p.recurrent, s.d_previous.col_block(0, w), run.memory, simd::write::overwrite, run.threads);
    }

    template <class T>
    void backward_weights(parameters<gradients<T>>& dp, pass& run, const rows_gradient<T>& s) const {
        simd::product_tn(s.previous.col_block(0, s.previous.cols / 2), s.d_gates, view<T>(dp.recurrent), simd::write::accumulate,
                         run.threads);
    }
};
static_assert(Cell<lstm>);

}  // namespace cell
NEXTCLICK_END_NAMESPACE
