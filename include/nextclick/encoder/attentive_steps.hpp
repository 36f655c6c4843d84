// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/attention/additive_pairs.hpp"
#include "nextclick/cell/concept.hpp"
#include "nextclick/encoder/attentive_tape.hpp"
#include "nextclick/encoder/decoder_context.hpp"
#include "nextclick/encoder/dense.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/pooling/attend.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/lane_order.hpp"
#include "nextclick/simd/softmax.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder::detail {

/// A decoder over the rows h of an encoder: d_0 = tanh(ends Wq + bq), d_i = f(d_{i-1}, [x_i ; c_i]), with the context c_i
/// if `Context` attends. `ends` of a lane are the forward columns of h at its last row, and the backward columns at its first. A step
/// depends on the whole lane. The memory cell of an LSTM starts at zero.
/// shapes    x (rows, I), h (rows, W) in, d (rows, H) out.  bridge.weights (W, H), decoder.input (I [+ W], gates·H)
/// memory    rows x (gates + extras + 2·states) x H, with attention rows x (3·A + 2·W) and n² numbers for a lane of n; twice for backward
template <cell::Cell Cell, std::size_t Units, class Context>
struct attentive_steps {
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] Context context{};

    using bridge_type = dense<Units, activation::tanh>;
    using decoder_type = recurrent<Cell, Units>;
    template <class S>
    struct parameters {
        typename bridge_type::template parameters<S> bridge;
        typename Context::template parameters<S> attention;
        typename decoder_type::template parameters<S> decoder;
        static constexpr auto fields() {
            return field_list{field{"bridge", &parameters::bridge}, field{"attention", &parameters::attention},
                              field{"decoder", &parameters::decoder}};
        }
    };
    template <class T>
    using tape = attentive_tape<T, bridge_type>;
    template <class T>
    using inputs_gradient = attentive_inputs_gradient<T>;

    constexpr std::size_t attention_units() const {
        if constexpr (Context::attends) return attention::units_or(context.units, units);
        return 0;
    }
    /// The bridge is a product per lane, not per row, and is not counted.
    constexpr cost::layer cost(std::size_t in, std::size_t h, std::size_t keys) const {
        cost::layer own = cost::product(in, Cell::gates * units) + Cell::cost(units);
        own.backward += own.through_time;  // for the first step too, because the bridge has parameters
        own.through_time = 0;
        own.dense += Cell::gates * units + (h + 1) * units;
        if constexpr (Context::attends)
            own = own + cost::product(h, Cell::gates * units) + cost::product(h + units, attention_units()) +
                  cost::layer{.dense = attention_units()} + pairs::pair_cost(attention_units() + h, keys);
        return own;
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, std::size_t h, random_stream random) const {
        if (units == 0) throw argument_error("encoder::attentive_decoder: units is 0; give the width of the decoder");
        bridge().initialise(p.bridge, h, random.fork(1));
        decoder().initialise(p.decoder, Context::attends ? in + h : in, random.fork(2));
        if constexpr (Context::attends) {
            p.attention.query.resize(units, attention_units());
            p.attention.key.resize(h, attention_units());
            p.attention.score.resize(1, attention_units());
            glorot_uniform(p.attention.query, random.fork(3));
            glorot_uniform(p.attention.key, random.fork(4));
            glorot_uniform(p.attention.score, random.fork(5));
        }
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x, view<const T> h,
                          std::size_t forward_columns, tape<T>& t) const {
        const std::size_t rows = steps.rows(), w = units, all = Cell::states * w;
        const lane_order order(run.memory, packed_steps{steps.begin});
        t.x = x;
        t.row_begin = order.row_begin;
        t.row = order.row;
        t.forward_columns = forward_columns;
        t.gates = run.memory.take<T>(rows, Cell::gates * w);
        t.extra = run.memory.take<T>(rows, Cell::extras * w);
        t.previous = run.memory.take<T>(rows, all);
        t.state = run.memory.take<T>(rows, all);
        simd::product_plus(x, view<const T>(p.decoder.input).block(0, x.cols), p.decoder.bias.row(0), t.gates, run.threads);
        if constexpr (Context::attends) read_keys(p, run, h, t);
        const view<const T> start = bridge().forward(p.bridge, run, steps, ends_of(run, h, t), {}, t.bridge);
        for (std::size_t s = 0; s < steps.count(); ++s) {
            const std::size_t begin = steps.first(s), lanes = steps.lanes(s);
            share_rows(run, lanes, step_cost(lanes, h.cols, t), [&](pass& local, std::size_t lane, std::size_t n) {
                const std::size_t first = begin + lane;
                const view<T> previous = t.previous.block(first, n);
                for (std::size_t i = 0; i < n; ++i) {
                    const view<const T> before = s == 0 ? start : view<const T>(t.state.block(steps.first(s - 1), lanes));
                    std::fill_n(std::copy_n(before.row(lane + i).data(), before.cols, previous.row(i).data()), all - before.cols, T(0));
                }
                if constexpr (Context::attends) attend(p, local, t, s, lane, first, n);
                cell().forward(p.decoder.cell, local,
                               cell::step<T>{t.gates.block(first, n), t.extra.block(first, n), previous, t.state.block(first, n)});
            });
        }
        return t.state.col_block(0, w);
    }

    /// Adds to the gradients of the parameters. dy (rows, H)
    template <class T>
    inputs_gradient<T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                                view<const T> dy, std::size_t h_cols, const tape<T>& t) const {
        const std::size_t rows = steps.rows(), w = units, all = Cell::states * w, own = t.x.cols;
        const auto d_gates = run.memory.take<T>(rows, Cell::gates * w), d_extra = run.memory.take<T>(rows, Cell::extras * w);
        const auto up = run.memory.take_zeros<T>(steps.lanes(), all), d_previous = run.memory.take_zeros<T>(steps.lanes(), all);
        const attention_gradient<T> d = zero_gradients(p, run, t, h_cols);
        for (std::size_t s = steps.count(); s-- > 0;) {
            const std::size_t begin = steps.first(s), lanes = steps.lanes(s);
            share_rows(run, lanes, 3 * step_cost(lanes, h_cols, t), [&](pass& local, std::size_t lane, std::size_t n) {
                const std::size_t first = begin + lane;
                const auto here = up.block(lane, n), gates = d_gates.block(first, n), before = d_previous.block(lane, n);
                add_rows<T>(dy.block(first, n), here.col_block(0, w));
                cell().backward(p.decoder.cell, local,
                                cell::step_gradient<T>{t.gates.block(first, n), t.extra.block(first, n), t.previous.block(first, n),
                                                       t.state.block(first, n), here, gates, d_extra.block(first, n), before, true});
                if constexpr (Context::attends)
                    attend_backward(p, local, t, s, lane, first, view<const T>(gates), before.col_block(0, w), d);
                if (s > 0) copy_rows<T>(before, here);
            });  // rows of `up` for lanes that end at the previous step are still zero
        }
        cell().backward_weights(dp.decoder.cell, run, cell::rows_gradient<T>{t.extra, t.previous, d_gates, d_extra});
        add_up_rows<T>(d_gates, dp.decoder.bias.row(0));
        const view<const T> input = p.decoder.input;
        const view<T> d_input = dp.decoder.input;
        simd::product_tn(t.x, d_gates, d_input.block(0, own), simd::write::accumulate, run.threads);
        const auto dx = run.memory.take<T>(rows, own);
        simd::product_nt(d_gates, input.block(0, own), dx, run.memory, simd::write::overwrite, run.threads);
        const auto dh = run.memory.take_zeros<T>(rows, h_cols);
        if constexpr (Context::attends) {
            simd::product_tn(t.context, d_gates, d_input.block(own, h_cols), simd::write::accumulate, run.threads);
            keys_backward(p, dp, run, t, d, dh);
        }
        const view<const T> d_ends =
            bridge().backward(p.bridge, dp.bridge, run, steps, view<const T>(d_previous.col_block(0, w)), t.bridge);
        for (std::size_t l = 0; l < d_ends.rows; ++l) {
            simd::add(d_ends.row(l).first(t.forward_columns), dh.row(t.last_row(l)).first(t.forward_columns));
            simd::add(d_ends.row(l).subspan(t.forward_columns), dh.row(t.first_row(l)).subspan(t.forward_columns));
        }
        return {dx, dh};
    }

