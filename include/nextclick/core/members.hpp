// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/fields.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace detail {
inline constexpr std::string_view positions[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"};
}
inline constexpr std::size_t max_members = std::size(detail::positions);

/// Policies side by side, from position I on, as a chain: compiles faster than a flat tuple. Parameters and tapes are chains
/// alike, and parameters are named by position: "0.items", "1.categories". What the policies do together is up to whoever
/// derives from it.
template <std::size_t I, class... Members>
struct member_chain {  // behind the last
    static std::string name() { return {}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};
    template <class F, class Self, class... Beside>
    static constexpr void each(const F&, Self&, Beside&...) {}
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

    /// Calls f(member, its part of each chain beside...) in order: parameters, gradients, tapes.
    template <class F, class Self, class... Beside>
    static constexpr void each(const F& f, Self& self, Beside&... beside) {
        f(self.first, beside.first...);
        rest_type::each(f, self.rest, beside.rest...);
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

/// Gives the members of a chain their options, in order.
template <class Chain, class First, class... Rest>
constexpr void assign_members(Chain& chain, First first, Rest... rest) {
    chain.first = std::move(first);
    if constexpr (sizeof...(Rest) > 0) assign_members(chain.rest, std::move(rest)...);
}

NEXTCLICK_END_NAMESPACE
