// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"

/// One list of fields per policy, one hook that walks it. Optimisers, files, checkpoints, gradient checks and averaging
/// are all a few lines over `for_each_parameter`; no policy writes any of them.
namespace nextclick::inline NEXTCLICK_ABI {

template <class M>
struct field {
    std::string_view name;
    M member;
};
template <class M>
field(const char*, M) -> field<M>;

namespace detail {
template <std::size_t I, class M>
struct field_at {
    field<M> value;
};
template <std::size_t I, class M>
constexpr const field<M>& nth_field(const field_at<I, M>& f) {
    return f.value;
}
template <class Positions, class... M>
struct fields_in_order;
template <std::size_t... I, class... M>
struct fields_in_order<std::index_sequence<I...>, M...> : field_at<I, M>... {
    constexpr explicit fields_in_order(field<M>... f) : field_at<I, M>{f}... {}
};
}  // namespace detail

/// The fields of a pack, in order. A tuple would do, and take the compiler longer than all the rest of a walk.
template <class... M>
struct field_list : detail::fields_in_order<std::index_sequence_for<M...>, M...> {
    static constexpr std::size_t size = sizeof...(M);
    constexpr explicit field_list(field<M>... f) : detail::fields_in_order<std::index_sequence_for<M...>, M...>(f...) {}
};
template <class... M>
field_list(field<M>...) -> field_list<M...>;

/// One list behind another.
template <class... A, class... B>
constexpr field_list<A..., B...> operator+(const field_list<A...>& a, const field_list<B...>& b) {
    return [&]<std::size_t... I, std::size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
        return field_list<A..., B...>{detail::nth_field<I>(a)..., detail::nth_field<J>(b)...};
    }
    (std::index_sequence_for<A...>{}, std::index_sequence_for<B...>{});
}

/// A pack of parameters: lists its members once, as `static constexpr auto fields()` returning a `field_list`.
template <class P>
concept Parameters = requires {
    std::remove_cvref_t<P>::fields();
};

/// The pack of a policy that has nothing to learn.
struct no_parameters {
    static constexpr auto fields() { return field_list{}; }
};

