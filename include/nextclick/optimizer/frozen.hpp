// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"

/// Parameters that an optimiser does not change. During a step they are removed from the packs that the optimiser iterates over,
/// so optimisers need no support for freezing.
NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// A set of parameters of a model, by their names in a model file ("encoder.0.cell.recurrent"), or by a prefix that ends before a dot
/// ("encoder.0", "encoder").
class frozen_set {
public:
    frozen_set() = default;
    /// Throws `argument_error` that lists the valid names if one of `names` is not a parameter of `weights`.
    template <Parameters P>
    frozen_set(std::vector<std::string> names, const P& weights) : names_(std::move(names)) {
        std::ranges::sort(names_);
        names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
        for (const std::string& name : names_) require(name, weights);
    }

    bool empty() const { return names_.empty(); }
    const std::vector<std::string>& names() const { return names_; }  ///< sorted, without duplicates

    /// Whether the parameter of this path is frozen. cost  a comparison a name, no allocation
    bool holds(std::string_view path) const {
        return std::ranges::any_of(names_, [&](const std::string& name) { return covers(name, path); });
    }
    /// Whether a tensor of `pack` is frozen.
    template <Parameters P, class Tensor>
    bool holds(const P& pack, const Tensor& tensor) const {
        bool found = false;
        for_each_parameter(
            [&](std::string_view path, const auto& t) { found = found || (static_cast<const void*>(&t) == &tensor && holds(path)); }, pack);
        return found;
    }

    /// Whether the name is that of the parameter of this path, or a prefix of it.
    static bool covers(std::string_view name, std::string_view path) {
        return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
    }

private:
    /// A tensor without elements is not a parameter; files do not store it either.
    template <Parameters P>
    static void require(const std::string& name, const P& weights) {
        bool found = false;
        std::string there;
        for_each_parameter(
            [&](std::string_view path, const auto& w) {
                if (w.data.empty()) return;
                found = found || covers(name, path);
                there += (there.empty() ? "" : ", ") + std::string(path);
            },
            weights);
        if (!found)
            throw argument_error("frozen: no parameter is called \"" + name + "\"; there are " + there +
                                 " (the part before a dot selects all that begin with it)");
    }

    std::vector<std::string> names_;
};

/// During its lifetime, the frozen tensors of some packs are empty: their contents are moved elsewhere. Weights, gradients and
/// moments are set aside together, because an optimiser iterates over them together.
/// cost  swaps of pointers, no allocation
template <Parameters... Packs>
class detached_tensors {
public:
    explicit detached_tensors(const frozen_set& frozen, Packs&... packs) : frozen_(&frozen), packs_(packs...) { exchange(); }
    ~detached_tensors() { exchange(); }
    detached_tensors(const detached_tensors&) = delete;
    detached_tensors& operator=(const detached_tensors&) = delete;

private:
    void exchange() {
        if (frozen_->empty()) return;
        [&]<std::size_t... I>(std::index_sequence<I...>) { (exchange(std::get<I>(packs_), std::get<I>(moved_)), ...); }
        (std::index_sequence_for<Packs...>{});
    }
    template <class P>
    void exchange(P& here, P& there) {
        for_each_parameter(
            [&](std::string_view path, auto& a, auto& b) {
                if (frozen_->holds(path)) std::swap(a, b);
            },
            here, there);
    }

    const frozen_set* frozen_;
    std::tuple<Packs&...> packs_;
    std::tuple<Packs...> moved_{};
};

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
