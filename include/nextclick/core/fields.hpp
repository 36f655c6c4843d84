// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/field_list.hpp"
#include "nextclick/core/leaves.hpp"
#include "nextclick/core/storage.hpp"

/// Every policy lists its fields once, and `for_each_parameter` visits them. Optimisers, files, checkpoints, gradient checks and
/// averaging are built on it; a policy implements none of them.
NEXTCLICK_BEGIN_NAMESPACE

/// Calls f(path, tensor, same tensor of the other packs...) for every tensor, depth first, in the order listed.
/// A field without a name adds nothing to the path.
/// The packs may differ in kind (values, gradients), not in shape. Paths read "encoder.cell.recurrent".
template <class F, Parameters P, class... Same>
void for_each_parameter(F&& f, P& p, Same&... same) {
    using detail::leaves;
    if constexpr (!std::is_void_v<detail::field_fault<std::remove_const_t<P>>>) {
        detail::field_fault<std::remove_const_t<P>>{};
    } else if constexpr (constexpr std::size_t tensors = leaves<std::remove_const_t<P>>::count;
                         ((leaves<std::remove_const_t<Same>>::count != tensors) || ...)) {
        static_assert(sizeof(P) == 0, "packs of parameters are walked side by side: they must have the same shape");
    } else if constexpr (tensors > 0) {
        using all = detail::combinations<std::remove_const_t<P>, std::remove_const_t<Same>...>;
        void* at[(1 + sizeof...(Same)) * tensors];
        void** to = at;
        leaves<std::remove_const_t<P>>::find(const_cast<std::remove_const_t<P>&>(p), to);
        (leaves<std::remove_const_t<Same>>::find(const_cast<std::remove_const_t<Same>&>(same), to), ...);
        const auto& names = detail::tensor_names<std::remove_const_t<P>>();
        for (std::size_t i = 0; i < tensors; ++i)
            detail::walk<P, Same...>(f, names[i], all::all.of[i], at + i, std::make_index_sequence<all::all.size>{},
                                     std::index_sequence_for<Same...>{});
    }
}

/// The path of a tensor of a pack, and whether the tensor has a row for every item. The path is empty if the pack does not contain
/// the tensor.
struct tensor_place {
    std::string_view path{};
    bool row_per_item = false;
};
template <Parameters P, class Tensor>
tensor_place place_of(const P& pack, const Tensor& tensor) {
    constexpr std::size_t tensors = detail::leaves<P>::count;
    void* at[tensors + 1];
    void** to = at;
    detail::leaves<P>::find(const_cast<P&>(pack), to);
    const auto& names = detail::tensor_names<P>();
    for (std::size_t i = 0; i < tensors; ++i)
        if (at[i] == static_cast<const void*>(&tensor)) return {names[i].path.view(), names[i].row_per_item};
    return {};
}

/// A parameter of a pack of any type, for functions that do not depend on the type.
struct named_tensor {
    std::string_view path{};
    const void* tensor = nullptr;
    std::size_t size = 0;  ///< elements
};
/// The parameters of a pack, in order. A tensor without elements is not a parameter; files do not store it either.
template <Parameters P>
std::vector<named_tensor> parameters_of(const P& pack) {
    std::vector<named_tensor> all;
    all.reserve(detail::leaves<P>::count);
    for_each_parameter(
        [&](std::string_view path, const auto& w) {
            if (!w.data.empty()) all.push_back({path, &w, w.data.size()});
        },
        pack);
    return all;
}

/// A tensor of a pack of gradients of T: one of the two pointers is null.
template <class T>
struct gradient_tensor {
    std::string_view path{};
    matrix<T>* dense = nullptr;
    row_gradient<T>* rows = nullptr;

    std::span<T> data() const { return dense != nullptr ? std::span<T>(dense->data) : std::span<T>(rows->data); }
};
/// The tensors of a pack of gradients, in order, for functions that do not depend on its type. Valid as long as the pack.
template <class T>
using gradient_list = std::vector<gradient_tensor<T>>;
template <class T, Parameters G>
gradient_list<T> gradients_of(G& pack) {
    gradient_list<T> all;
    all.reserve(detail::leaves<G>::count);
    for_each_parameter(
        [&](std::string_view path, auto& g) {
            if constexpr (requires { g.touched; })
                all.push_back({path, nullptr, &g});
            else
                all.push_back({path, &g, nullptr});
        },
        pack);
    return all;
}

/// Gives `to` the shapes of `from`, filled with zeros; gradients and optimiser states are made with it.
template <Parameters To, Parameters From>
void resize_like(To& to, const From& from) {
    for_each_parameter([](std::string_view, auto& a, const auto& b) { a.resize(b.rows, b.cols); }, to, from);
}

template <Parameters P>
std::size_t parameter_count(const P& p) {
    std::size_t n = 0;
    for_each_parameter([&](std::string_view, const auto& w) { n += w.rows * w.cols; }, p);
    return n;
}

NEXTCLICK_END_NAMESPACE
