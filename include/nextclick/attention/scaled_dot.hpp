// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/attention/dot.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace attention {

/// s = h_t . h_j / sqrt(H), so that scores of wide rows do not saturate the softmax. Source: Vaswani et al. 2017.
struct scaled_dot : of_rows, dot_pairs {
    static std::string name() { return "scaled_dot"; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys) const { return dot{}.cost(in, keys); }

    template <class T>
    projected<const T> project(const no_parameters&, pass& run, const sources<const T>& in, tape<T>&) const {
        auto q = run.memory.take<T>(in.query_rows.rows, in.query_rows.cols);
        for (std::size_t i = 0; i < q.rows; ++i) {
            std::copy_n(in.query_rows.row(i).data(), q.cols, q.row(i).data());
            simd::scale(factor<T>(q.cols), q.row(i));
        }
        return {q, in.rows};
    }
    template <class T>
    void project_backward(const no_parameters&, no_parameters&, pass&, const sources<const T>& in, const tape<T>&,
                          const projected<const T>& up, const sources<T>& to) const {
        for (std::size_t i = 0; i < up.query.rows; ++i) simd::axpy(factor<T>(in.rows.cols), up.query.row(i), to.query_rows.row(i));
    }

private:
    template <class T>
    static T factor(std::size_t width) {
        return 1 / std::sqrt(static_cast<T>(width));
    }
};
static_assert(Scoring<scaled_dot>);

}  // namespace attention
NEXTCLICK_END_NAMESPACE
