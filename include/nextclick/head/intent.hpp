// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "nextclick/cell/rnn.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/encoder/attentive_steps.hpp"
#include "nextclick/head/concept.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace head {

// Of what is no cell.
template <fixed_string Column, class Cell, std::size_t Units = dynamic, std::size_t AttentionUnits = dynamic>
struct intent : no_policy<cell::part_fault<Cell>> {
    constexpr intent(const auto&...) { static_assert(sizeof(typename intent::why) > 0); }
};
/// Predicts a binary outcome of the session, given by a column (Loyola et al. 2017: buy or browse). A second decoder over the rows
/// of the encoder, with its own bridge, steps over [h_i ; c'_i]; the output is sig(d'_n w + b).
/// Labels are from 0 to 1 and are read at query rows only; a missing one (NaN) contributes no gradient.
/// errors  `argument_error` for any other label, and for a batch without the column
/// loss    weight x sum of binary cross-entropies / nominal rows
/// shapes  bridge.*, attention.*, decoder.* as encoder::attentive_decoder, decoder.input (2 W, gates·H);
///         output.weights (H, 1), output.bias (1, 1)
template <fixed_string Column, cell::Cell Cell, std::size_t Units, std::size_t AttentionUnits>
struct intent<Column, Cell, Units, AttentionUnits> {
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] encoder::decoder_context::attention<AttentionUnits> context{};
    double weight = 1;  ///< of its loss relative to that of the items; the paper gives none

    using steps_type = encoder::detail::attentive_steps<Cell, Units, encoder::decoder_context::attention<AttentionUnits>>;
    static constexpr history::need reads = {history::session::whole};  // by the state that the decoder starts from, and by attention
    static std::string name() { return "intent<" + std::string(Column.view()) + ", " + Cell::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"units", &intent::units}, field{"reads", &intent::context}, field{"weight", &intent::weight}};
    }

    template <class S>
    struct parameters {
        typename steps_type::template parameters<S> steps;
        typename encoder::dense<1>::template parameters<S> output;
        static constexpr auto fields() { return field_list{field{"", &parameters::steps}, field{"output", &parameters::output}}; }
    };

    constexpr cost::layer cost(std::size_t h, std::size_t keys = 1) const {  // the output layer of each query is not counted
        return steps().cost(h, h, keys) + cost::layer{.dense = units + 1};
    }
    data::required_column required() const { return {Column.view(), "head::" + name(), data::kind::numeric::schema{}}; }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t h, random_stream random) const {
        if (!(weight >= 0) || !std::isfinite(weight))
            throw argument_error("head::intent: weight " + std::to_string(weight) + " is not a finite number from 0 on");
        steps().initialise(p.steps, h, h, random.fork(1));
        encoder::dense<1>{}.initialise(p.output, units, random.fork(2));
    }

    /// Probability of the label, one per query.
    template <class T>
    std::span<T> predict(const parameters<values<T>>& p, pass& run, const event_rows& rows, const shared_rows<T>& from) const {
        typename steps_type::template tape<T> t;
        const view<const T> d = steps().forward(p.steps, run, rows.steps, from.h, from.h, from.forward_columns, t);
        const std::span<T> answers = logits(p, run, rows.steps, d);
        for (T& z : answers) z = sigmoid(z);
        return answers;
    }

    template <class T>
    T learn(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows, const shared_rows<T>& from,
            view<const T>& dh) const {
        const auto labels = input::detail::column_of<data::kind::numeric>(*this, rows, Column.view()).numbers;
        typename steps_type::template tape<T> t;
        const view<const T> d = steps().forward(p.steps, run, rows.steps, from.h, from.h, from.forward_columns, t);
        const std::span<const T> z = logits(p, run, rows.steps, d);
        const auto up = run.memory.take_zeros<T>(d.rows, d.cols);
        const T scale = static_cast<T>(weight) / static_cast<T>(rows.nominal_rows);
        double loss = 0;
        for (std::size_t i = 0; i < z.size(); ++i) {
            const std::size_t row = rows.steps.row_of_query(i);
            if (std::isnan(labels[row])) continue;
            if (!(labels[row] >= 0 && labels[row] <= 1))
                throw argument_error("head::" + name() + ": the label " + std::to_string(labels[row]) +
                                     " is outside [0, 1]; a session has it (1), has it not (0), or it is missing");
            const T label = static_cast<T>(labels[row]), g = scale * (sigmoid(z[i]) - label);
            loss += static_cast<double>(std::max(z[i], T(0)) + std::log1p(std::exp(-std::abs(z[i]))) - z[i] * label);
            simd::axpy<simd::default_arch, T>(g, p.output.weights.data, up.row(row));
            simd::axpy<simd::default_arch, T>(g, d.row(row), dp.output.weights.data);
            dp.output.bias.data[0] += g;
        }
        const auto back = steps().backward(p.steps, dp.steps, run, rows.steps, view<const T>(up), from.h.cols, t);
        add_rows<T>(back.x, back.h);
        dh = back.h;
        return static_cast<T>(loss * weight / static_cast<double>(rows.nominal_rows));
    }

private:
    constexpr steps_type steps() const { return {units, context}; }

    template <class T>
    static T sigmoid(T z) {
        const T e = std::exp(-std::abs(z));
        return (z < 0 ? e : T(1)) / (1 + e);
    }
    template <class T>
    static std::span<T> logits(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> d) {
        const auto z = run.memory.take_span<T>(steps.queries());
        for (std::size_t i = 0; i < z.size(); ++i)
            z[i] = simd::dot<simd::default_arch, T>(d.row(steps.row_of_query(i)), p.output.weights.data) + p.output.bias.data[0];
        return z;
    }
};
static_assert(Head<intent<"Purchase", cell::rnn, 8>>);

}  // namespace head
NEXTCLICK_END_NAMESPACE
