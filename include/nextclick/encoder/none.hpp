// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/encoder/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// No encoder: the pooling reads the input rows (STAMP, averages of embeddings).
struct none {
    static constexpr history::need reads{};
    static std::string name() { return "none"; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const {}

    template <class T>
    view<const T> forward(const no_parameters&, pass&, const packed_steps&, view<const T> x, const lane_states<T>&, tape<T>&) const {
        return x;
    }
    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass&, const packed_steps&, view<const T> dy, const tape<T>&) const {
        return dy;
    }
};
static_assert(Encoder<none>);

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
