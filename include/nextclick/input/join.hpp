// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <utility>

#include "nextclick/input/members.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

// Of members of which one is no input with a width of its own.
template <class... Members>
struct join : no_policy<own_width_fault<Members>...> {
    constexpr join(const auto&...) { static_assert(sizeof(typename join::why) > 0); }
};
/// Inputs side by side: x = [first ; second ; ...]. If exactly one member owns an item table, `output::tied` can share
/// it. Parameters are named by position: "0.items", "1.categories".
template <OwnWidth... Members>
requires(sizeof...(Members) > 0) struct join<Members...> : members<Members...> {
    using base = members<Members...>;

    constexpr join() = default;
    /// Members with options or dynamic widths, in order.
    constexpr explicit join(Members... given) : base(std::move(given)...) {}

    static constexpr bool folded = false;
    static std::string name() { return "join<" + base::name() + ">"; }

    constexpr std::size_t width() const {
        return this->total(std::size_t{0}, [](const auto& member) { return member.width(); });
    }
    constexpr cost::layer cost(std::size_t) const {
        return this->total(cost::layer{}, [](const auto& member) { return member.cost(0); });
    }

    template <class P>  // no_parameters does not name T
    void initialise(P& p, std::size_t items, random_stream random) const {
        std::size_t i = 0;
        base::each([&](const auto& member, auto& own) { member.initialise(own, items, random.fork(i++)); }, *this, p);
    }
    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const event_rows& rows,
                          typename base::template tape<T>& t) const {
        const auto x = run.memory.take<T>(rows.item.size(), width());
        std::size_t at = 0;
        base::each(
            [&](const auto& member, const auto& own, auto& own_tape) {
                const view<const T> part = member.forward(own, run, rows, own_tape);
                copy_rows<T>(part, x.col_block(at, part.cols));
                at += part.cols;
            },
            *this, p, t);
        return x;
    }
    template <class T>
    void backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp, pass& run,
                  const event_rows& rows, view<const T> dx, const typename base::template tape<T>& t) const {
        std::size_t at = 0;
        base::each(
            [&](const auto& member, const auto& own, auto& d_own, const auto& own_tape) {
                member.backward(own, d_own, run, rows, dx.col_block(at, member.width()), own_tape);
                at += member.width();
            },
            *this, p, dp, t);
    }
};

template <class... Members>
join(Members...) -> join<Members...>;

}  // namespace input
NEXTCLICK_END_NAMESPACE
