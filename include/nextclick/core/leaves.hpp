// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nextclick/core/field_faults.hpp"
#include "nextclick/core/field_list.hpp"
#include "nextclick/core/storage.hpp"

/// The tensors of packs of parameters: names, types and addresses, derived from the lists of fields.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
/// A list of distinct types.
template <class... T>
struct type_list {
    static constexpr std::size_t size = sizeof...(T);
    template <class More>
    using with = std::conditional_t<(std::is_same_v<T, More> || ...), type_list, type_list<T..., More>>;
};
template <class Joined>
constexpr Joined join_types(Joined) {
    return {};
}
template <class Joined, class First, class... Rest, class... Lists>
constexpr auto join_types(Joined, type_list<First, Rest...>, Lists... lists) {
    return join_types(typename Joined::template with<First>{}, type_list<Rest...>{}, lists...);
}
template <class Joined, class... Lists>
constexpr auto join_types(Joined, type_list<>, Lists... lists) {
    return join_types(Joined{}, lists...);
}
template <std::size_t K, class First, class... Rest>
constexpr auto nth_type(type_list<First, Rest...>) {
    if constexpr (K == 0)
        return std::type_identity<First>{};
    else
        return nth_type<K - 1>(type_list<Rest...>{});
}

template <class Target, class... T>
constexpr std::size_t index_of(type_list<T...>) {
    std::size_t i = 0, found = 0;
    (((std::is_same_v<Target, T> ? found = i : found), ++i), ...);
    return found;
}

/// "encoder.cell.recurrent", in a fixed buffer, so that a walk allocates nothing.
struct path_text {
    char text[256] = {};
    std::size_t size = 0;
    std::string_view view() const { return {text, size}; }
    /// The path of a field of this pack. A field without a name adds nothing.
    path_text below(std::string_view field) const;
};

/// The path of a tensor in a pack, and whether the tensor has a row for every item.
struct tensor_name {
    path_text path;
    bool row_per_item;
};
/// Writes the name of a tensor, a field of the pack at `pack`.
void name_tensor(const path_text& pack, std::string_view field, bool row_per_item, tensor_name*& to);

/// The tensors of a pack, in order. The compiler flattens a pack here once, not once for every function that walks it, which would
/// be most of the compile time of a model.
template <class P>
struct leaves {  // neither a tensor nor a pack; `field_fault` has reported it, unless it stands in a second pack
    static_assert(Tensor<P>,
                  "fields(): a field is neither a tensor, as S::dense and S::rows are, nor a pack of parameters with fields() of its own");
    static constexpr std::size_t count = 0;
    static constexpr type_list<> types{};
    static void find(P&, void**&) {}
    static void name(const path_text&, std::string_view, bool, tensor_name*&) {}
    template <class Types>
    static constexpr void kinds(std::size_t*&) {}
};
template <Tensor P>
struct leaves<P> {  // a tensor is its only leaf
    static constexpr std::size_t count = 1;
    static constexpr type_list<P> types{};
    static void find(P& tensor, void**& to) { *to++ = &tensor; }
    static void name(const path_text& pack, std::string_view field, bool row_per_item, tensor_name*& to) {
        name_tensor(pack, field, row_per_item, to);
    }
    template <class Types>
    static constexpr void kinds(std::size_t*& to) {
        *to++ = index_of<P>(Types{});
    }
};
template <class P, std::size_t I>
using member_leaves = leaves<listed_type<I, P>>;
template <Parameters P>
struct leaves<P> {
    static constexpr auto fields = P::fields();
    using positions = std::make_index_sequence<decltype(P::fields())::size>;
    template <std::size_t... I>
    static constexpr std::size_t count_of(std::index_sequence<I...>) {
        return (member_leaves<P, I>::count + ... + 0);
    }
    template <std::size_t... I>
    static constexpr auto types_of(std::index_sequence<I...>) {
        return join_types(type_list<>{}, member_leaves<P, I>::types...);
    }
    template <std::size_t... I>
    static void find_each(P& pack, void**& to, std::index_sequence<I...>) {
        (member_leaves<P, I>::find(pack.*(nth_field<I>(fields).member), to), ...);
    }
    template <std::size_t... I>
    static void name_each(const path_text& path, tensor_name*& to, std::index_sequence<I...>) {
        (member_leaves<P, I>::name(path, nth_field<I>(fields).name, nth_field<I>(fields).row_per_item, to), ...);
    }
    template <class Types, std::size_t... I>
    static constexpr void kinds_of_each(std::size_t*& to, std::index_sequence<I...>) {
        (member_leaves<P, I>::template kinds<Types>(to), ...);
    }
    static constexpr std::size_t count = count_of(positions{});
    static constexpr auto types = types_of(positions{});
    static void find(P& pack, void**& to) { find_each(pack, to, positions{}); }
    static void name(const path_text& pack, std::string_view field, bool, tensor_name*& to) {
        name_each(pack.below(field), to, positions{});
    }
    template <class Types>
    static constexpr void kinds(std::size_t*& to) {
        kinds_of_each<Types>(to, positions{});
    }
};

