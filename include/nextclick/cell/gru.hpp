// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <type_traits>

#include "nextclick/cell/concept.hpp"
#include "nextclick/simd/activation.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace cell {

/// Where the reset gate is applied: to the state before the recurrent product (GRU4Rec, HRNN, NARM), or to the product
/// (cuDNN, PyTorch). The functions differ; weights are not interchangeable.
struct reset_before {};
struct reset_after {};

namespace detail {
template <class Reset>
struct no_reset {
    static_assert(sizeof(Reset) == 0, "cell::gru: the first argument is reset_before or reset_after");
};
}  // namespace detail

/// Gated recurrent unit; z is the weight of the candidate in both forms: h' = (1-z) h + z c.
/// Blocks of H in the order z, r, c. `Gate` is the function of z and r: NARM's code, following Theano,
/// uses activation::hard_sigmoid.
template <class Reset = reset_before, class Gate = activation::sigmoid>
struct gru : no_policy<activation::lane_wise_fault<Gate>, detail::no_reset<Reset>> {
    constexpr gru(const auto&...) { static_assert(sizeof(typename gru::why) > 0); }
};

namespace detail {
/// "gru<reset_before>", followed by the gates' function if it is not the sigmoid.
template <class Gate>
std::string gru_name(const char* reset) {
    const bool is_default = std::is_same_v<Gate, activation::sigmoid>;
    return std::string("gru<") + reset + (is_default ? std::string(">") : std::string(", ") + Gate::name() + ">");
}
}  // namespace detail

/// z = sig(x Wz + h Uz + bz), r = sig(x Wr + h Ur + br), c = tanh(x Wc + (r h) Uc + bc).
/// shapes    recurrent (H, 3H).   cost  forward 3H² multiply-adds a row besides the input product
template <activation::LaneWise Gate>
struct gru<reset_before, Gate> {
    static constexpr std::size_t gates = 3, states = 1, extras = 1;  // extra: r h
    static constexpr bool last_gate_is_candidate = true;
    static std::string name() { return detail::gru_name<Gate>("reset_before"); }
    static constexpr cost::layer cost(std::size_t h) {
        return {.forward = 3 * h * h, .backward = 4 * h * h, .through_time = 2 * h * h, .dense = 3 * h * h, .gathered = 0};
    }
    template <class S>
    using parameters = recurrent_weights<S>;

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t width, random_stream random) const {
        p.recurrent.resize(width, 3 * width);
        glorot_uniform(p.recurrent, random, 3);
    }

    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const step<T>& s) const {
        const std::size_t w = s.next.cols;
        const view<const T> u = p.recurrent;
        simd::product(s.previous, u.col_block(0, 2 * w), s.gates.col_block(0, 2 * w), simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            T* g = s.gates.row(i).data();
            simd::gru_reset_before(w, g, g + w, s.previous.row(i).data(), s.extra.row(i).data(), gate);
        }
        simd::product(s.extra, u.col_block(2 * w, w), s.gates.col_block(2 * w, w), simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            T* g = s.gates.row(i).data();
            simd::gru_blend(w, g, g + 2 * w, s.previous.row(i).data(), s.next.row(i).data());
        }
    }

    template <class T>
    void backward(const parameters<values<T>>& p, pass& run, const step_gradient<T>& s) const {
        const std::size_t w = s.next.cols, n = s.next.rows;
        const view<const T> u = p.recurrent;
        for (std::size_t i = 0; i < n; ++i) {
            const T* g = s.gates.row(i).data();
            T* d = s.d_gates.row(i).data();
            simd::gru_blend_backward(w, g, g + 2 * w, s.previous.row(i).data(), s.up.row(i).data(), d, d + 2 * w,
                                     s.d_previous.row(i).data(), gate);
        }
        const auto mark = run.memory.here();
        auto q = run.memory.take<T>(n, w);
        simd::product_nt(s.d_gates.col_block(2 * w, w), u.col_block(2 * w, w), q, run.memory, simd::write::overwrite, run.threads);
        for (std::size_t i = 0; i < n; ++i)
            simd::gru_reset_before_backward(w, s.gates.row(i).data() + w, s.previous.row(i).data(), q.row(i).data(),
                                            s.d_gates.row(i).data() + w, s.d_previous.row(i).data(), gate);
        run.memory.release(mark);
        if (s.need_previous)
            simd::product_nt(s.d_gates.col_block(0, 2 * w), u.col_block(0, 2 * w), s.d_previous, run.memory, simd::write::accumulate,
                             run.threads);
    }

    template <class T>
    void backward_weights(parameters<gradients<T>>& dp, pass& run, const rows_gradient<T>& s) const {
        const std::size_t w = s.previous.cols;
        const view<T> du = dp.recurrent;
        simd::product_tn(s.previous, s.d_gates.col_block(0, 2 * w), du.col_block(0, 2 * w), simd::write::accumulate, run.threads);
        simd::product_tn(s.extra, s.d_gates.col_block(2 * w, w), du.col_block(2 * w, w), simd::write::accumulate, run.threads);
    }