private:
    using pairs = attention::additive_pairs<activation::tanh>;
    using exponentials = simd::of_exponentials<activation::tanh>;
    template <class T>
    using attention_gradient = attentive_gradient<T>;

    static constexpr Cell cell() { return {}; }
    constexpr bridge_type bridge() const { return {.units = units}; }
    constexpr decoder_type decoder() const { return {.units = units}; }

    template <class T>
    static view<const T> ends_of(pass& run, view<const T> h, const tape<T>& t) {
        const auto ends = run.memory.take<T>(t.row_begin.size() - 1, h.cols);
        for (std::size_t l = 0; l < ends.rows; ++l) {
            std::copy_n(h.row(t.last_row(l)).data(), t.forward_columns, ends.row(l).data());
            std::ranges::copy(h.row(t.first_row(l)).subspan(t.forward_columns), ends.row(l).subspan(t.forward_columns).begin());
        }
        return ends;
    }

    /// Multiply-adds of one step over the first lanes; an element of a pair counts as one.
    template <class T>
    std::size_t step_cost(std::size_t lanes, std::size_t h, const tape<T>& t) const {
        const std::size_t own = lanes * Cell::cost(units).forward;
        if constexpr (!Context::attends) return own;
        const std::size_t a = attention_units();
        return own + lanes * (units * a + h * Cell::gates * units) + t.row_begin[lanes] * (4 * a + h);
    }

    /// Copies h and the keys into lane order, and allocates the buffers of the steps.
    template <class T>
    void read_keys(const parameters<values<T>>& p, pass& run, view<const T> h, tape<T>& t) const {
        const std::size_t a = attention_units(), lanes = t.row_begin.size() - 1;
        t.h = gathered_rows<T>(run.memory, h, t.row);
        t.key = run.memory.take<T>(h.rows, a);
        t.query = run.memory.take<T>(h.rows, a);
        t.context = run.memory.take<T>(h.rows, h.cols);
        t.exponential = run.memory.take_span<char>(h.rows);
        simd::product(t.h, p.attention.key, t.key, simd::write::overwrite, run.threads);
        t.key_exponentials = {};
        if (simd::can_exponentiate<simd::default_arch, T>(t.key, exponentials::rate)) {
            t.key_exponentials = run.memory.take<T>(h.rows, a);
            share_rows(run, h.rows, 10 * t.key.size(), [&](pass&, std::size_t first, std::size_t n) {
                const view<T> to = t.key_exponentials.block(first, n);
                copy_rows<T>(t.key.block(first, n), to);
                simd::exponentiate(to, exponentials::rate);
            });
        }
        const auto begin = run.memory.take_span<std::size_t>(lanes);
        std::size_t total = 0;
        for (std::size_t l = 0; l < lanes; ++l) {
            begin[l] = total;
            total += t.length(l) * t.length(l);
        }
        t.weights_begin = begin;
        t.weights = run.memory.take_span<T>(total);
    }

    /// Calls f(form of a pair, the keys of the lane in that form) for the query of a row.
    template <class T, class F>
    static void with_keys(const tape<T>& t, std::size_t row, std::size_t lane, const F& f) {
        if (t.exponential[row] != 0)
            f(exponentials{}, view<const T>(t.key_exponentials.block(t.row_begin[lane], t.length(lane))));
        else
            f(simd::of_sum<activation::tanh>{}, view<const T>(t.key.block(t.row_begin[lane], t.length(lane))));
    }

    /// Computes the contexts of n lanes at step s, and adds their product to the pre-activations.
    template <class T>
    void attend(const parameters<values<T>>& p, pass& local, const tape<T>& t, std::size_t s, std::size_t lane, std::size_t first,
                std::size_t n) const {
        const view<const T> input = p.decoder.input;
        simd::product(t.previous.block(first, n).col_block(0, units), p.attention.query, t.query.block(first, n));
        for (std::size_t i = 0; i < n; ++i) {
            const view<T> query = t.query.block(first + i, 1);
            const bool form = t.key_exponentials.data && simd::can_exponentiate<simd::default_arch, T>(query, exponentials::rate);
            t.exponential[first + i] = form;
            if (form) simd::exponentiate(query, exponentials::rate);
            const std::span<T> weights = t.weights_of(lane + i, s);
            with_keys(t, first + i, lane + i, [&](const auto& f, view<const T> keys) {
                simd::additive_scores(f, query.row(0), keys, p.attention.score.row(0), weights);
            });
            simd::softmax(weights);
            simd::product(view<const T>(weights.data(), 1, weights.size()), t.h.block(t.row_begin[lane + i], weights.size()),
                          t.context.block(first + i, 1));
        }
        simd::product(t.context.block(first, n), input.block(t.x.cols, t.h.cols), t.gates.block(first, n), simd::write::accumulate,
                      local.threads);
    }

    template <class T>
    attention_gradient<T> zero_gradients(const parameters<values<T>>&, pass& run, const tape<T>& t, std::size_t h) const {
        if constexpr (!Context::attends) return {};
        const std::size_t rows = t.row.size(), a = attention_units();
        return {run.memory.take_zeros<T>(rows, a), run.memory.take_zeros<T>(rows, a), run.memory.take_zeros<T>(t.row_begin.size() - 1, a),
                run.memory.take<T>(rows, h)};
    }

    /// Backward of `attend`: from the gradients of the gates of n lanes at step s to those of contexts, scores, queries and d_{i-1}.
    template <class T>
    void attend_backward(const parameters<values<T>>& p, pass& local, const tape<T>& t, std::size_t s, std::size_t lane, std::size_t first,
                         view<const T> d_gates, view<T> d_before, const attention_gradient<T>& d) const {
        const std::size_t n = d_gates.rows, h = t.h.cols;
        const auto mark = local.memory.here();
        const auto d_context = local.memory.take<T>(n, h);
        simd::product_nt(d_gates, view<const T>(p.decoder.input).block(t.x.cols, h), d_context, local.memory);
        const auto scores = local.memory.take_span<T>(t.length(lane));  // length of the longest lane
        for (std::size_t i = 0; i < n; ++i) {
            const std::size_t begin = t.row_begin[lane + i], keys = t.length(lane + i);
            const std::span<T> g = scores.first(keys);
            std::copy_n(d_context.row(i).data(), h, d.context.row(begin + s).data());
            simd::detail::count_work(keys * h);
            for (std::size_t j = 0; j < keys; ++j) g[j] = simd::dot<simd::default_arch, T>(d_context.row(i), t.h.row(begin + j));
            simd::softmax_backward(t.weights_of(lane + i, s), g);
            with_keys(t, first + i, lane + i, [&](const auto& f, view<const T> of) {
                simd::additive_backward(f, t.query.row(first + i), of, p.attention.score.row(0), g, d.query.row(first + i),
                                        d.key.block(begin, keys), d.score.row(lane + i));
            });
        }
        const std::size_t a = d.query.cols;
        simd::product_nt(d.query.block(first, n).col_block(0, a), p.attention.query, d_before, local.memory, simd::write::accumulate);
        local.memory.release(mark);
    }

    /// The gradients that are accumulated over all steps: of the attention parameters, and of the rows of h.
    template <class T>
    void keys_backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const tape<T>& t,
                       const attention_gradient<T>& d, view<T> dh) const {
        simd::product_tn(t.previous.col_block(0, units), d.query, view<T>(dp.attention.query), simd::write::accumulate, run.threads);
        simd::product_tn(t.h, d.key, view<T>(dp.attention.key), simd::write::accumulate, run.threads);
        add_up_rows<T>(d.score, dp.attention.score.row(0));
        const auto by_lanes = run.memory.take<T>(dh.rows, dh.cols);
        simd::product_nt(d.key, p.attention.key, by_lanes, run.memory, simd::write::overwrite, run.threads);
        distribute_lanes(run, d.score.rows, t.weights.size() * dh.cols, [&](pass&, std::size_t, std::size_t lane) {
            const std::size_t begin = t.row_begin[lane], n = t.length(lane);
            const view<const T> weights(t.weights.data() + t.weights_begin[lane], n, n);
            simd::product_tn(weights, d.context.block(begin, n), by_lanes.block(begin, n), simd::write::accumulate);
        });
        scatter_rows<T>(by_lanes, t.row, dh);
    }
};

}  // namespace encoder::detail
NEXTCLICK_END_NAMESPACE
