// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/pooling/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// The constant 1: q = [1]. In a join it adds a column of the items' rows to their scores, as a computed bias
/// (encoder::with_one is its counterpart in the rows).
struct one {
    static constexpr history::need reads{};
    static std::string name() { return "one"; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {
        std::size_t width;  // of h
    };

    constexpr std::size_t width(std::size_t) const { return 1; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        t.width = h.cols;
        const auto q = run.memory.take<T>(steps.queries(), 1);
        std::fill_n(q.data, q.rows, T(1));
        return q;
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps& steps, view<const T>,
                           const tape<T>& t) const {
        return run.memory.take_zeros<T>(steps.rows(), t.width);
    }
};
static_assert(Pooling<one>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