private:
    static constexpr Gate gate{};
};

/// c = tanh(x Wc + bc + r (h Uc + bu)), z and r as above.
/// shapes    recurrent (H, 3H), recurrent_bias (1, H) = bu.   cost  forward 3H² multiply-adds a row
template <activation::LaneWise Gate>
struct gru<reset_after, Gate> {
    static constexpr std::size_t gates = 3, states = 1, extras = 1;  // extra: u = h Uc + bu
    static constexpr bool last_gate_is_candidate = true;
    static std::string name() { return detail::gru_name<Gate>("reset_after"); }
    static constexpr cost::layer cost(std::size_t h) {
        return {.forward = 3 * h * h, .backward = 3 * h * h, .through_time = 3 * h * h, .dense = 3 * h * h + h, .gathered = 0};
    }
    template <class S>
    struct parameters {
        typename S::dense recurrent, recurrent_bias;
        static constexpr auto fields() {
            return field_list{field{"recurrent", &parameters::recurrent}, field{"recurrent_bias", &parameters::recurrent_bias}};
        }
    };

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t width, random_stream random) const {
        p.recurrent.resize(width, 3 * width);
        p.recurrent_bias.resize(1, width);
        glorot_uniform(p.recurrent, random, 3);
    }

    template <class T>
    void forward(const parameters<values<T>>& p, pass& run, const step<T>& s) const {
        const std::size_t w = s.next.cols;
        const view<const T> u = p.recurrent;
        for (std::size_t i = 0; i < s.next.rows; ++i) std::copy_n(p.recurrent_bias.data.data(), w, s.extra.row(i).data());
        simd::product(s.previous, u.col_block(0, 2 * w), s.gates.col_block(0, 2 * w), simd::write::accumulate, run.threads);
        simd::product(s.previous, u.col_block(2 * w, w), s.extra, simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            T* g = s.gates.row(i).data();
            simd::gru_reset_after(w, g, g + w, g + 2 * w, s.extra.row(i).data(), s.previous.row(i).data(), s.next.row(i).data(), gate);
        }
    }

    template <class T>
    void backward(const parameters<values<T>>& p, pass& run, const step_gradient<T>& s) const {
        const std::size_t w = s.next.cols;
        const view<const T> u = p.recurrent;
        for (std::size_t i = 0; i < s.next.rows; ++i) {
            const T* g = s.gates.row(i).data();
            T* d = s.d_gates.row(i).data();
            simd::gru_blend_backward(w, g, g + 2 * w, s.previous.row(i).data(), s.up.row(i).data(), d, d + 2 * w,
                                     s.d_previous.row(i).data(), gate);
            simd::gru_reset_after_backward(w, g + w, s.extra.row(i).data(), d + 2 * w, d + w, s.d_extra.row(i).data(), gate);
        }
        if (!s.need_previous) return;
        simd::product_nt(s.d_gates.col_block(0, 2 * w), u.col_block(0, 2 * w), s.d_previous, run.memory, simd::write::accumulate,
                         run.threads);
        simd::product_nt(s.d_extra, u.col_block(2 * w, w), s.d_previous, run.memory, simd::write::accumulate, run.threads);
    }

    template <class T>
    void backward_weights(parameters<gradients<T>>& dp, pass& run, const rows_gradient<T>& s) const {
        const std::size_t w = s.previous.cols;
        const view<T> du = dp.recurrent;
        simd::product_tn(s.previous, s.d_gates.col_block(0, 2 * w), du.col_block(0, 2 * w), simd::write::accumulate, run.threads);
        simd::product_tn(s.previous, s.d_extra, du.col_block(2 * w, w), simd::write::accumulate, run.threads);
        for (std::size_t i = 0; i < s.d_extra.rows; ++i)
            for (std::size_t j = 0; j < w; ++j) dp.recurrent_bias.data[j] += s.d_extra(i, j);
    }

private:
    static constexpr Gate gate{};
};
static_assert(Cell<gru<reset_before>> && Cell<gru<reset_after>> && Cell<gru<reset_before, activation::hard_sigmoid>>);

}  // namespace cell
NEXTCLICK_END_NAMESPACE
