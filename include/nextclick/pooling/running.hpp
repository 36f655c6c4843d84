// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/pooling/concept.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// Running sums or means of the rows of a lane: one sum a lane, over the steps.
enum class running { sum, mean };

namespace detail {
/// Calls f(query, row, lane, step) for the queries of a step among lanes [first, first + n). `next` is the position from which the
/// step's queries are searched, and is advanced for the next step.
template <class F>
void for_queries(const packed_steps& steps, std::size_t t, std::size_t first, std::size_t n, std::size_t& next, const F& f) {
    const std::size_t begin = steps.first(t), end = steps.begin[t + 1];
    if (steps.query_rows.empty()) {
        for (std::size_t l = first; l < std::min(first + n, end - begin); ++l) f(begin + l, l);
        return;
    }
    for (; next < steps.query_rows.size() && steps.query_rows[next] < end; ++next)
        if (const std::size_t l = steps.query_rows[next] - begin; l >= first && l < first + n) f(next, l);
}
/// For backward: the first query of step t, searched downwards from that of step t + 1.
inline std::size_t first_query(const packed_steps& steps, std::size_t t, std::size_t from) {
    while (from > 0 && steps.query_rows[from - 1] >= steps.begin[t]) --from;
    return from;
}
template <class T>
T running_factor(running kind, std::size_t t) {
    return kind == running::mean ? T(1) / static_cast<T>(t + 1) : T(1);
}
}  // namespace detail

/// q (queries, H): sum or mean of the rows of the lane up to and including the query row.   cost  an addition an element
template <class T>
view<const T> running_forward(running kind, pass& run, const packed_steps& steps, view<const T> h) {
    auto q = run.memory.take<T>(steps.queries(), h.cols), sums = run.memory.take_zeros<T>(steps.lanes(), h.cols);
    share_rows(run, steps.lanes(), h.size(), [&](pass&, std::size_t first, std::size_t n) {
        std::size_t next = 0;
        for (std::size_t t = 0; t < steps.count() && steps.lanes(t) > first; ++t) {
            for (std::size_t l = first; l < std::min(first + n, steps.lanes(t)); ++l) simd::add(h.row(steps.first(t) + l), sums.row(l));
            detail::for_queries(steps, t, first, n, next, [&](std::size_t query, std::size_t lane) {
                std::copy_n(sums.row(lane).data(), h.cols, q.row(query).data());
                if (kind == running::mean) simd::scale(detail::running_factor<T>(kind, t), q.row(query));
            });
        }
    });
    return q;
}
/// Adds the gradient of the rows to dh (rows, H): every query adds its gradient to all rows up to its own.
template <class T>
void running_backward(running kind, pass& run, const packed_steps& steps, view<const T> dq, view<T> dh) {
    auto sums = run.memory.take_zeros<T>(steps.lanes(), dq.cols);
    share_rows(run, steps.lanes(), dh.size(), [&](pass&, std::size_t first, std::size_t n) {
        std::size_t from = steps.query_rows.size();
        for (std::size_t t = steps.count(); t-- > 0;) {
            from = detail::first_query(steps, t, from);
            std::size_t next = from;
            detail::for_queries(steps, t, first, n, next, [&](std::size_t query, std::size_t lane) {
                simd::axpy(detail::running_factor<T>(kind, t), dq.row(query), sums.row(lane));
            });
            for (std::size_t l = first; l < std::min(first + n, steps.lanes(t)); ++l) simd::add(sums.row(l), dh.row(steps.first(t) + l));
        }
    });
}

namespace detail {
template <running Kind>
struct running_pooling {
    static constexpr history::need reads = {history::session::window};
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> h, tape<T>&) const {
        return running_forward(Kind, run, steps, h);
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps& steps, view<const T> dq,
                           const tape<T>&) const {
        auto dh = run.memory.take_zeros<T>(steps.rows(), dq.cols);
        running_backward(Kind, run, steps, dq, dh);
        return dh;
    }
};
}  // namespace detail

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
