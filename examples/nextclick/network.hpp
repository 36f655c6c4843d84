// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>
#include <memory>
#include <nextclick/data/edit/joined.hpp>
#include <nextclick/io/load_any.hpp>
#include <nextclick/model/with_items.hpp>
#include <nextclick/optimizer/adagrad.hpp>
#include <nextclick/optimizer/adam.hpp>
#include <nextclick/optimizer/scheduled.hpp>
#include <nextclick/train/history.hpp>
#include <nextclick/train/train.hpp>
#include <optional>
#include <string>
#include <utility>

#include "../progress.hpp"
#include "../resumable.hpp"
#include "kind.hpp"

/// How networks are trained, saved and updated; instantiated once per kind.
namespace network {

/// Trains and saves.
template <class Batcher, class Model, class Optimizer>
any_pointer learned(Model net, const job& j, const Optimizer& rule) {
    using nc::batch::lanes_are_users;
    constexpr bool in_order = Batcher::carries_states || lanes_are_users<Batcher>;
    const nc::train::options run{
        .epochs = j.set.epochs,
        .batch = j.set.batch,
        .session_order = in_order && !lanes_are_users<Batcher> ? nc::train::order::by_time : nc::train::order::shuffled,
        .max_length = in_order ? 0 : j.set.max_length,
        .click_dropout = in_order ? 0 : j.set.click_dropout,
        .seed = j.set.seed,
        .validation = j.validation,
        .patience = j.patience};
    program::progress_display shown;
    std::optional<nc::train::history_to> history;
    if (!j.epochs_to.empty()) history.emplace(j.epochs_to, [](const std::string& what) { std::fprintf(stderr, "%s\n", what.c_str()); });
    const auto note = [&](const nc::train::epoch_end& e) {
        if (history) (*history)(e);
    };
    const auto done = nc::train::train<Batcher>(net, j.log, rule, run, shown, note, *j.keep);
    if (j.validation != nullptr && done.best_epoch != 0) std::fprintf(stderr, "the best epoch by validation: %zu\n", done.best_epoch);
    for (const auto& [name, text] : j.metadata) net.about.training[name] = text;
    nc::io::save(net, j.model);
    j.keep->saved();
    return nc::io::wrap(std::move(net));
}

/// The model with the items of the log beside its own; the log is translated to their numbers.
template <class Model>
Model grown(const nc::io::any_recommender& before, job& j) {
    const Model& old = *nc::io::as<Model>(before);
    const auto items = nc::data::all_items_of(old.items(), j.log.items());
    std::fprintf(stderr, "%zu new items beside %zu\n", items->size() - old.item_count(), old.item_count());
    j.log = nc::data::encoded_with(std::move(j.log), items);
    return nc::with_items(old, *items);
}

inline auto adagrad(const settings& s) { return nc::optimizer::adagrad{.rate = s.rate, .momentum = s.momentum}; }
inline auto adam(const settings& s) {
    return nc::optimizer::scheduled{nc::optimizer::adam{.rate = s.rate}, nc::optimizer::cosine_decay{0.02}};
}

/// A kind with the policies of `make(settings, log)` and the optimiser of `rule(settings)`.
template <class Batcher, class Model, auto Make, auto Rule>
struct trained_by {
    static any_pointer train(job& j) {
        Model net(j.log.items(), Make(j.set, j.log), j.set.seed);
        return learned<Batcher>(std::move(net), j, Rule(j.set));
    }
    static any_pointer update(const nc::io::any_recommender& before, job& j) {
        return learned<Batcher>(grown<Model>(before, j), j, Rule(j.set));
    }
};

}  // namespace network
