// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// Prepends a 1 to the row: y = [1 ; x]. In the rows of items (output::item_tower) the 1 multiplies a number of the query that is added to
/// all its scores; pooling::one is its counterpart in the query.
struct with_one {
    static constexpr history::need reads{};
    static std::string name() { return "with_one"; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width(std::size_t in) const { return in + 1; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps&, view<const T> x, const lane_states<T>&, tape<T>&) const {
        const auto y = run.memory.take<T>(x.rows, x.cols + 1);
        for (std::size_t i = 0; i < x.rows; ++i) y(i, 0) = T(1);
        copy_rows<T>(x, y.col_block(1, x.cols));
        return y;
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass&, const packed_steps&, view<const T> dy, const tape<T>&) const {
        return dy.col_block(1, dy.cols - 1);
    }
};
static_assert(Encoder<with_one>);

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
