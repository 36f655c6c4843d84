// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/attention.hpp"
#include "nextclick/bench/measure.hpp"
#include "nextclick/cell.hpp"
#include "nextclick/check/input.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/pooling/attend.hpp"

/// Cells, encoders, poolings, attentions and inputs: forward and backward.
NEXTCLICK_BEGIN_NAMESPACE
namespace bench {

namespace detail {

/// Forward and backward of an encoder over one step of `rows` lanes.
template <class Encoder>
void encoder_step(benchmark::State& state, const Encoder& encoder, std::size_t width, std::size_t rows, int threads) {
    typename Encoder::template parameters<values<float>> p;
    typename Encoder::template parameters<gradients<float>> g;
    encoder.initialise(p, width, random_stream{1, 1});
    resize_like(g, p);
    const matrix<float> x = normal_rows(rows, width, 2), dy = normal_rows(rows, encoder.width(width), 3);
    matrix<float> in, out;
    in.resize(rows, encoder.state_width(width));
    out.resize(rows, encoder.state_width(width));
    const std::vector<std::uint32_t> begin{0, static_cast<std::uint32_t>(rows)};
    std::vector<item_index> item(begin.back());
    for (std::size_t r = 0; r < item.size(); ++r) item[r] = static_cast<item_index>(r % 50);
    const packed_steps steps{.begin = begin, .item = item};
    workspace memory;
    typename Encoder::template tape<float> tape;
    for (auto _ : state) {
        memory.reset();
        pass run{.memory = memory, .training = true, .threads = threads};
        const view<const float> y =
            encoder.forward(p, run, steps, view<const float>(x), nextclick::encoder::lane_states<float>{in, out}, tape);
        keep(y.data);
        const view<const float> dx = encoder.backward(p, g, run, steps, view<const float>(dy), tape);
        keep(dx.data);
        keep_all(g);
    }
    const cost::layer c = encoder.cost(width);
    report(state, 2.0 * static_cast<double>((c.forward + c.backward) * rows), threads);
}

/// Forward and backward of a pooling over whole sessions of `length` clicks.
template <class Pooling>
void pooling_step(benchmark::State& state, const Pooling& pooling, std::size_t width, std::size_t lanes, std::size_t length) {
    typename Pooling::template parameters<values<float>> p;
    typename Pooling::template parameters<gradients<float>> g;
    pooling.initialise(p, width, random_stream{1, 1});
    resize_like(g, p);
    const matrix<float> h = normal_rows(lanes * length, width, 2), dq = normal_rows(lanes * length, pooling.width(width), 3);
    std::vector<std::uint32_t> begin;
    for (std::size_t t = 0; t <= length; ++t) begin.push_back(static_cast<std::uint32_t>(t * lanes));
    std::vector<item_index> item(begin.back());
    for (std::size_t r = 0; r < item.size(); ++r) item[r] = static_cast<item_index>(r % 50);
    const packed_steps steps{.begin = begin, .item = item};
    workspace memory;
    typename Pooling::template tape<float> tape;
    const auto step = [&] {
        memory.reset();
        pass run{.memory = memory, .training = true};
        const view<const float> q = pooling.forward(p, run, steps, view<const float>(h), tape);
        keep(q.data);
        const view<const float> dh = pooling.backward(p, g, run, steps, view<const float>(dq), tape);
        keep(dh.data);
        keep_all(g);
    };
    for (int i = 0; i < 3; ++i) step();  // grow and merge the workspace
    for (auto _ : state) step();
    const cost::layer c = cost::of_row(pooling, width, (length + 1) / 2);
    report(state, 2.0 * static_cast<double>((c.forward + c.backward) * lanes * length), 1);
    state.counters["rows/s"] = rate(state, lanes * length);
}

/// As a training step does; dense gradients keep accumulating.
template <Parameters G>
void clear_rows(G& g) {
    for_each_parameter(
        [](std::string_view, auto& gradient) {
            if constexpr (requires { gradient.touched; }) gradient.clear();
        },
        g);
}

/// Forward and backward of an input over `rows` events; a folded input outputs rows of `width`.
template <class Input>
void input_rows(benchmark::State& state, Input input, std::size_t items, std::size_t rows, std::size_t width) {
    typename Input::template parameters<values<float>> p;
    typename Input::template parameters<gradients<float>> g;
    check::fit(input);
    items = check::items_of(input, {.items = items});
    check::initialise_input(input, p, items, {.width = width});
    resize_like(g, p);
    const std::vector<item_index> item = check::drawn_items(rows, items);
    const check::columns columns(input, rows);
    const std::vector<std::uint32_t> begin{0, static_cast<std::uint32_t>(rows)};
    const event_rows events{{begin}, item, item, {}, rows, columns.all()};
    workspace memory;
    typename Input::template tape<float> tape;
    matrix<float> dx;
    for (auto _ : state) {
        memory.reset();
        pass run{.memory = memory, .training = true};
        const view<const float> x = input.forward(p, run, events, tape);
        keep(x.data);
        if (dx.rows == 0) dx = normal_rows(x.rows, x.cols, 3);
        input.backward(p, g, run, events, view<const float>(dx), tape);
        keep_all(g);
        clear_rows(g);
    }
    state.counters["rows/s"] = rate(state, rows);
}

}  // namespace detail

/// Forward and backward of an encoder over one step of `rows` lanes, with inputs of `width`.
template <nextclick::encoder::Encoder Encoder>
void encoder(const std::string& name, const Encoder& e = {}, std::size_t width = 100, std::size_t rows = 32, int threads = 1) {
    add(detail::label("encoder", name, rows, width, threads), [=](benchmark::State& state) {
        detail::encoder_step(state, e, width, rows, threads);
    })->UseRealTime();
}
/// A cell as a layer of that width, next to our GRU.
template <nextclick::cell::Cell Cell>
void cell(const std::string& name, std::size_t width = 100, std::size_t rows = 32, int threads = 1) {
    encoder(name, nextclick::encoder::recurrent<Cell>{.units = width}, width, rows, threads);
    const std::string ours = detail::label("encoder", "(our gru)", rows, width, threads);
    if (first_time(ours))
        add(ours, [=](benchmark::State& state) {
            detail::encoder_step(state, nextclick::encoder::recurrent<nextclick::cell::gru<>>{.units = width}, width, rows, threads);
        })->UseRealTime();
}
/// A pooling over whole sessions of `length` clicks, a query at each.
template <nextclick::pooling::Pooling Pooling>
void pooling(const std::string& name, const Pooling& p = {}, std::size_t width = 100, std::size_t lanes = 32, std::size_t length = 10) {
    add(detail::label("pooling", name, lanes * length, width, 1),
        [=](benchmark::State& state) { detail::pooling_step(state, p, width, lanes, length); });
}
/// A scoring in pooling::attend, next to our dot product.
template <nextclick::attention::Scoring Scoring, nextclick::attention::Normaliser Normaliser = nextclick::attention::softmax>
void attention(const std::string& name, const Scoring& scoring = {}, std::size_t width = 100, std::size_t lanes = 32,
               std::size_t length = 10) {
    nextclick::pooling::attend<Scoring, Normaliser> attend;
    attend.scoring = scoring;
    pooling(name, attend, width, lanes, length);
    const std::string ours = detail::label("pooling", "(our dot)", lanes * length, width, 1);
    if (first_time(ours))
        add(ours, [=](benchmark::State& state) {
            detail::pooling_step(state, nextclick::pooling::attend<nextclick::attention::dot>{}, width, lanes, length);
        });
}
/// An input over `rows` events on random items and columns; its gradients are cleared after each run. `width`: of a folded input.
template <nextclick::input::Input Input>
void input(const std::string& name, const Input& i = {}, std::size_t items = 37'000, std::size_t rows = 512, std::size_t width = 300) {
    add("input/" + name + "/" + std::to_string(rows), [=](benchmark::State& state) { detail::input_rows(state, i, items, rows, width); });
}

}  // namespace bench
NEXTCLICK_END_NAMESPACE
