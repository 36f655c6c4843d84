// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/lanes.hpp"
#include "nextclick/encoder/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {

/// An encoder with the rows and states of a batch. `folded`: x holds pre-activations of the first layer.
template <class Encoder>
struct encoder_subject {
    const Encoder& encoder;
    const lanes& batch;
    std::size_t width, states;
    std::vector<double> x, in, out;
    decltype(forward_backward_of<Encoder>(check_options{}, [](auto&) {})) both;
    typename Encoder::template tape<double> tape{};

    encoder_subject(const Encoder& e, const lanes& b, const check_options& options, bool folded)
        : encoder(e),
          batch(b),
          width(width_of(e, options, folded)),
          states(e.state_width(width)),
          x(draw(b.rows() * width, options.inputs, 4)),
          in(draw(b.count() * states, options.inputs, 5)),
          out(in.size()),
          both(forward_backward_of<Encoder>(options, [&](auto& p) { initialise(e, p, options, folded); })) {}

    view<double> rows() { return {x.data(), batch.rows(), width}; }
    view<double> states_in() { return {in.data(), batch.count(), states}; }
    encoder::lane_states<double> lane_states() {
        std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
        return {states_in(), {out.data(), batch.count(), states}};
    }
    /// Reports elements of y and of the states after the batch that were not written.
    view<const double> written(view<const double> y, gradient_report& report) const {
        record_unwritten(report, "states.out", {out.data(), batch.count(), states});
        if (y.rows != batch.rows() || y.cols != encoder.width(width))
            throw argument_error("check_policy: forward() returns " + std::to_string(y.rows) + "x" + std::to_string(y.cols) +
                                 ", not a row for each of " + std::to_string(batch.rows()) + " events, width() wide");
        return y;
    }

private:
    static std::size_t width_of(const Encoder& e, const check_options& options, bool folded) {
        if constexpr (encoder::FoldsInput<Encoder>) return folded ? e.folded_width() : options.width;
        return folded ? 0 : options.width;
    }
    template <class P>
    static void initialise(const Encoder& e, P& p, const check_options& options, bool folded) {
        if constexpr (encoder::FoldsInput<Encoder>)
            if (folded) return e.initialise_folded(p, random_stream{1, 1});
        if constexpr (encoder::stream_count<Encoder> == 0) e.initialise(p, options.width, random_stream{1, 1});
    }
};

/// Gradients of parameters and rows.
template <class Encoder>
gradient_report compare_encoder(const Encoder& encoder, const lanes& batch, const check_options& options, bool folded, bool training) {
    encoder_subject s(encoder, batch, options, folded);
    s.both.training = training;
    input_values x{"input", s.rows()};
    gradient_report report;
    report.include(s.both.compare(
        {&x, 1},
        [&](pass& run) {
            return s.written(encoder.forward(s.both.parameters, run, batch.steps(), view<const double>(s.rows()), s.lane_states(), s.tape),
                             report);
        },
        [&](pass& run, auto& g, view<const double> dy) {
            x.take(encoder.backward(s.both.parameters, g, run, batch.steps(), dy, s.tape));
        }));
    return report;
}

/// Compares further gradients of recurrent layers: those of the initial states of the first layer, and of the context of a lane.
template <encoder::RecurrentLayers Encoder>
gradient_report compare_layers(const Encoder& encoder, const lanes& batch, const check_options& options, bool folded) {
    encoder_subject s(encoder, batch, options, folded);
    const std::size_t lane_count = batch.count(), context_width = encoder.folded_width(), state_width = encoder.first_state_width();
    std::vector<double> context = draw(lane_count * context_width, options.inputs, 6);
    input_values inputs[] = {{"input", s.rows()},
                             {"states.in", s.states_in().col_block(0, state_width)},
                             {"context", {context.data(), lane_count, context_width}}};
    gradient_report report;
    report.include(s.both.compare(
        inputs,
        [&](pass& run) {
            return s.written(encoder.forward(s.both.parameters, run, batch.steps(), view<const double>(s.rows()), s.lane_states(), s.tape,
                                             view<const double>(inputs[2].values)),
                             report);
        },
        [&](pass& run, auto& g, view<const double> dy) {
            encoder::lane_gradients<double> to{run.memory.take<double>(lane_count, state_width),
                                               run.memory.take<double>(lane_count, context_width)};
            std::fill_n(to.in.data, to.in.size(), std::numeric_limits<double>::quiet_NaN());  // overwritten
            std::fill_n(to.context.data, to.context.size(), 1.0);                             // added to
            inputs[0].take(encoder.backward(s.both.parameters, g, run, batch.steps(), dy, s.tape, to));
            inputs[1].take(to.in);
            inputs[2].take(to.context, 1);
        }));
    return report;
}

