// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "nextclick/core/members.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
template <class I>
concept OneStream = Combinable<I> && stream_count<I> == 0;
template <class Part>
struct several_streams {
    static_assert(stream_count<Part> == 0,
                  "a member of this input is an input::multi_stream, which feeds several streams: give its members in its place, or put a "
                  "sum within it, as one of its members");
};
template <class Part>
using one_stream_fault = first_fault<part_fault<Part>, fault_unless<OneStream<Part>, several_streams<Part>>>;
}  // namespace detail

/// Base of inputs with several members: join, sum, multi_stream. If exactly one member owns an item table, `output::tied` can
/// share it.
template <class... Members>
struct members : member_list<Members...> {
    using chain = typename member_list<Members...>::chain;
    using member_list<Members...>::member_list;

    static constexpr std::size_t columns = (column_count<Members> + ...);
    static constexpr std::size_t item_tables = (item_table_count<Members> + ...);

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
