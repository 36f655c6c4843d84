// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "nextclick/core/blocks.hpp"
#include "nextclick/objective/concept.hpp"
#include "nextclick/optimizer/concept.hpp"
#include "nextclick/optimizer/frozen.hpp"
#include "nextclick/output/table_parameters.hpp"
#include "nextclick/train/epoch_walk.hpp"
#include "nextclick/train/micro_batcher.hpp"
#include "nextclick/train/options.hpp"
#include "nextclick/train/run_memory.hpp"
#include "nextclick/train/schedule.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// A set of rows of a tensor.
struct changed_rows {
    const std::vector<item_index>* some = nullptr;  ///< null: all
    std::size_t all = 0;

    template <class F>
    void for_each(const F& f) const {
        if (some != nullptr)
            for (const item_index r : *some) f(std::size_t{r});
        for (std::size_t r = 0; some == nullptr && r < all; ++r) f(r);
    }
};

namespace detail {

/// Throws `numeric_error`: the loss, or the gradient of the parameter `bad`, is not finite.
[[noreturn]] void refuse_numbers(double loss, const std::string& bad, const position& at);

/// Computes one training step on a batch. Owns the gradients, the state of the objective and the schedule.
template <class Model, class Optimizer>
class stepper {
    using T = typename Model::scalar;

public:
    /// All arguments must outlive the stepper.
    stepper(Model& net, const Optimizer& optimiser, const options& options, parallel::communicator& ranks,
            run_memory<Model, Optimizer>& memory)
        : net_(&net),
          optimiser_(&optimiser),
          options_(&options),
          memory_(&memory),
          table_(net),
          objective_(net),
          micro_batches_(options.micro_batches, ranks) {
        resize_like(gradients_, net.weights);
        if (!micro_batches_.whole()) resize_like(micro_gradients_, net.weights);
        gradient_list_ = gradients_of<T>(gradients_);
        micro_gradient_list_ = gradients_of<T>(micro_gradients_);
        freeze(options.frozen);
    }
    stepper(const stepper&) = delete;  // its lists point into its packs
    stepper& operator=(const stepper&) = delete;

    objective::learner_of<Model>& objective() { return objective_; }
    micro_batcher<T>& micro_batches() { return micro_batches_; }
    const phases& schedule() const { return phases_; }
    void freeze(std::vector<std::string> names) {
        phases_ = {options_->schedule, std::move(names), parameters_of(net_->weights), table_.path_of_biases()};
    }

    /// Performs one update for each part of the schedule whose turn it is, and calls `updated()` after each. Returns the loss
    /// before the first. `done`: completed epochs, including the fraction of the current one.
    T step(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, const position& at, double done,
           const std::function<void()>& updated) {
        const auto kept = memory.here();
        T loss = 0;
        for (std::size_t k = 0; k < phases_.count(); ++k) {
            part_ = phases_.first(at.epoch) + k;
            const T own = learn(memory, rows, states, at, {at.step, done, static_cast<double>(options_->epochs)}, updated);
            if (k == 0) loss = own;
            memory.release(kept);
        }
        return loss;
    }
    /// After an update: calls f(changed, tensor, the same tensor of the packs...) for every tensor that is not frozen; `changed` is
    /// the set of rows that the update may have changed.
    template <class F, Parameters... Packs>
    void for_each_changed(const F& f, Packs&... packs) {
        std::vector<item_index> rows;
        for_each_parameter(
            [&](std::string_view path, auto& w, const auto& g, auto&... others) {
                if (frozen_now().holds(path)) return;
                changed_rows changed{.all = w.rows};
                if constexpr (requires { g.touched; }) {
                    rows = g.touched;
                    if (table_.includes(*net_, &w))
                        for (std::size_t j = 0; j < objective_.deferred().size(); ++j) rows.push_back(objective_.deferred().item(j));
                    changed.some = &rows;
                }
                f(changed, w, others...);
            },
            net_->weights, gradients_, packs...);
    }

