// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/batch.hpp"
#include "nextclick/bench/measure.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/model/cost.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/sampler/alias_table.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/train/trainer.hpp"

/// Whole models: training steps, and recommendations after a click.
NEXTCLICK_BEGIN_NAMESPACE
namespace bench {

inline data::vocabulary numbered_items(std::size_t n) {
    std::vector<std::int64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 0);
    return data::vocabulary::from_integers(ids);
}

/// Clicks on `items` items: popularity 1 / (rank + 20)^0.7; from the second click on, a session ends with probability 1/4.
inline data::click_log popular_clicks(std::size_t items, std::size_t sessions = 200'000) {
    std::vector<double> weights(items);
    for (std::size_t i = 0; i < items; ++i) weights[i] = std::pow(static_cast<double>(i) + 20, -0.7);
    const nextclick::sampler::alias_table popular(weights);
    const random_stream random{1, 1};
    data::log_columns c;
    c.items = std::make_shared<const data::vocabulary>(numbered_items(items));
    std::uint64_t draw = 0;
    for (std::size_t s = 0; s < sessions; ++s) {
        do {
            const auto words = random.block(draw++);
            c.item.push_back(popular.draw(words[0], words[1]));
            if (c.item.size() - c.session_begin.back() > 1 && words[2] % 4 == 0) break;
        } while (true);
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return data::click_log(std::move(c));
}
inline const data::click_log& log_of_37000_items() {
    static const data::click_log log = popular_clicks(37'000);
    return log;
}

/// Steps of a trainer, epoch after epoch: "events/s", and "GFLOP/s" and "limit" of the minimum number of multiply-adds of the model.
template <class Model, class Trainer>
void measure_steps(benchmark::State& state, Trainer& run, const cost_of<Model>& cost, int threads) {
    std::uint64_t events = 0, steps = 0;
    for (auto _ : state) {
        const auto before = run.at().events;
        if (run.step()) {
            events += run.at().events - before;
            ++steps;
        } else {
            run.next_epoch();
        }
    }
    state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
    const double share = static_cast<double>(steps) / static_cast<double>(std::max<std::int64_t>(1, state.iterations()));
    const auto rows = static_cast<std::size_t>(static_cast<double>(events) / static_cast<double>(std::max<std::uint64_t>(1, steps)) + 0.5);
    report(state, share * 2 * cost.step(rows).multiply_adds, threads);
}

/// Training steps on a log: session-parallel over 37,000 items by default. `log` is a function, so that a log is generated only when
/// its benchmark runs. Inputs that read columns take categories and terms from the log.
///     training<zoo::narm<100>, batch::whole_sessions>("narm", {}, optimizer::adam{}, 512)
template <class Model, batch::Batcher Batcher = batch::session_parallel, nextclick::optimizer::Optimizer Optimizer = optimizer::adagrad>
void training(const std::string& name, const typename Model::policies& options = {}, const Optimizer& rule = {}, std::size_t batch = 32,
              int threads = 1, const data::click_log& (*log)() = log_of_37000_items) {
    add(detail::label("training", name, batch, cost_of<Model>{37'000, options}.query_width(), threads), [=](benchmark::State& state) {
        typename Model::policies policies = options;
        policies.input = nextclick::input::fitted(policies.input, log());
        Model net(log().items(), policies);
        train::trainer<Model, Optimizer, Batcher> run(net, log(), rule, {.batch = batch, .threads = threads});
        for (int i = 0; i < 20; ++i)
            if (!run.step()) run.next_epoch();
        measure_steps(state, run, cost_of<Model>{.items = net.item_count(), .policy = policies}, threads);
    })->UseRealTime();
}
/// One click and the best 20 items, in sessions of `length` clicks; "limit": relative to the time of reading the table once.
template <class Model>
void click(const std::string& name, std::size_t items = 43'000, const typename Model::policies& options = {}, std::size_t length = 10) {
    add("click/" + name + "/" + std::to_string(items), [=](benchmark::State& state) {
        const Model net(numbered_items(items), options);
        serve::session<Model> session(net);
        item_index item = 1;
        std::size_t clicks = 0;
        for (auto _ : state) {
            if (clicks++ % std::max<std::size_t>(1, length) == 0) session.new_session();
            session.push_index(item);
            keep(session.top_indices(20).data());
            item = static_cast<item_index>((item * 17u + 3) % items);
        }
        const double bytes = cost_of<Model>{.items = items, .policy = options}.click().bytes;
        state.counters["limit"] =
            benchmark::Counter(static_cast<double>(state.iterations()) * bytes /
                                   read_limit(net.table().size() * net.table().width() * sizeof(typename Model::scalar), 1),
                               benchmark::Counter::kIsRate);
    })->Unit(benchmark::kMicrosecond);
}

}  // namespace bench
NEXTCLICK_END_NAMESPACE
