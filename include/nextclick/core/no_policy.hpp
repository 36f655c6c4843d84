// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <initializer_list>
#include <tuple>
#include <type_traits>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Base of a combination of policies (encoder::stack, pooling::join) if one of its parts is not a policy. The combination has a type
/// `why`, whose static assertion names the part and what it lacks. The assertion fails when an object of the combination is made, or
/// when a model that contains it is named; code that uses the model causes no further error.
struct no_policy {
    static constexpr bool is_no_policy = true;
};
template <class P>
concept NoPolicy = requires { requires P::is_no_policy; };

namespace detail {
constexpr std::size_t first_false(std::initializer_list<bool> all) {
    std::size_t i = 0;
    for (const bool x : all) {
        if (!x) return i;
        ++i;
    }
    return 0;
}
template <template <class> class Fault, class Part>
consteval auto fault_of_part() {
    if constexpr (NoPolicy<Part>)
        return std::type_identity<typename Part::why>{};
    else
        return std::type_identity<Fault<Part>>{};
}
}  // namespace detail

/// The fault of the first part (of a tuple) that is not a policy: Fault<Part>, or the `why` of a part that is a combination itself.
template <template <class> class Fault, class Parts, bool... IsPolicy>
using first_fault =
    typename decltype(detail::fault_of_part<Fault, std::tuple_element_t<detail::first_false({IsPolicy...}), Parts>>())::type;

NEXTCLICK_END_NAMESPACE
