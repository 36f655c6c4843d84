// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/core/random.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The query of an event is its own encoded row: q = h_t. Copies nothing if every row is a query row.
struct last {
    static constexpr history::need reads{};
    static std::string name() { return "last"; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> h, tape<T>&) const {
        if (steps.query_rows.empty()) return h;
        return gathered_rows<T>(run.memory, h, steps.query_rows);
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps& steps, view<const T> dq,
                           const tape<T>&) const {
        if (steps.query_rows.empty()) return dq;
        auto dh = run.memory.take_zeros<T>(steps.rows(), dq.cols);
        scatter_rows<T>(dq, steps.query_rows, dh);
        return dh;
    }
};
static_assert(Pooling<last>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
