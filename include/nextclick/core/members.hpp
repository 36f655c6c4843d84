// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/history.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
inline constexpr std::string_view positions[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
}
inline constexpr std::size_t max_members = std::size(detail::positions);

/// A chain of policies from position I on; it compiles faster than a flat tuple. Parameters and tapes are chains too, and
/// parameters are named by position: "0.items", "1.categories".
template <std::size_t I, class... Members>
struct member_chain {  // the end of the chain
    static std::string name() { return {}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};
    template <class F, class Self, class... Beside>
    static constexpr void each(const F&, Self&, Beside&...) {}
    template <class F, class Self, class... Beside>
    static constexpr void each_backwards(const F&, Self&, Beside&...) {}
};

template <std::size_t I, class First, class... Rest>
struct member_chain<I, First, Rest...> {
    using rest_type = member_chain<I + 1, Rest...>;
    [[no_unique_address]] First first{};
    [[no_unique_address]] rest_type rest{};

    static std::string name() { return First::name() + (sizeof...(Rest) > 0 ? ", " : "") + rest_type::name(); }
    static constexpr auto options() {
        return field_list{field<decltype(&member_chain::first)>{detail::positions[I], &member_chain::first},
                          field<decltype(&member_chain::rest)>{"", &member_chain::rest}};
    }
    template <class S>
    struct parameters {
        typename First::template parameters<S> first;
        typename rest_type::template parameters<S> rest;
        static constexpr auto fields() {
            return field_list{field<decltype(&parameters::first)>{detail::positions[I], &parameters::first},
                              field<decltype(&parameters::rest)>{"", &parameters::rest}};
        }
    };
    template <class T>
    struct tape {
        typename First::template tape<T> first;
        typename rest_type::template tape<T> rest;
    };

    /// Calls f(member, its element of each other chain...) in order; the other chains are parameters, gradients, tapes.
    template <class F, class Self, class... Beside>
    static constexpr void each(const F& f, Self& self, Beside&... beside) {
        f(self.first, beside.first...);
        if constexpr (sizeof...(Rest) > 0) rest_type::each(f, self.rest, beside.rest...);
    }
    /// The same from the last to the first.
    template <class F, class Self, class... Beside>
    static constexpr void each_backwards(const F& f, Self& self, Beside&... beside) {
        if constexpr (sizeof...(Rest) > 0) rest_type::each_backwards(f, self.rest, beside.rest...);
        f(self.first, beside.first...);
    }
    /// start + f(first) + f(second) + ..., in order.
    template <class Sum, class F>
    constexpr Sum total(Sum start, const F& f) const {
        if constexpr (sizeof...(Rest) > 0)
            return rest.total(start + f(first), f);
        else
            return start + f(first);
    }
};

/// Member K of a chain.
template <std::size_t K, class Chain>
constexpr auto& member_at(Chain& chain) {
    if constexpr (K == 0)
        return chain.first;
    else
        return member_at<K - 1>(chain.rest);
}

/// The base class of policies that combine others: input::join, encoder::stack, pooling::join and similar ones derive from it and
/// define how the members are combined.
template <class... Members>
struct member_list : member_chain<0, Members...> {
    using chain = member_chain<0, Members...>;
    static_assert(sizeof...(Members) > 0 && sizeof...(Members) <= max_members, "a policy is made of 1 to 12 members");

    static constexpr history::need reads = (history::of<Members>() | ...);

    constexpr member_list() = default;
    constexpr explicit member_list(Members... given) { assign(static_cast<chain&>(*this), std::move(given)...); }

    /// Member I, to set its options.
    template <std::size_t I>
    constexpr auto& get() {
        return member_at<I>(static_cast<chain&>(*this));
    }

private:
    template <class Chain, class First, class... Rest>
    static constexpr void assign(Chain& to, First first, Rest... rest) {
        to.first = std::move(first);
        if constexpr (sizeof...(Rest) > 0) assign(to.rest, std::move(rest)...);
    }
};

NEXTCLICK_END_NAMESPACE