    /// Streams not yet scheduled in this epoch output zero.
    void activate_streams(std::size_t epoch) {
        encoder::with_streams(net_->policy.encoder, [&](auto& encoder) {
            if (phases_.disables_streams()) encoder.streams = phases_.streams(epoch);
        });
    }

private:
    /// Updates the parameters whose turn it is. Random draws depend on the batch only, not on the part.
    T learn(workspace& memory, const event_rows& rows, const encoder::lane_states<T>& states, const position& at,
            const optimizer::step_position& when, const std::function<void()>& updated) {
        const auto table = table_.stepped(*net_, gradients_, memory_->moments, frozen_now());
        const auto forward_and_back = [&](const event_rows& some, const encoder::lane_states<T>& at_start, bool own, bool has_queries) {
            auto& gradients = own ? micro_gradients_ : gradients_;
            pass run{
                .memory = memory, .training = true, .random = random_stream{options_->seed, at.step + 1}, .threads = options_->threads};
            if (!has_queries) return net_->encode_states(run, some, at_start.in, at_start.out), T(0);
            auto e = net_->encode(run, some, at_start.in, at_start.out);
            const auto dq = memory.take<T>(e.queries.rows, e.queries.cols);
            const auto with = objective_.draw(*net_, run, some);
            const T loss = objective_.learn(*net_, run, some, e.queries, with, gradients, dq) + net_->learn_head(run, e, gradients);
            net_->backward(run, e, dq, gradients);
            if (!fuses_update(loss, table.max_gradient_factor())) add_deferred(run, gradients);
            return loss;
        };
        const struct clear_at_end {  // clears the gradients, also after an exception
            stepper& step;
            ~clear_at_end() {
                step.objective_.clear();
                for (const gradient_tensor<T>& g : step.gradient_list_) step.clear(g);
            }
        } at_the_end{*this};
        const T loss = micro_batches_.sum(memory, rows, states, gradient_list_, micro_gradient_list_, {1, at.epoch, at.batch, at.step},
                                          std::cref(forward_and_back));  // the reduction
        check(loss, at);
        update(memory, when, table);
        updated();
        return loss;
    }
    /// Whether the gradients of the table remain factored until the optimiser's step multiplies them out.
    bool fuses_update(T loss, double max_gradient_factor) const {
        return optimizer::RowLocal<Optimizer> && micro_batches_.whole() && std::isfinite(loss) &&
               objective_.deferred().surely_finite(max_gradient_factor);
    }
    /// Adds the deferred gradients to `gradients`, except those of frozen tensors.
    void add_deferred(pass& run, typename Model::gradient_pack& gradients) {
        objective_.add_deferred(table_.gradient(*net_, gradients, frozen_now()), run);
        if (!micro_batches_.whole()) objective_.clear();
    }

    void clear(const gradient_tensor<T>& g) const {
        if (g.dense == nullptr) return g.rows->clear();
        constexpr std::size_t block = 8192;
        const std::span<T> data = g.data();
        for_each_block(data.size(), block, data.size() < 4 * block ? 1 : options_->threads,
                       [&](std::size_t first, std::size_t end) { std::fill_n(data.data() + first, end - first, T(0)); });
    }

    const optimizer::frozen_set& frozen_now() const { return phases_.frozen(part_); }
    void update(workspace& memory, const optimizer::step_position& when, const table::stepped<typename Model::element_of_table, T>& table) {
        pass run{.memory = memory, .threads = options_->threads};
        if constexpr (optimizer::RowLocal<Optimizer>) table.step_deferred(*optimiser_, when, objective_.deferred(), run);
        auto& [first, second] = memory_->moments;
        const optimizer::detached_tensors rest(frozen_now(), frozen_, net_->weights, gradients_, first, second);
        optimiser_->step(net_->weights, gradients_, memory_->moments, when, options_->threads);
    }

    void check(T loss, const position& at) const {
        const std::string bad = optimizer::first_non_finite(gradient_list_, options_->threads);
        if (!std::isfinite(loss) || !bad.empty()) refuse_numbers(static_cast<double>(loss), bad, at);
    }

    Model* net_;
    const Optimizer* optimiser_;
    const options* options_;
    run_memory<Model, Optimizer>* memory_;
    typename Model::gradient_pack gradients_, micro_gradients_;  ///< of the batch, and of one part of it
    gradient_list<T> gradient_list_, micro_gradient_list_;
    output::table_parameters<Model> table_;  ///< its biases belong to every part of a schedule
    /// Contents of the frozen tensors while the optimiser steps the others.
    std::tuple<typename Model::weight_pack, typename Model::gradient_pack, typename Model::moment_pack, typename Model::moment_pack>
        frozen_;
    objective::learner_of<Model> objective_;
    micro_batcher<T> micro_batches_;
    phases phases_;
    std::size_t part_ = 0;  ///< index of the part whose turn it is
};

}  // namespace detail
}  // namespace train
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/train/step.ipp"
#endif
