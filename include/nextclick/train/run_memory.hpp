// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace train {

/// The best validation so far, and its weights.
template <class Model>
struct best_epoch {
    double value = -1;
    std::uint64_t epoch = 0;  ///< counts from 1; 0: none yet
    typename Model::weight_pack weights{};
};

/// The state of a run besides the weights: named packs of tensors with the shapes of the weights, and named numbers. Checkpoints
/// store all of it. Callbacks store their own state here (`pack`, `numbers`), so that a resumed run has it.
template <class Model, class Optimizer>
struct run_memory {
    using moment_pack = typename Model::moment_pack;

    typename Optimizer::template state<moment_pack> moments{};
    best_epoch<Model> best{};
    std::vector<typename Model::scalar> lanes{};  ///< states of the lanes after the last batch
    std::map<std::string, moment_pack> packs{};
    std::map<std::string, double> numbers{};

    /// The pack of this name, created with zeros if there is none. Throws `argument_error` for a name with dots, blanks or
    /// non-ASCII characters.
    moment_pack& pack(const std::string& name, const typename Model::weight_pack& weights) {
        if (name.empty() || !std::ranges::all_of(name, [](char c) { return c > ' ' && c < 127 && c != '.'; }))
            throw argument_error("train: a pack of the run cannot be called \"" + name + "\"; give a name without dots and blanks");
        const auto [at, is_new] = packs.try_emplace(name);
        if (is_new) resize_like(at->second, weights);
        return at->second;
    }
    /// Calls f(name, pack) for every pack: "moments.first", "moments.second", "best", and "pack." with the names of the others.
    template <class F>
    void visit(F&& f) {
        f("moments.first", moments.first);
        f("moments.second", moments.second);
        f("best", best.weights);
        for (auto& [name, pack] : packs) f("pack." + name, pack);
    }
};

}  // namespace train
NEXTCLICK_END_NAMESPACE
