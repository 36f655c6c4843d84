// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace cell {

/// Elman's recurrent unit: h' = tanh(x W + b + h U).
/// shapes    recurrent (H, H).   cost  forward H² multiply-adds a row besides the input product
struct rnn {
    static constexpr std::size_t gates = 1, states = 1, extras = 0;
    static constexpr const char* name() { return "rnn"; }
    static constexpr cost::layer cost(std::size_t h) {
        return {.forward = h * h, .backward = h * h, .through_time = h * h, .dense = h * h, .gathered = 0};
    }
    template <class S>
    using parameters = recurrent_weights<S>;

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t width, random_stream random) const {
        p.recurrent.resize(width, width);
        glorot_uniform(p.recurrent, random);
    }

    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const step<T>& s) const {
        const std::size_t width = s.next.cols;
        simd::product(s.previous, p.recurrent, s.gates, simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) simd::rnn_gate(width, s.gates.row(i).data(), s.next.row(i).data());
    }

    template <class T>
    void backward(const parameters<values<T>>& p, pass& run, const step_gradient<T>& s) const {
        const std::size_t width = s.next.cols;
        for (std::size_t i = 0; i < s.next.rows; ++i)
            simd::rnn_gate_backward(width, s.gates.row(i).data(), s.up.row(i).data(), s.d_gates.row(i).data());
        if (s.need_previous) simd::product_nt(s.d_gates, p.recurrent, s.d_previous, run.memory, simd::write::overwrite, run.threads);
    }

    template <class T>
    void backward_weights(parameters<gradients<T>>& dp, pass& run, const rows_gradient<T>& s) const {
        simd::product_tn(s.previous, s.d_gates, view<T>(dp.recurrent), simd::write::accumulate, run.threads);
    }
};
static_assert(Cell<rnn>);

}  // namespace cell
NEXTCLICK_END_NAMESPACE
