// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <utility>

#include "nextclick/input/members.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
template <class... I>
concept OfOneKind = (I::folded && ...) || (!I::folded && ...);
template <class... Members>
struct of_two_kinds {
    static_assert(sizeof...(Members) == 0,
                  "input::sum: rows of some members are pre-activations (one_hot, projected), those of others are not; wrap the others in "
                  "input::projected");
};
}  // namespace detail

// Of members of which one is no input, or that differ in kind.
template <class... Members>
struct sum
    : no_policy<detail::one_stream_fault<Members>..., fault_unless<detail::OfOneKind<Members...>, detail::of_two_kinds<Members...>>> {
    constexpr sum(const auto&...) { static_assert(sizeof(typename sum::why) > 0); }
};
/// Inputs of one width, added: x = first + second + ... If its members are folded, so is the sum: sum<one_hot, projected<...>> is one
/// layer that reads [onehot ; ...], with the weights of each part in a parameter of its own.
/// Parameters are named by position: "0.items", "1.weights".
template <detail::OneStream... Members>
requires(sizeof...(Members) > 0) && detail::OfOneKind<Members...> struct sum<Members...> : members<Members...> {
    using base = members<Members...>;
    static constexpr bool folded = (Members::folded && ...);

    constexpr sum() = default;
    /// Members with options or dynamic widths, in order.
    constexpr explicit sum(Members... given) : base(std::move(given)...) {}

    static std::string name() { return "sum<" + base::name() + ">"; }

    constexpr std::size_t width() const { return this->first.width(); }
    constexpr cost::layer cost(std::size_t folded_width) const {
        return this->total(cost::layer{}, [&](const auto& member) { return member.cost(folded_width); });
    }

    /// Throws `argument_error` if members differ in width.
    template <class P>  // no_parameters does not name T
    void initialise(P& p, std::size_t items, random_stream random) const requires(!folded) {
        std::size_t i = 0;
        base::each(
            [&](const auto& member, auto& own) {
                if (member.width() != width())
                    throw argument_error("input::sum: member " + std::to_string(i) + " is " + std::to_string(member.width()) +
                                         " wide and the first " + std::to_string(width()) + "; give all the same width");
                member.initialise(own, items, random.fork(i++));
            },
            *this, p);
    }
    template <class P>
    void initialise_folded(P& p, std::size_t items, std::size_t width, std::size_t blocks, random_stream random) const requires folded {
        std::size_t i = 0;
        base::each([&](const auto& member, auto& own) { member.initialise_folded(own, items, width, blocks, random.fork(i++)); }, *this, p);
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const event_rows& rows,
                          typename base::template tape<T>& t) const {
        view<T> x;
        base::each(
            [&](const auto& member, const auto& own, auto& own_tape) {
                const view<const T> part = member.forward(own, run, rows, own_tape);
                if (x.data == nullptr)
                    x = copied_rows<T>(run.memory, part);
                else
                    add_rows<T>(part, x);
            },
            *this, p, t);
        return x;
    }
    template <class T>
    void backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp, pass& run,
                  const event_rows& rows, view<const T> dx, const typename base::template tape<T>& t) const {
        base::each([&](const auto& member, const auto& own, auto& d_own,
                       const auto& own_tape) { member.backward(own, d_own, run, rows, dx, own_tape); },
                   *this, p, dp, t);
    }
};

template <class... Members>
sum(Members...) -> sum<Members...>;

}  // namespace input
NEXTCLICK_END_NAMESPACE
