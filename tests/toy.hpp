// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <numeric>
#include <vector>

#include "nextclick/core/packed.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/model/objective.hpp"

/// Small logs, models and batches that the tests of several rooms share.
namespace toy {

namespace nc = nextclick;

inline nc::data::vocabulary numbered_items(std::size_t n) {
    std::vector<std::int64_t> ids(n);
    std::iota(ids.begin(), ids.end(), 100);  // shop ids differ from dense numbers on purpose
    return nc::data::vocabulary::from_integers(ids);
}

/// Sessions whose next item follows from the last one, with some noise.
inline nc::data::click_log chained_log(std::size_t items, std::size_t sessions, std::uint64_t seed = 1) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(numbered_items(items));
    const nc::random_stream random{seed, 0};
    std::uint64_t draw = 0;
    const auto n = static_cast<std::uint32_t>(items);
    for (std::size_t s = 0; s < sessions; ++s) {
        nc::item_index item = random.below(draw++, n);
        const std::uint32_t length = 1 + random.below(draw++, 6);
        for (std::uint32_t t = 0; t < length; ++t) {
            c.item.push_back(item);
            item = (item * 7 + 1 + random.below(draw++, 3)) % n;
        }
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}

/// A batch of packed steps that owns its columns.
struct owned_batch {
    std::vector<std::uint32_t> begin, carry;
    std::vector<nc::item_index> item, target;
    std::size_t nominal;

    /// `lengths` in decreasing order; items and targets drawn from the seed.
    owned_batch(const std::vector<std::uint32_t>& lengths, std::size_t items, std::uint64_t seed) : begin{0} {
        const nc::random_stream random{seed, 7};
        for (std::uint32_t t = 0; t < lengths[0]; ++t) {
            std::uint32_t alive = 0;
            for (const auto l : lengths) alive += l > t;
            begin.push_back(begin.back() + alive);
        }
        for (std::uint32_t r = 0; r < begin.back(); ++r) {
            item.push_back(random.below(2 * r, static_cast<std::uint32_t>(items)));
            target.push_back(random.below(2 * r + 1, static_cast<std::uint32_t>(items)));
        }
        nominal = begin.back();
    }
    nc::event_rows rows() const { return {{begin}, item, target, carry, nominal}; }
};

/// Loss of a model on a batch, and with `gradients` what belongs to it. Same draws at every call.
template <class Model>
double loss_of(const Model& net, const owned_batch& batch, std::vector<nc::item_index> drawn, bool mask_hits,
               typename Model::gradient_pack* gradients, nc::workspace& memory, int threads = 1) {
    using T = typename Model::scalar;
    memory.reset();
    nc::pass run{.memory = memory, .training = true, .random = {3, 5}, .threads = threads};
    const auto rows = batch.rows();
    auto in = memory.take<T>(rows.steps.lanes(), net.state_width());
    for (std::size_t i = 0; i < in.size(); ++i) in.data[i] = T(0.01) * static_cast<T>(i % 17) - T(0.05);
    auto out = memory.take<T>(rows.steps.lanes(), net.state_width());
    typename Model::tape tape;
    const nc::view<const T> q = net.forward(run, rows, {in, out}, tape);
    auto dq = memory.take<T>(q.rows, q.cols);
    typename Model::gradient_pack unused;
    auto* g = gradients ? gradients : &unused;
    nc::resize_like(*g, net.weights);
    T loss;
    if constexpr (Model::sampler_type::uses_all)
        loss = nc::streamed_objective(net, run, rows, q, *g, dq, {.items = 3, .blocks = 2, .kept = 1});
    else
        loss = nc::sampled_objective(net, run, rows, q,
                                     nc::candidate_list<T>{drawn, Model::sampler_type::uses_batch, mask_hits}, *g, dq);
    if (gradients) net.backward(run, rows, dq, tape, *g);
    return static_cast<double>(loss);
}

}  // namespace toy
