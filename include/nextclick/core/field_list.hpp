// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nextclick/core/config.hpp"

/// The list of fields of a policy, or of a pack of parameters.
NEXTCLICK_BEGIN_NAMESPACE

template <class M>
struct field {
    std::string_view name;
    M member;
    bool row_per_item = false;  ///< the tensor is a table with one row for every item, or several such tables stacked
};
template <class M>
field(const char*, M) -> field<M>;
template <class M>
field(const char*, M, bool) -> field<M>;
inline constexpr bool row_per_item = true;

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

/// The fields of a pack, in order. std::tuple would cost more compile time than the rest of a walk.
template <class... M>
struct field_list : detail::fields_in_order<std::index_sequence_for<M...>, M...> {
    static constexpr std::size_t size = sizeof...(M);
    constexpr explicit field_list(field<M>... f) : detail::fields_in_order<std::index_sequence_for<M...>, M...>(f...) {}
};
template <class... M>
field_list(field<M>...) -> field_list<M...>;

/// The concatenation of two lists.
template <class... A, class... B>
constexpr field_list<A..., B...> operator+(const field_list<A...>& a, const field_list<B...>& b) {
    return [&]<std::size_t... I, std::size_t... J>(std::index_sequence<I...>, std::index_sequence<J...>) {
        return field_list<A..., B...>{detail::nth_field<I>(a)..., detail::nth_field<J>(b)...};
    }(std::index_sequence_for<A...>{}, std::index_sequence_for<B...>{});
}

/// A pack of parameters: lists its members once, as `static constexpr auto fields()` returning a `field_list`.
template <class P>
concept Parameters = requires { std::remove_cvref_t<P>::fields(); };

/// The pack of a policy without parameters.
struct no_parameters {
    static constexpr auto fields() { return field_list{}; }
};

NEXTCLICK_END_NAMESPACE