/// Compares what a causal encoder computes of whole lanes with what it computes of their beginnings; and, if it states that it reads no
/// earlier rows, of the rest, which carries the states over the cut.
template <class Encoder>
gradient_report compare_cut(const Encoder& encoder, const check_options& options, bool folded) {
    gradient_report report;
    const lanes whole(options.lengths);
    const packed_steps steps = whole.steps();
    if (steps.count() < 2) return report;
    const std::size_t cut = std::min<std::size_t>(2, steps.count() - 1), rows = steps.first(cut), later = steps.lanes(cut);
    encoder_subject s(encoder, whole, options, folded);
    s.both.training = false;
    pass run = s.both.start();
    const view<const double> all = encoder.forward(s.both.parameters, run, steps, view<const double>(s.rows()), s.lane_states(), s.tape);
    std::vector<std::uint32_t> before(whole.begin.begin(), whole.begin.begin() + static_cast<std::ptrdiff_t>(cut) + 1), after;
    for (std::size_t t = cut; t < whole.begin.size(); ++t) after.push_back(whole.begin[t] - before.back());
    const view<const double> first = encoder.forward(s.both.parameters, run, packed_steps{.begin = before, .item = steps.item.first(rows)},
                                                     view<const double>(s.rows().block(0, rows)), s.lane_states(), s.tape);
    for (std::size_t i = 0; i < first.size(); ++i)
        report.record("output without later rows", i, all(i / first.cols, i % first.cols), first(i / first.cols, i % first.cols));
    if (history::of<Encoder>().reads_earlier_rows()) return report;
    const view<const double> carried(s.out.data(), later, s.states);
    const auto unused = run.memory.take<double>(later, s.states);
    const view<const double> rest = encoder.forward(s.both.parameters, run, packed_steps{.begin = after, .item = steps.item.subspan(rows)},
                                                    view<const double>(s.rows().block(rows, whole.rows() - rows)),
                                                    encoder::lane_states<double>{carried, unused}, s.tape);
    for (std::size_t i = 0; i < rest.size(); ++i)
        report.record("output after states are carried", i, all(rows + i / rest.cols, i % rest.cols), rest(i / rest.cols, i % rest.cols));
    return report;
}

template <class Encoder>
gradient_report check_encoder(const Encoder& encoder, const check_options& options, bool folded) {
    constexpr history::need reads = history::of<Encoder>();
    gradient_report report;
    const std::vector<std::uint32_t> one_step(options.lengths.size(), 1);
    for (const auto& lengths : {options.lengths, one_step}) {
        const lanes batch(lengths, query_choice::every_row, reads.has_user_states());
        for (const bool training : {true, false}) report.include(compare_encoder(encoder, batch, options, folded, training));
        if constexpr (encoder::RecurrentLayers<Encoder>) report.include(compare_layers(encoder, batch, options, folded));
    }
    if constexpr (reads.causal() && !reads.has_user_states()) report.include(compare_cut(encoder, options, folded));
    return report;
}

}  // namespace check

/// Checks an encoder: gradients of its parameters and of the rows that it reads ("input"), over several steps and over one, from nonzero
/// states, with dropout and without; for recurrent layers also those of the initial states ("states.in") and of the
/// context of a lane ("context"). States after the batch must be written. What the encoder states that it reads
/// must be true: a causal one computes the same rows without the later ones, and one that reads no earlier rows computes the same if a lane
/// is cut and its state carried. Encoders that read folded rows are checked with them too.
template <encoder::Combinable Encoder>
gradient_report check_policy(const Encoder& encoder, const check_options& options = {}) {
    gradient_report report;
    if constexpr (encoder::stream_count<Encoder> == 0) report.include(check::check_encoder(encoder, options, false));
    if constexpr (encoder::FoldsInput<Encoder>) report.include(check::check_encoder(encoder, options, true), "folded");
    return report;
}
/// Selected for what does not state what it reads.
template <encoder::Encoder Encoder>
gradient_report check_policy(const Encoder&, const check_options& = {}) {
    static_assert(sizeof(encoder::part_fault<Encoder>) > 0);
    return {};
}

NEXTCLICK_END_NAMESPACE