/// The pack of values that a pack of gradients or moments belongs to: the two have the same names.
template <class P>
struct named_alike {
    using type = P;
};
template <template <class> class Pack, class S>
requires requires {
    typename S::rows;
    typename Pack<values<typename S::scalar>>;
} struct named_alike<Pack<S>> {
    using type = Pack<values<typename S::scalar>>;
};

/// The names of all tensors, made at the first call.
template <class P>
const std::array<tensor_name, leaves<P>::count>& names_of_tensors() {
    static const auto names = [] {
        std::array<tensor_name, leaves<P>::count> all;
        tensor_name* to = all.data();
        leaves<P>::name({}, {}, false, to);
        return all;
    }();
    return names;
}
template <class P>
const auto& tensor_names() {
    static_assert(leaves<P>::count == leaves<typename named_alike<P>::type>::count,
                  "fields(): values and gradients must have the same fields");
    return names_of_tensors<typename named_alike<P>::type>();
}

/// Tensor of kind K of a pack of type P, which may be const.
template <std::size_t K, class P>
auto& tensor_of(void* place) {
    using tensor = typename decltype(nth_type<K>(leaves<std::remove_const_t<P>>::types))::type;
    return *static_cast<std::conditional_t<std::is_const_v<P>, const tensor, tensor>*>(place);
}

/// The index of every tensor's type in `leaves<P>::types`.
template <class P>
constexpr auto kinds_of_tensors() {
    std::array<std::size_t, leaves<P>::count> kinds{};
    std::size_t* to = kinds.data();
    leaves<P>::template kinds<std::remove_const_t<decltype(leaves<P>::types)>>(to);
    return kinds;
}

/// The distinct combinations of tensor types over several packs walked in lockstep. f is compiled once for each.
template <class First, class... P>
struct combinations {
    static constexpr std::size_t n = leaves<First>::count;
    static constexpr std::array<std::size_t, n> first = kinds_of_tensors<First>();
    struct list {
        std::array<std::size_t, n> of{};       ///< index of each tensor's combination
        std::array<std::size_t, n> example{};  ///< index of one tensor of each combination
        std::size_t size = 0;
    };
    static constexpr bool alike(std::size_t i, std::size_t j) {
        return first[i] == first[j] && ((kinds_of<P>[i] == kinds_of<P>[j]) && ...);
    }
    static constexpr list make() {
        list found;
        for (std::size_t i = 0; i < n; ++i) {
            std::size_t c = 0;
            while (c < found.size && !alike(found.example[c], i)) ++c;
            if (c == found.size) found.example[found.size++] = i;
            found.of[i] = c;
        }
        return found;
    }
    template <class Q>
    static constexpr std::array<std::size_t, n> kinds_of = kinds_of_tensors<Q>();
    static constexpr list all = make();
};

template <class First, class... P, class F, std::size_t... C, std::size_t... I>
void walk(F& f, const tensor_name& name, std::size_t combination, void* const* at, std::index_sequence<C...>, std::index_sequence<I...>) {
    using all = combinations<std::remove_const_t<First>, std::remove_const_t<P>...>;
    const auto one = [&]<std::size_t Number>(std::integral_constant<std::size_t, Number>) {
        if (combination != Number) return false;
        constexpr std::size_t example = all::all.example[Number];
        f(name.path.view(), tensor_of<all::first[example], First>(*at),
          tensor_of<all::template kinds_of<std::remove_const_t<P>>[example], P>(at[(I + 1) * all::n])...);
        return true;
    };
    (one(std::integral_constant<std::size_t, C>{}) || ...);
}
}  // namespace detail

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/leaves.ipp"
#endif
