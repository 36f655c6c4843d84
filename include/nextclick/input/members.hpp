// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <utility>

#include "nextclick/core/members.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// What inputs made of several have in common: join, sum, parallel. The member that owns a table of items, if it is the only
/// one, lends it to `output::tied`.
template <class... Members>
struct members : member_chain<0, Members...> {
    using chain = member_chain<0, Members...>;
    static_assert(sizeof...(Members) > 0 && sizeof...(Members) <= max_members, "inputs are made of 1 to 12 members");

    static constexpr history::need reads = (history::of<Members>() | ...);
    static constexpr std::size_t columns = (column_count<Members> + ...);
    static constexpr std::size_t item_tables = (item_table_count<Members> + ...);

    constexpr members() = default;
    /// Members with options or dynamic widths, in order.
    constexpr explicit members(Members... given) { assign_members(static_cast<chain&>(*this), std::move(given)...); }

    /// Member I, to set its options.
    template <std::size_t I>
    constexpr auto& get() {
        return member_at<I>(static_cast<chain&>(*this));
    }
    template <class Self, class F>
    static void for_each_member(Self& self, const F& f) {
        chain::each(f, self);
    }

    template <class P>
    static auto& item_table(P& p) requires((HasItemTable<Members> || ...) && item_tables == 1) {
        return table_among<Members...>(p);
    }
    constexpr std::size_t item_width() const requires((HasItemTable<Members> || ...) && item_tables == 1) {
        std::size_t width = 0;
        chain::each(
            [&]<class Member>(const Member& member) {
                if constexpr (HasItemTable<Member>) width = width_of_items(member);
            },
            *this);
        return width;
    }

protected:
    /// What f says of each member, added up.
    template <class Sum, class F>
    constexpr Sum total(Sum start, const F& f) const {
        chain::each([&](const auto& member) { start = start + f(member); }, *this);
        return start;
    }

private:
    template <class First, class... Rest, class P>
    static auto& table_among(P& p) {
        if constexpr (HasItemTable<First>)
            return First::item_table(p.first);
        else
            return table_among<Rest...>(p.rest);
    }
};

}  // namespace input
NEXTCLICK_END_NAMESPACE
