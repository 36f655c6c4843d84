// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/check/forward_backward.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace check {

NEXTCLICK_INLINE std::vector<double> draw(std::size_t n, double deviation, std::uint64_t seed) {
    std::vector<double> x(n);
    for (std::size_t i = 0; i < n; ++i) x[i] = deviation * random_stream{7, seed}.normal(i);
    return x;
}

NEXTCLICK_INLINE void fill_with_nan(workspace& memory) {
    memory.reset();
    std::ranges::fill(memory.take_span<double>(memory.capacity() / sizeof(double)), std::numeric_limits<double>::quiet_NaN());
    memory.reset();
}

NEXTCLICK_INLINE void record_unwritten(gradient_report& report, std::string_view path, view<const double> x) {
    for (std::size_t r = 0; r < x.rows; ++r)
        for (std::size_t c = 0; c < x.cols; ++c)
            if (!std::isfinite(x(r, c))) report.record(path, r * x.cols + c, 0, x(r, c));
}

NEXTCLICK_INLINE void input_values::take(view<const double> g, double minus) {
    gradient.clear();
    for (std::size_t r = 0; r < g.rows; ++r)
        for (const double x : g.row(r)) gradient.push_back(x - minus);
}

}  // namespace check
namespace check::detail {

NEXTCLICK_INLINE double dot(view<const double> y, const std::vector<double>& weights) {
    double sum = 0;
    for (std::size_t r = 0; r < y.rows; ++r)
        for (std::size_t c = 0; c < y.cols; ++c) sum += weights[r * y.cols + c] * y(r, c);
    return sum;
}

NEXTCLICK_INLINE void fill(row_gradient<double>& g, std::uint64_t& position) {
    for (item_index r = 0; r < g.rows; r += 2)
        for (double& x : g.row(r)) x = random_stream{7, 2}.normal(position++);
}

}  // namespace check::detail

NEXTCLICK_END_NAMESPACE
