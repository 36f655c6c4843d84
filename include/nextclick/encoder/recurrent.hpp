// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/cell/concept.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/dropout.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

// For an argument that is not a cell: reports it.
template <class Cell, std::size_t Units = dynamic>
struct recurrent : no_policy<cell::part_fault<Cell>> {
    constexpr recurrent(const auto&...) { static_assert(sizeof(typename recurrent::why) > 0); }
};
/// A layer of recurrent cells over the packed steps of a batch: one product for the inputs of all steps, then the steps in order.
/// The gradient flows through all steps of a batch; a batch of one step is GRU4Rec's horizon.
/// `dropout` acts on the new state, which is both the output and the carried state (GRU4Rec's dropout_p_hidden).
/// shapes    input (D, gates·H), bias (1, gates·H), cell.* as in the cell; x (rows, D) in, y (rows, H) out
template <cell::Cell Cell, std::size_t Units>
struct recurrent<Cell, Units> {
    [[no_unique_address]] extent<Units> units{};
    double dropout = 0;

    static constexpr history::need reads = {history::session::state};
    static std::string name() { return std::string("recurrent<") + Cell::name() + ">"; }
    static constexpr auto options() { return field_list{field{"units", &recurrent::units}, field{"dropout", &recurrent::dropout}}; }

    template <class S>
    struct parameters {
        typename S::dense input, bias;
        typename Cell::template parameters<S> cell;
        static constexpr auto fields() {
            return field_list{field{"input", &parameters::input}, field{"bias", &parameters::bias}, field{"cell", &parameters::cell}};
        }
    };
    /// Rows of all steps: x (rows, D), gates and extra as the cell records them, previous and state (rows, S).
    template <class T>
    struct tape {
        view<const T> x;
        view<T> gates, extra, previous, state, mask;
    };

