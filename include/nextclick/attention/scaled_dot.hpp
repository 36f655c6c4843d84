// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/attention/dot.hpp"

namespace nextclick::inline NEXTCLICK_ABI::attention {

/// s = h_t . h_j / sqrt(H), so that scores of wide rows do not saturate the softmax. Source: Vaswani et al. 2017.
struct scaled_dot : of_rows, dot_pairs {
    static std::string name() { return "scaled_dot"; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys) const { return dot{}.cost(in, keys); }

    template <class T>
    projected<const T> project(const no_parameters&, pass& run, const sources<const T>& in, tape<T>&) const {
        return {scaled<T>(run, in.asked), in.rows};
    }
    template <class T>
    void project_backward(const no_parameters& p, no_parameters& dp, pass& run, const sources<const T>& in,
                          const tape<T>& t, const projected<const T>& up, const sources<T>& to) const {
        of_rows::project_backward(p, dp, run, in, t, projected<const T>{scaled<T>(run, up.query), up.key}, to);
    }

private:
    template <class T>
    static view<const T> scaled(pass& run, view<const T> x) {
        const T factor = 1 / std::sqrt(static_cast<T>(x.cols));
        auto y = run.memory.take<T>(x.rows, x.cols);
        for (std::size_t i = 0; i < x.rows; ++i) {
            std::copy_n(x.row(i).data(), x.cols, y.row(i).data());
            simd::scale(factor, y.row(i));
        }
        return y;
    }
};
static_assert(Scoring<scaled_dot>);

}  // namespace nextclick::inline NEXTCLICK_ABI::attention
