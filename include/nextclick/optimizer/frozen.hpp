// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

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
    /// `parameters`: those of the model. Throws `argument_error` that lists their names if one of `names` is not among them.
    frozen_set(std::vector<std::string> names, std::span<const named_tensor> parameters);
    template <Parameters P>
    frozen_set(std::vector<std::string> names, const P& weights) : frozen_set(std::move(names), parameters_of(weights)) {}

    bool empty() const { return names_.empty(); }
    const std::vector<std::string>& names() const { return names_; }  ///< sorted, without duplicates

    /// Whether the parameter of this path is frozen. cost  a comparison a name, no allocation
    bool holds(std::string_view path) const;

    /// Whether the name is that of the parameter of this path, or a prefix of it.
    static bool covers(std::string_view name, std::string_view path);

private:
    std::vector<std::string> names_;
};

/// During its lifetime, the frozen tensors of some packs are empty: their contents are moved elsewhere. Weights, gradients and
/// moments are set aside together, because an optimiser iterates over them together. `elsewhere`: empty packs of the same types, in
/// which the contents stay meanwhile; it must outlive the object.
/// cost  swaps of pointers, no allocation
template <Parameters... Packs>
class detached_tensors {
public:
    detached_tensors(const frozen_set& frozen, std::tuple<Packs...>& elsewhere, Packs&... packs)
        : frozen_(&frozen), packs_(packs...), elsewhere_(&elsewhere) {
        exchange();
    }
    ~detached_tensors() { exchange(); }
    detached_tensors(const detached_tensors&) = delete;
    detached_tensors& operator=(const detached_tensors&) = delete;

private:
    void exchange() {
        if (frozen_->empty()) return;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (exchange(std::get<I>(packs_), std::get<I>(*elsewhere_)), ...);
        }(std::index_sequence_for<Packs...>{});
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
    std::tuple<Packs...>* elsewhere_;
};

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/optimizer/frozen.ipp"
#endif
