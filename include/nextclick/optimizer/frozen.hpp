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

/// Parameters that an optimiser leaves as they are. It never hears of them: while it steps, they are taken out of the
/// packs that it walks, and so no optimiser needs to know that there is such a thing.
NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer {

/// Some parameters of a model, by name: as a model file calls them ("encoder.0.cell.recurrent"), or by what stands before
/// one of the dots ("encoder.0", "encoder").
class frozen_set {
public:
    frozen_set() = default;
    /// Throws `argument_error`, which lists the names there are, if one of `names` is no parameter of `weights`.
    template <Parameters P>
    frozen_set(std::vector<std::string> names, const P& weights) : names_(std::move(names)) {
        std::ranges::sort(names_);
        names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
        for (const std::string& name : names_) require(name, weights);
    }

    bool empty() const { return names_.empty(); }
    const std::vector<std::string>& names() const { return names_; }  ///< in order, each once

    /// Whether the parameter of this path is among them. cost  a comparison a name, no allocation
    bool holds(std::string_view path) const {
        return std::ranges::any_of(names_, [&](const std::string& name) { return covers(name, path); });
    }
    /// The same of a tensor of `pack`.
    template <Parameters P, class Tensor>
    bool holds(const P& pack, const Tensor& tensor) const {
        bool found = false;
        for_each_parameter(
            [&](std::string_view path, const auto& t) { found = found || (static_cast<const void*>(&t) == &tensor && holds(path)); }, pack);
        return found;
    }

    /// Whether the name is that of the parameter of this path, or of parameters of which it is one.
    static bool covers(std::string_view name, std::string_view path) {
        return path.starts_with(name) && (path.size() == name.size() || path[name.size()] == '.');
    }

private:
    /// A tensor without elements is no parameter; files do not store it either.
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
                                 " (what stands before a dot names all that begin so)");
    }

    std::vector<std::string> names_;
};

/// While it lives, the frozen tensors of some packs are empty: elsewhere, with all that they hold. Weights, gradients and
/// moments go together, since an optimiser walks them together.
/// cost  exchanges of pointers, no allocation
template <Parameters... Packs>
class set_aside {
public:
    explicit set_aside(const frozen_set& frozen, Packs&... packs) : frozen_(&frozen), packs_(packs...) { exchange(); }
    ~set_aside() { exchange(); }
    set_aside(const set_aside&) = delete;
    set_aside& operator=(const set_aside&) = delete;

private:
    void exchange() {
        if (frozen_->empty()) return;
        [&]<std::size_t... I>(std::index_sequence<I...>) { (exchange(std::get<I>(packs_), std::get<I>(elsewhere_)), ...); }
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
    std::tuple<Packs...> elsewhere_{};
};

}  // namespace optimizer
NEXTCLICK_END_NAMESPACE
