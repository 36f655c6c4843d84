// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

// Of what is no input with a width of its own.
template <class Inner>
struct norm_clipped : no_policy<own_width_fault<Inner>> {
    constexpr norm_clipped(const auto&...) { static_assert(sizeof(typename norm_clipped::why) > 0); }
};
/// Rows of another input, clipped to length `max_norm`: a longer row is scaled to that length, y = x max_norm / |x|, and the
/// gradient is propagated through the norm, dx = (dy - y (y . dy) / max_norm^2) max_norm / |x|. The table itself is not clipped: an
/// output that shares it scores against the unclipped rows. As in STAMP's code, with 1 for Yoochoose and 1.5
/// for Diginetica (max_norm of TensorFlow's embedding lookup).
/// shapes  those of the inner input.   cost  element-wise: two passes over the rows, forward and backward
/// errors  `argument_error` if `max_norm` is not above 0
template <OwnWidth Inner>
struct norm_clipped<Inner> {
    [[no_unique_address]] Inner inner{};
    double max_norm = 1;

    static constexpr bool folded = false;
    static constexpr history::need reads = history::of<Inner>();
    static std::string name() { return "norm_clipped<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &norm_clipped::inner}, field{"longest", &norm_clipped::max_norm}}; }
    template <class S>
    using parameters = typename Inner::template parameters<S>;
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        view<const T> y;      ///< the rows after clipping
        std::span<T> factor;  ///< per row, 1 where it was not clipped
    };

    static constexpr std::size_t columns = column_count<Inner>;
    template <class Self, class F>
    static void for_each_member(Self& self, const F& f) {
        f(self.inner);
    }

    constexpr std::size_t item_width() const requires HasItemTable<Inner> { return width_of_items(inner); }
    constexpr std::size_t width() const { return inner.width(); }
    constexpr cost::layer cost(std::size_t folded_width) const { return inner.cost(folded_width); }
    template <class P>
    static auto& item_table(P& p) requires HasItemTable<Inner> {
        return Inner::item_table(p);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, random_stream random) const {
        if (!(max_norm > 0 && std::isfinite(max_norm)))
            throw argument_error("input::norm_clipped: max_norm is " + std::to_string(max_norm) +
                                 "; give the length that a row may have, a finite number above 0");
        inner.initialise(p, items, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        const view<const T> x = inner.forward(p, run, rows, t.inner);
        const auto y = run.memory.take<T>(x.rows, x.cols);
        t.factor = run.memory.take_span<T>(x.rows);
        for (std::size_t r = 0; r < x.rows; ++r) {
            const auto row = y.row(r);
            std::copy_n(x.row(r).data(), x.cols, row.data());
            const T norm = std::sqrt(simd::sum_squares(x.row(r))), max = static_cast<T>(max_norm);
            t.factor[r] = norm > max ? max / norm : T(1);
            if (t.factor[r] != T(1)) simd::scale(t.factor[r], row);
        }
        return t.y = y;
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows, view<const T> dy,
                  const tape<T>& t) const {
        const auto dx = run.memory.take<T>(dy.rows, dy.cols);
        for (std::size_t r = 0; r < dy.rows; ++r) {
            const auto row = dx.row(r);
            std::copy_n(dy.row(r).data(), dy.cols, row.data());
            if (t.factor[r] == T(1)) continue;
            const T along = simd::dot(t.y.row(r), dy.row(r)) / static_cast<T>(max_norm * max_norm);
            simd::axpy(-along, t.y.row(r), row);  // removes the component along the row, which clipping cancels
            simd::scale(t.factor[r], row);
        }
        inner.backward(p, dp, run, rows, view<const T>(dx), t.inner);
    }
};

}  // namespace input
NEXTCLICK_END_NAMESPACE
