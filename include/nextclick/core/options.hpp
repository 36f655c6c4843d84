// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/pass.hpp"

/// What a policy can be told, listed once as `static constexpr auto options()` returning a `field_list` of its members. Files keep
/// the options that a model was made with, and `io::load` gives them back.
NEXTCLICK_BEGIN_NAMESPACE

template <class P>
concept HasOptions = requires {
    std::remove_cvref_t<P>::options();
};

/// Options that are arrays which a policy owns and files carry (io/arrays.hpp): shared, and constant.
/// A std::shared_ptr<const std::vector<E>>, told by its members: <memory> is half of what this header may weigh.
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

/// Calls f(path, option) for every option of a policy and of the policies within it, in the order listed: numbers, truth values,
/// enumerations, widths (`extent`), and whatever else a policy holds and lists. Paths read "input.inner.units". What has no options
/// and no members is passed over; what has members and lists none is given to f as it is. `policy` may be const.
template <class F, class P>
void for_each_option(const F& f, P& policy, const std::string& path = {}) {
    using type = std::remove_const_t<P>;
    if constexpr (HasOptions<type>) {
        static constexpr auto list = type::options();
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            const auto one = [&](const auto& option) {
                const std::string name(option.name);
                for_each_option(f, policy.*(option.member), path.empty() || name.empty() ? path + name : path + '.' + name);
            };
            (one(detail::nth_field<I>(list)), ...);
        }
        (std::make_index_sequence<decltype(type::options())::size>{});
    } else if constexpr (is_extent<type> || !std::is_empty_v<type>) {
        f(path, policy);
    }
}

NEXTCLICK_END_NAMESPACE