namespace detail {
/// Types, each once.
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

/// Becomes whatever a member is made from. Counts members: a pack cannot be made from more of these than it has.
struct any_member {
    template <class M>
    operator M() const;  // NOLINT: nobody calls it
};
template <class P, std::size_t... I>
constexpr bool made_from(std::index_sequence<I...>) {
    return requires { P{(static_cast<void>(I), any_member{})...}; };
}
template <std::size_t I, class P>
using listed_type = std::remove_cvref_t<decltype(std::declval<P&>().*(nth_field<I>(P::fields()).member))>;

/// Whether `fields()` lists every member, and no member or name twice: no pack is larger than the listed members can fill, and one
/// that is an aggregate with room for a tensor more has no more members than are listed.
template <class P, std::size_t... I>
constexpr bool lists_every_member(std::index_sequence<I...>) {
    constexpr std::size_t unit = alignof(P);
    constexpr std::size_t most = (((sizeof(listed_type<I, P>) + unit - 1) / unit * unit) + ... + 0);
    constexpr std::size_t least = ((std::is_empty_v<listed_type<I, P>> ? 0 : sizeof(listed_type<I, P>)) + ... + 0);
    if (sizeof(P) > (most > unit ? most : unit)) return false;
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

/// "encoder.cell.recurrent", in place: walking allocates nothing.
struct path_text {
    char text[256] = {};
    std::size_t size = 0;
    path_text below(std::string_view field) const {
        path_text path = *this;
        if (size + field.size() + 1 > sizeof text)
            throw argument_error("a parameter's path is longer than 255 characters; choose shorter field names");
        if (size > 0 && !field.empty()) path.text[path.size++] = '.';
        path.size += field.copy(path.text + path.size, field.size());
        return path;
    }
};

template <class Tensor>
inline constexpr char kind_mark{};
/// Where a tensor is found in a pack, and which type it has there.
struct tensor_name {
    path_text path;
    const char* mark;
};

/// The tensors of a pack, in order. A walk is taken apart here once for every pack, not once for everything that walks it:
/// that is most of what compiling a model would cost.
template <class P>
struct leaves {  // what is neither a tensor nor a pack
    static_assert(Tensor<P>,
                  "fields(): a field is neither a tensor, as S::dense and S::rows are, nor a pack of parameters with fields() of its own");
    static constexpr std::size_t count = 0;
    static constexpr type_list<> types{};
    static void find(P&, void**&) {}
    static void name(const path_text&, tensor_name*&) {}
};
template <Tensor P>
struct leaves<P> {  // a tensor is its own
    static constexpr std::size_t count = 1;
    static constexpr type_list<P> types{};
    static void find(P& tensor, void**& to) { *to++ = &tensor; }
    static void name(const path_text& path, tensor_name*& to) { *to++ = {path, &kind_mark<P>}; }
};
template <class P, std::size_t I>
using member_leaves = leaves<listed_type<I, P>>;
template <Parameters P>
struct leaves<P> {
    static constexpr auto fields = P::fields();
    using positions = std::make_index_sequence<decltype(P::fields())::size>;
    static_assert(
        lists_every_member<P>(positions{}),
        "fields(): the list leaves out a member of this pack of parameters, or has a member or a name twice; list every member once");

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
        (member_leaves<P, I>::name(path.below(nth_field<I>(fields).name), to), ...);
    }
    static constexpr std::size_t count = count_of(positions{});
    static constexpr auto types = types_of(positions{});
    static void find(P& pack, void**& to) { find_each(pack, to, positions{}); }
    static void name(const path_text& path, tensor_name*& to) { name_each(path, to, positions{}); }
};

/// The names of all tensors, made when they are first asked for.
template <class P>
const std::array<tensor_name, leaves<P>::count>& tensor_names() {
    static const auto names = [] {
        std::array<tensor_name, leaves<P>::count> all;
        tensor_name* to = all.data();
        leaves<P>::name({}, to);
        return all;
    }();
    return names;
}

/// Tensor of kind K of a pack of type P, which may be const.
template <std::size_t K, class P>
auto& tensor_of(void* place) {
    using tensor = typename decltype(nth_type<K>(leaves<std::remove_const_t<P>>::types))::type;
    return *static_cast<std::conditional_t<std::is_const_v<P>, const tensor, tensor>*>(place);
}

template <class First, class... P, class F, std::size_t... K, std::size_t... I>
void walk(F& f, const tensor_name& name, void* const* at, std::size_t tensors, std::index_sequence<K...>, std::index_sequence<I...>) {
    const auto one = [&]<std::size_t Kind>(std::integral_constant<std::size_t, Kind>) {
        if (name.mark != &kind_mark<std::remove_cvref_t<decltype(tensor_of<Kind, First>(*at))>>) return false;
        f(std::string_view(name.path.text, name.path.size), tensor_of<Kind, First>(*at), tensor_of<Kind, P>(at[(I + 1) * tensors])...);
        return true;
    };
    (one(std::integral_constant<std::size_t, K>{}) || ...);
}
}  // namespace detail

/// Calls f(path, tensor, same tensor of the other packs...) for every tensor, depth first, in the order listed.
/// A field without a name adds nothing to the path.
/// The packs may differ in kind (values, gradients), not in shape. Paths read "encoder.cell.recurrent".
template <class F, Parameters P, class... Same>
void for_each_parameter(F&& f, P& p, Same&... same) {
    using detail::leaves;
    constexpr std::size_t tensors = leaves<std::remove_const_t<P>>::count;
    constexpr auto kinds = std::make_index_sequence<leaves<std::remove_const_t<P>>::types.size>{};
    static_assert(((leaves<std::remove_const_t<Same>>::count == tensors) && ...) &&
                      ((leaves<std::remove_const_t<Same>>::types.size == kinds.size()) && ...),
                  "packs of parameters are walked side by side: they must have the same shape");
    if constexpr (tensors > 0) {
        void* at[(1 + sizeof...(Same)) * tensors];
        void** to = at;
        leaves<std::remove_const_t<P>>::find(const_cast<std::remove_const_t<P>&>(p), to);
        (leaves<std::remove_const_t<Same>>::find(const_cast<std::remove_const_t<Same>&>(same), to), ...);
        const auto& names = detail::tensor_names<std::remove_const_t<P>>();
        for (std::size_t i = 0; i < tensors; ++i)
            detail::walk<P, Same...>(f, names[i], at + i, tensors, kinds, std::index_sequence_for<Same...>{});
    }
}

/// Gives `to` the shapes of `from`, filled with zeros: how gradients and optimiser states are made.
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

}  // namespace nextclick::inline NEXTCLICK_ABI