    constexpr std::size_t width(std::size_t) const { return units; }
    constexpr std::size_t state_width(std::size_t) const { return Cell::states * units; }
    constexpr cost::layer cost(std::size_t in) const {  // no product for a folded input (0 wide)
        return cost::product(in, folded_width()) + Cell::cost(units) + cost::layer{.dense = folded_width()};
    }
    constexpr std::size_t output_at(std::size_t) const { return 0; }
    constexpr std::size_t first_state_width() const { return state_width(0); }
    static constexpr bool last_gate_is_candidate = requires { requires Cell::last_gate_is_candidate; };
    constexpr std::size_t folded_width() const { return Cell::gates * units; }
    constexpr std::size_t folded_blocks() const { return Cell::gates; }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        p.input.resize(in, folded_width());
        glorot_uniform(p.input, random.fork(1), Cell::gates);
        initialise_folded(p, random);
    }
    /// One-hot input: the table of the input policy holds the input weights, and `input` stays empty.
    template <class T>
    void initialise_folded(parameters<values<T>>& p, random_stream random) const {
        if (units == 0) throw argument_error("encoder::recurrent: units is 0; give the width of the layer");
        check_probability(dropout, "encoder::recurrent");
        p.bias.resize(1, folded_width());
        cell().initialise(p.cell, units, random.fork(2));
    }

    /// context (lanes, up to folded_width()), if given, is added to the first columns of the pre-activations of every row of a lane.
    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, tape<T>& t, std::type_identity_t<view<const T>> context = {}) const {
        const std::size_t rows = steps.rows(), w = units, all = Cell::states * w;
        t = {x,
             run.memory.take<T>(rows, Cell::gates * w),
             run.memory.take<T>(rows, Cell::extras * w),
             run.memory.take<T>(rows, all),
             run.memory.take<T>(rows, all),
             {}};
        const random_stream random = run.next_site();
        if (run.training && dropout > 0) {
            t.mask = row_dropout<T>(run, rows, w, steps.whole.rows, dropout, random);
        }
        const bool one_step = steps.count() == 1;
        if (!one_step) input_products(p, run, x, t.gates);
        for (std::size_t s = 0; s < steps.count(); ++s) {
            const std::size_t begin = steps.first(s);
            const std::size_t lanes = steps.lanes(s);
            const view<const T> before = s == 0 ? states.in : view<const T>(t.state.block(steps.first(s - 1), lanes));
            const std::size_t alive = s + 1 < steps.count() ? steps.lanes(s + 1) : 0;  // the other lanes end at this step
            share_rows(run, lanes, step_cost(p, lanes, one_step), [&](pass& local, std::size_t lane, std::size_t n) {
                const std::size_t first = begin + lane;
                const auto next = t.state.block(first, n);
                if (one_step) input_products(p, local, x.block(first, n), t.gates.block(first, n));
                if (context.cols > 0) add_rows<T>(context.block(lane, n), t.gates.block(first, n).col_block(0, context.cols));
                copy_rows<T>(before.block(lane, n), t.previous.block(first, n));
                cell().forward(p.cell, local,
                               cell::step<T>{t.gates.block(first, n), t.extra.block(first, n), t.previous.block(first, n), next});
                if (t.mask.data) apply_mask<T>(next.col_block(0, w), t.mask.block(first, n));
                const std::size_t ended = std::clamp(alive, lane, lane + n);
                copy_rows<T>(next.block(ended - lane, lane + n - ended), states.out.block(ended, lane + n - ended));
            });
        }
        return t.state.col_block(0, w);
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t, const std::type_identity_t<lane_gradients<T>>& to = {}) const {
        const std::size_t rows = steps.rows(), w = units, all = Cell::states * w;
        auto d_gates = run.memory.take<T>(rows, Cell::gates * w);
        auto d_extra = run.memory.take<T>(rows, Cell::extras * w);
        auto up = run.memory.take_zeros<T>(steps.lanes(), all);          // gradient of the state of this step
        auto d_previous = run.memory.take_zeros<T>(steps.lanes(), all);  // gradient of the state of the previous step
        const bool folded = p.input.rows == 0, one_step = steps.count() == 1;
        const view<T> dx = folded ? d_gates : run.memory.take<T>(rows, p.input.rows);
        for (std::size_t s = steps.count(); s-- > 0;) {
            const std::size_t begin = steps.first(s), lanes = steps.lanes(s);
            share_rows(run, lanes, step_cost(p, lanes, one_step), [&](pass& local, std::size_t lane, std::size_t n) {
                const std::size_t first = begin + lane;
                const auto here = up.block(lane, n), gates = d_gates.block(first, n);
                add_rows<T>(dy.block(first, n), here.col_block(0, w));
                if (t.mask.data) apply_mask<T>(here.col_block(0, w), t.mask.block(first, n));
                cell().backward(p.cell, local,
                                cell::step_gradient<T>{t.gates.block(first, n), t.extra.block(first, n), t.previous.block(first, n),
                                                       t.state.block(first, n), here, gates, d_extra.block(first, n),
                                                       d_previous.block(lane, n), s > 0 || to.in.rows > 0});
                if (to.context.cols > 0) add_rows<T>(gates.col_block(0, to.context.cols), to.context.block(lane, n));
                if (one_step && !folded) simd::product_nt(gates, p.input, dx.block(first, n), local.memory);
            });
            if (s > 0) {  // lanes that end at the previous step receive no gradient from later steps
                copy_rows<T>(d_previous.block(0, lanes), up.block(0, lanes));
                const auto fresh = up.block(lanes, steps.lanes(s - 1) - lanes);
                std::fill_n(fresh.data, fresh.size(), T(0));
            } else if (to.in.rows > 0) {
                copy_rows<T>(d_previous, to.in);
            }
        }
        const cell::rows_gradient<T> all_rows{t.extra, t.previous, d_gates, d_extra};
        const auto input_gradients = [&](int threads) {
            add_up_rows<T>(d_gates, dp.bias.row(0));
            if (!folded) simd::product_tn(t.x, d_gates, view<T>(dp.input), simd::write::accumulate, threads);
        };
        if (const std::size_t work = step_cost(p, rows, true); !folded && worth_threads(work) && work < side_by_side) {
            run.memory.make_children(1);
            for_each_block(2, 1, run.threads, [&](std::size_t side, std::size_t) {
                if (side == 1) return input_gradients(1);
                pass local{.memory = run.memory.child(0), .training = run.training};
                cell().backward_weights(dp.cell, local, all_rows);
            });
        } else {
            cell().backward_weights(dp.cell, run, all_rows);
            input_gradients(run.threads);
        }
        if (folded) return d_gates;
        if (!one_step) simd::product_nt(d_gates, p.input, dx, run.memory, simd::write::overwrite, run.threads);
        return dx;
    }

private:
    /// Up to this many multiply-adds a step, two threads compute the gradients of the recurrent and the input weights concurrently, in one
    /// parallel region instead of three.
    static constexpr std::size_t side_by_side = 5'000'000;
    static constexpr Cell cell() { return {}; }

    /// Multiply-adds of one step; they decide whether its lanes are distributed over threads.
    template <class T>
    std::size_t step_cost(const parameters<values<T>>& p, std::size_t lanes, bool with_input) const {
        return lanes * cost(with_input ? p.input.rows : 0).forward;
    }

    /// x W + b; a folded one-hot input already is x W.
    template <class T>
    static void input_products(const parameters<values<T>>& p, pass& run, view<const T> x, view<T> gates) {
        if (p.input.rows != 0) return simd::product_plus(x, p.input, p.bias.row(0), gates, run.threads);
        for (std::size_t i = 0; i < gates.rows; ++i) {
            std::copy_n(p.bias.data.data(), gates.cols, gates.row(i).data());
            simd::add(x.row(i), gates.row(i));
        }
    }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
