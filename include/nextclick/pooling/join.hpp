// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <utility>

#include "nextclick/core/members.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

// For parts one of which is not a pooling: reports it.
template <class... Parts>
struct join : no_policy<part_fault<Parts>...> {
    constexpr join(const auto&...) { static_assert(sizeof(typename join::why) > 0); }
};
/// Poolings side by side: q = [first(h); second(h); ...]. Parameters are named by position: "0.query", "1.weights".
template <Combinable First, Combinable... Rest>
struct join<First, Rest...> : member_list<First, Rest...> {
    using base = member_list<First, Rest...>;

    constexpr join() = default;
    /// Poolings with options or dynamic widths, in order.
    constexpr explicit join(First first, Rest... rest) : base(std::move(first), std::move(rest)...) {}
    static std::string name() { return "join<" + base::name() + ">"; }
    template <class T>
    struct tape {
        typename base::template tape<T> parts;
        std::size_t in;  // width of h
    };

    constexpr std::size_t width(std::size_t in) const {
        return this->total(std::size_t{0}, [&](const auto& pool) { return pool.width(in); });
    }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return this->total(cost::layer{}, [&](const auto& pool) { return cost::of_row(pool, in, keys); });
    }
    template <class P>
    void initialise(P& p, std::size_t in, random_stream random) const {
        std::size_t i = 0;
        base::each([&](const auto& pool, auto& own) { pool.initialise(own, in, random.fork(i++)); }, *this, p);
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h,
                          tape<T>& t) const {
        const auto q = run.memory.take<T>(steps.queries(), width(h.cols));
        t.in = h.cols;
        std::size_t at = 0;
        base::each(
            [&](const auto& pool, const auto& own, auto& own_tape) {
                const view<const T> part = pool.forward(own, run, steps, h, own_tape);
                copy_rows<T>(part, q.col_block(at, part.cols));
                at += part.cols;
            },
            *this, p, t.parts);
        return q;
    }
    template <class T>
    view<const T> backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp,
                           pass& run, const packed_steps& steps, view<const T> dq, const tape<T>& t) const {
        const auto dh = run.memory.take_zeros<T>(steps.rows(), t.in);
        std::size_t at = 0;
        base::each(
            [&](const auto& pool, const auto& own, auto& d_own, const auto& own_tape) {
                const std::size_t width = pool.width(t.in);
                const view<const T> d = pool.backward(own, d_own, run, steps, dq.col_block(at, width), own_tape);
                add_rows<T>(d, dh);
                at += width;
            },
            *this, p, dp, t.parts);
        return dh;
    }
};
static_assert(Pooling<join<last, last>>);

template <class... Parts>
join(Parts...) -> join<Parts...>;

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
