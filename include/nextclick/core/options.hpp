// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/pass.hpp"

/// The options of a policy, listed once as `static constexpr auto options()` returning a `field_list` of its members. Model files
/// store the options of a model, and `io::load` restores them.
NEXTCLICK_BEGIN_NAMESPACE

template <class P>
concept HasOptions = requires { std::remove_cvref_t<P>::options(); };

/// Options that are arrays which a policy owns and files carry (io/arrays.hpp): shared, and constant.
/// A std::shared_ptr<const std::vector<E>>, recognised by its members, because including <memory> costs half of this header's budget.
template <class V>
inline constexpr bool is_owned_array = requires(const V& array) {
    typename V::element_type::value_type;
    array.use_count();
    array->data();
    requires std::is_const_v<typename V::element_type>;
};

template <class T>
inline constexpr bool is_extent = false;
template <std::size_t N>
inline constexpr bool is_extent<extent<N>> = true;

namespace detail {
/// The path of an option of the policy at `policy`; one of them may be empty.
std::string option_path(const std::string& policy, std::string_view option);
}  // namespace detail

/// Calls f(path, option) for every option of a policy and of the policies within it, in the order listed: numbers, booleans,
/// enumerations, widths (`extent`), and any other member that a policy lists. Paths read "input.inner.units". Types without options
/// and members are skipped; types with members but without options are passed to f as they are. `policy` may be const.
template <class F, class P>
void for_each_option(const F& f, P& policy, const std::string& path = {}) {
    using type = std::remove_const_t<P>;
    if constexpr (HasOptions<type>) {
        static constexpr auto list = type::options();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto one = [&](const auto& option) {
                for_each_option(f, policy.*(option.member), detail::option_path(path, option.name));
            };
            (one(detail::nth_field<I>(list)), ...);
        }(std::make_index_sequence<decltype(type::options())::size>{});
    } else if constexpr (is_extent<type> || !std::is_empty_v<type>) {
        f(path, policy);
    }
}

/// Calls f(member) for a policy and for every policy and option within it.
template <class F, class P>
void for_each_policy(const F& f, const P& policy) {
    f(policy);
    if constexpr (HasOptions<P>) {
        static constexpr auto list = P::options();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (for_each_policy(f, policy.*(detail::nth_field<I>(list).member)), ...);
        }(std::make_index_sequence<decltype(P::options())::size>{});
    }
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/options.ipp"
#endif
