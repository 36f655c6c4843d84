// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/pooling/concept.hpp"
#include "nextclick/rows/lane_order.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The events of the session so far, weighted by their recency,
/// q_t = sum of h_j / (1 + t - j) over j <= t (Twardowski's MF models, docs/models.md 3.3).
/// cost  a multiply-add an element and pair of query and earlier row
struct recency {
    static constexpr history::need reads = {history::session::window};
    static std::string name() { return "recency"; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width(std::size_t in) const { return in; }
    /// `keys` as in `attend`; the query row itself has weight 1 and is not counted.
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return {.forward = (keys - 1) * in, .backward = (keys - 1) * in};
    }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> h, tape<T>&) const {
        const auto q = run.memory.take_zeros<T>(steps.queries(), h.cols);
        for_pairs<T>(run, steps, h.cols, [&](T share, std::size_t query, std::size_t row) { simd::axpy(share, h.row(row), q.row(query)); });
        return q;
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps& steps, view<const T> dq,
                           const tape<T>&) const {
        const auto dh = run.memory.take_zeros<T>(steps.rows(), dq.cols);
        for_pairs<T>(run, steps, dq.cols,
                     [&](T share, std::size_t query, std::size_t row) { simd::axpy(share, dq.row(query), dh.row(row)); });
        return dh;
    }

private:
    /// Calls f(1 / (1 + t - j), query of t, row j) for all pairs; one thread processes a lane, in order.
    template <class T, class F>
    static void for_pairs(pass& run, const packed_steps& steps, std::size_t width, const F& f) {
        const lane_order lanes(run.memory, steps);
        share_rows(run, lanes.lanes(), lanes.pairs * width, [&](pass&, std::size_t first, std::size_t n) {
            for (std::size_t l = first; l < first + n; ++l)
                for (std::size_t i = lanes.query_begin[l]; i < lanes.query_begin[l + 1]; ++i)
                    for (std::size_t j = 0; j < lanes.visible[i]; ++j)
                        f(T(1) / static_cast<T>(lanes.visible[i] - j), lanes.query[i], lanes.row[lanes.row_begin[l] + j]);
        });
    }
};
static_assert(Pooling<recency>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
