// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/bench/measure.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/sampler.hpp"

/// Losses of a row of scores, and samplers of negatives.
NEXTCLICK_BEGIN_NAMESPACE
namespace bench {

namespace detail {
template <class Loss>
void loss_row(benchmark::State& state, const Loss& loss, std::size_t negatives) {
    const matrix<float> scores = normal_rows(1, negatives, 4);
    aligned_vector<float> row(negatives);
    keep(row.data());
    for (auto _ : state) {
        std::copy(scores.data.begin(), scores.data.end(), row.begin());
        float target = 0.5f;
        float value = loss.row(target, std::span<float>(row));
        benchmark::DoNotOptimize(value);
        benchmark::DoNotOptimize(target);
        benchmark::ClobberMemory();
    }
    state.counters["scores/s"] = rate(state, negatives);
}
}  // namespace detail

/// Value and gradient of a row of scores, next to our cross-entropy and BPR-max.
template <nextclick::loss::Loss Loss>
void loss(const std::string& name, const Loss& l = {}, std::size_t negatives = 2080) {
    const auto of = [negatives](const std::string& label, const auto& policy) {
        add(label, [=](benchmark::State& state) { detail::loss_row(state, policy, negatives); });
    };
    const auto ours = [&](const std::string& its_name, const auto& policy) {
        if (const std::string label = detail::label("loss", its_name, 1, negatives, 1); first_time(label)) of(label, policy);
    };
    of(detail::label("loss", name, 1, negatives, 1), l);
    ours("(our cross_entropy)", nextclick::loss::cross_entropy{});
    ours("(our bpr_max)", nextclick::loss::bpr_max{});
}

/// The draws of a step, over items whose popularity is proportional to 1 / rank.
template <nextclick::sampler::Sampler Sampler>
void sampler(const std::string& name, const Sampler& s = {}, std::size_t items = 37'000) {
    add("sampler/" + name + "/" + std::to_string(items), [=](benchmark::State& state) {
        std::vector<std::uint32_t> support(items);
        for (std::size_t i = 0; i < items; ++i) support[i] = static_cast<std::uint32_t>(items / (i + 1) + 1);
        const auto prepared = s.prepare(support);
        std::vector<item_index> drawn(s.count());
        std::uint64_t step = 0;
        for (auto _ : state) {
            s.draw(prepared, random_stream{1, ++step}, std::span(drawn));
            keep(drawn.data());
        }
        state.counters["draws/s"] = rate(state, drawn.size());
    });
}

}  // namespace bench
NEXTCLICK_END_NAMESPACE
