// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "nextclick/input/members.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
template <class I>
concept OfStream = OneStream<I> && I::folded;
template <class Part>
struct unfolded {
    static_assert(
        Part::folded,
        "input::multi_stream: each member makes pre-activations of its stream's first layer: one_hot, projected<...>, or a sum of "
        "such");
};
}  // namespace detail

// Of members of which one is no input of a stream.
template <class... Members>
struct multi_stream
    : no_policy<first_fault<detail::one_stream_fault<Members>, fault_unless<detail::OfStream<Members>, detail::unfolded<Members>>>...> {
    constexpr multi_stream(const auto&...) { static_assert(sizeof(typename multi_stream::why) > 0); }
};
/// An input for each stream of encoder::multi_stream: x = [x_0 | x_1 | ...], where x_k are pre-activations of the first layer of
/// stream k. Parameters are named by position: "0.items", "1.weights".
template <detail::OfStream... Members>
requires(sizeof...(Members) > 0) struct multi_stream<Members...> : members<Members...> {
    using base = members<Members...>;

    constexpr multi_stream() = default;
    /// Members with options or dynamic widths, in order.
    constexpr explicit multi_stream(Members... given) : base(std::move(given)...) {}

    static constexpr bool folded = true;
    static constexpr std::size_t stream_count = sizeof...(Members);
    static std::string name() { return "parallel<" + base::name() + ">"; }  // the word of model files
    template <class T>
    struct tape {
        typename base::template tape<T> members;
        std::array<view<const T>, stream_count> parts;
    };

    constexpr std::size_t width() const { return 0; }  // the encoder's `folded_width()`
    constexpr cost::layer cost(const std::array<folded_part, stream_count>& parts) const {
        std::size_t k = 0;
        return this->total(cost::layer{}, [&](const auto& member) { return member.cost(parts[k++].width); });
    }

    template <class P>
    void initialise_folded(P& p, std::size_t items, const std::array<folded_part, stream_count>& parts, random_stream random) const {
        std::size_t k = 0;
        base::each(
            [&](const auto& member, auto& own) {
                member.initialise_folded(own, items, parts[k].width, parts[k].blocks, random.fork(k));
                ++k;
            },
            *this, p);
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        std::size_t k = 0, width = 0, at = 0;
        base::each(
            [&](const auto& member, const auto& own, auto& own_tape) {
                t.parts[k] = member.forward(own, run, rows, own_tape);
                width += t.parts[k++].cols;
            },
            *this, p, t.members);
        const auto x = run.memory.take<T>(rows.item.size(), width);
        for (const auto& part : t.parts) {
            copy_rows<T>(part, x.col_block(at, part.cols));
            at += part.cols;
        }
        return x;
    }
    template <class T>
    void backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp, pass& run,
                  const event_rows& rows, view<const T> dx, const tape<T>& t) const {
        std::size_t k = 0, at = 0;
        base::each(
            [&](const auto& member, const auto& own, auto& d_own, const auto& own_tape) {
                const std::size_t width = t.parts[k++].cols;
                member.backward(own, d_own, run, rows, dx.col_block(at, width), own_tape);
                at += width;
            },
            *this, p, dp, t.members);
    }
};

template <class... Members>
multi_stream(Members...) -> multi_stream<Members...>;

}  // namespace input
NEXTCLICK_END_NAMESPACE
