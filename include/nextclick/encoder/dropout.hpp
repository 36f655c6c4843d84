// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/dropout.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

/// Inverted dropout between two layers. Unlike `recurrent::dropout` it does not change the carried state.
struct dropout {
    double probability = 0.5;

    static constexpr history::need reads{};
    static std::string name() { return "dropout"; }
    static constexpr auto options() { return field_list{field{"probability", &dropout::probability}}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {
        view<T> mask;
    };

    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    void initialise(no_parameters&, std::size_t, random_stream) const { check_probability(probability, "encoder::dropout"); }

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const packed_steps& steps, view<const T> x, const lane_states<T>&,
                          tape<T>& t) const {
        const random_stream random = run.next_site();
        t.mask = {};
        if (!run.training || probability == 0) return x;
        t.mask = row_dropout<T>(run, x.rows, x.cols, steps.whole.rows, probability, random);
        return masked_rows(run, x, t.mask);
    }

    template <class T>
    view<const T> backward(const no_parameters&, no_parameters&, pass& run, const packed_steps&, view<const T> dy, const tape<T>& t) const {
        return masked_rows(run, dy, t.mask);
    }
};
static_assert(Encoder<dropout>);

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
