// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "nextclick/core/config.hpp"

/// How a combination of policies (encoder::stack, input::dropout) refuses a part that is no policy of the right family: its primary
/// template, for any types, derives from `no_policy`, and its specialisation for policies is the combination.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
template <class... Parts>
struct no_parts {
    static_assert(sizeof...(Parts) > 0, "a combination of policies (a stack, join, sum or multi_stream) is made of at least one policy");
};
template <class... Faults>
struct first_of {
    using type = void;
};
template <class First, class... Rest>
struct first_of<First, Rest...> {
    using type = First;
};
template <class... Rest>
struct first_of<void, Rest...> : first_of<Rest...> {};
}  // namespace detail

/// The first of these that is not void; void if there is none.
template <class... Faults>
using first_fault = typename detail::first_of<Faults...>::type;

/// `Faults`: of each part, void if the part is a policy of its family. The static assertion of the first fault, `why`, says which part it
/// is and what that lacks, when an object is made or when a model of the combination is named; what uses that model reports nothing else.
/// The constructor, which takes any values, is the primary template's own: an inherited one would be one more step in the diagnosis.
template <class... Faults>
struct no_policy {
    static constexpr bool is_no_policy = true;
    using why = first_fault<Faults..., detail::no_parts<>>;
};
template <class P>
concept NoPolicy = requires { requires P::is_no_policy; };

namespace detail {
template <class Part, class Fault>
struct why_of {
    using type = Fault;
};
template <NoPolicy Part, class Fault>
struct why_of<Part, Fault> {
    using type = typename Part::why;
};
}  // namespace detail

/// Why a part is no policy: what is wrong within it if it is a combination, and `Fault` otherwise.
template <class Part, class Fault = void>
using why_no_policy = typename detail::why_of<Part, Fault>::type;
/// The fault of a part: `Otherwise`, which is void if nothing is wrong, if it is a policy of its family. Each family defines an alias,
/// `part_fault`.
template <bool IsPolicy, class Part, class Fault, class Otherwise = void>
using fault_of_part = std::conditional_t<IsPolicy, Otherwise, why_no_policy<Part, Fault>>;
/// The fault of a part that a combination cannot take although it is a policy.
template <bool Holds, class Fault>
using fault_unless = std::conditional_t<Holds, void, Fault>;

NEXTCLICK_END_NAMESPACE
