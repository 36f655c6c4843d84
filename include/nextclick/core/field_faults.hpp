// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nextclick/core/field_list.hpp"
#include "nextclick/core/storage.hpp"

/// Detects faults of a list of fields without a compile error, so that a model reports the fault once, before its parameters are visited.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
/// Converts to any type, to count the members of a pack: an aggregate cannot be initialised from more values than it has members.
struct any_member {
    template <class M>
    operator M() const;  // NOLINT: not called
};
template <class P, std::size_t... I>
constexpr bool made_from(std::index_sequence<I...>) {
    return requires { P{(static_cast<void>(I), any_member{})...}; };
}
template <std::size_t I, class P>
using listed_type = std::remove_cvref_t<decltype(std::declval<P&>().*(nth_field<I>(P::fields()).member))>;

/// Whether `fields()` lists every member, and no member or name twice. A pack that is larger than the listed members has further ones;
/// an aggregate with room for one more tensor must not accept more initialisers than there are listed members.
template <class P, std::size_t... I>
constexpr bool lists_every_member(std::index_sequence<I...>) {
    constexpr std::size_t unit = alignof(P);
    constexpr std::size_t max = (((sizeof(listed_type<I, P>) + unit - 1) / unit * unit) + ... + 0);
    constexpr std::size_t least = ((std::is_empty_v<listed_type<I, P>> ? 0 : sizeof(listed_type<I, P>)) + ... + 0);
    if (sizeof(P) > (max > unit ? max : unit)) return false;
    if (std::is_aggregate_v<P> && sizeof(P) >= least + sizeof(matrix<float>) && made_from<P>(std::make_index_sequence<sizeof...(I) + 1>{}))
        return false;
    [[maybe_unused]] constexpr auto list = P::fields();
    [[maybe_unused]] const auto times = [&]<class M>(M member) {
        const auto same = [&](auto other) {
            if constexpr (std::is_same_v<M, decltype(other)>) return member == other ? 1 : 0;
            return 0;
        };
        return (same(nth_field<I>(list).member) + ... + 0);
    };
    // Two fields of one name would be one tensor of a file. Without a name a pack adds nothing to the paths of its own fields.
    [[maybe_unused]] const auto named = [&](std::string_view name) {
        return ((!name.empty() && nth_field<I>(list).name == name ? 1 : 0) + ... + 0);
    };
    return ((times(nth_field<I>(list).member) == 1 && named(nth_field<I>(list).name) <= 1) && ...);
}

/// What a walk ends at.
template <class X>
concept Tensor = requires(X x, std::size_t n) {
    x.rows = n;
    x.cols = n;
    x.data.data();
    x.resize(n, n);
};

template <std::size_t... I, class P>
constexpr bool flags_are_of_tensors(std::index_sequence<I...>, std::type_identity<P>) {
    return ((!nth_field<I>(P::fields()).row_per_item || Tensor<listed_type<I, P>>)&&...);
}

/// Faults of a list of fields, one message each.
template <class Pack>
struct wrong_list {
    static_assert(
        sizeof(Pack) == 0,
        "fields(): the list leaves out a member of this pack of parameters, or has a member or a name twice; list every member once");
};
template <class Pack>
struct wrong_flag {
    static_assert(sizeof(Pack) == 0, "fields(): row_per_item belongs to a table, not to a pack: set it in the pack's own fields()");
};
template <class Pack, class Field>
struct wrong_field {
    static_assert(sizeof(Field) == 0,
                  "fields(): a field is neither a tensor, as S::dense and S::rows are, nor a pack of parameters with fields() of its own");
};
/// The first fault of a pack and of those within it, found without an error; void if there is none.
template <class P>
consteval auto fault_of_fields();
template <class P, std::size_t I>
consteval auto fault_of_field() {
    using member = listed_type<I, P>;
    if constexpr (Tensor<member>)
        return std::type_identity<void>{};
    else if constexpr (Parameters<member>)
        return fault_of_fields<member>();
    else
        return std::type_identity<wrong_field<P, member>>{};
}
template <class P, std::size_t I>
consteval auto first_field_fault() {
    if constexpr (I == decltype(P::fields())::size)
        return std::type_identity<void>{};
    else if constexpr (constexpr auto here = fault_of_field<P, I>(); std::is_void_v<typename decltype(here)::type>)
        return first_field_fault<P, I + 1>();
    else
        return here;
}
template <class P>
consteval auto fault_of_fields() {
    using positions = std::make_index_sequence<decltype(P::fields())::size>;
    if constexpr (!lists_every_member<P>(positions{}))
        return std::type_identity<wrong_list<P>>{};
    else if constexpr (!flags_are_of_tensors(positions{}, std::type_identity<P>{}))
        return std::type_identity<wrong_flag<P>>{};
    else
        return first_field_fault<P, 0>();
}
template <class P>
using field_fault = typename decltype(fault_of_fields<P>())::type;

}  // namespace detail

NEXTCLICK_END_NAMESPACE
