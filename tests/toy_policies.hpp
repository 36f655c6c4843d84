// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/encoder/none.hpp"
#include "nextclick/pooling/last.hpp"

/// Minimal policies with one property each that no policy of the library has alone.
namespace toy {

namespace nc = nextclick;

/// Calls f(lane, length) for every lane of a batch.
template <class F>
void for_lanes(const nc::packed_steps& steps, const F& f) {
    for (std::size_t l = 0; l < steps.lanes(); ++l) {
        std::size_t length = 0;
        while (length < steps.count() && steps.lanes(length) > l) ++length;
        f(l, length);
    }
}

/// Looks back: the query is the mean of the rows so far.
struct mean_so_far : nc::pooling::last {
    static constexpr nc::history::need reads = {nc::history::session::window};
    static std::string name() { return "mean_so_far"; }

    template <class T>
    nc::view<const T> forward(const nc::no_parameters& p, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> h,
                              tape<T>& t) const {
        auto sums = run.memory.take_zeros<T>(h.rows, h.cols);
        for_lanes(steps, [&](std::size_t l, std::size_t length) {
            for (std::size_t s = 0; s < length; ++s) {
                const std::size_t row = steps.first(s) + l;
                for (std::size_t c = 0; c < h.cols; ++c) sums(row, c) = h(row, c) + (s == 0 ? T(0) : sums(steps.first(s - 1) + l, c));
            }
        });
        for (std::size_t s = 0; s < steps.count(); ++s)
            for (std::size_t row = steps.first(s); row < steps.first(s) + steps.lanes(s); ++row)
                for (T& x : sums.row(row)) x /= static_cast<T>(s + 1);
        return nc::pooling::last::forward<T>(p, run, steps, sums, t);
    }
    template <class T>
    nc::view<const T> backward(const nc::no_parameters& p, nc::no_parameters& dp, nc::pass& run, const nc::packed_steps& steps,
                               nc::view<const T> dq, const tape<T>& t) const {
        const auto d_mean = nc::pooling::last::backward<T>(p, dp, run, steps, dq, t);
        auto dh = run.memory.take_zeros<T>(d_mean.rows, d_mean.cols);
        for_lanes(steps, [&](std::size_t l, std::size_t length) {
            for (std::size_t s = 0; s < length; ++s)
                for (std::size_t before = 0; before <= s; ++before)
                    for (std::size_t c = 0; c < dh.cols; ++c)
                        dh(steps.first(before) + l, c) += d_mean(steps.first(s) + l, c) / static_cast<T>(s + 1);
        });
        return dh;
    }
};
static_assert(nc::pooling::Pooling<mean_so_far>);

/// Not causal: a row less the mean of its whole lane.
struct centred : nc::encoder::none {
    static constexpr nc::history::need reads = {nc::history::session::whole};
    static std::string name() { return "centred"; }

    template <class T>
    nc::view<const T> forward(const nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x,
                              const nc::encoder::lane_states<T>&, tape<T>&) const {
        return less_the_mean(run, steps, x);
    }
    template <class T>
    nc::view<const T> backward(const nc::no_parameters&, nc::no_parameters&, nc::pass& run, const nc::packed_steps& steps,
                               nc::view<const T> dy, const tape<T>&) const {
        return less_the_mean(run, steps, dy);  // a symmetric matrix
    }

private:
    template <class T>
    static nc::view<const T> less_the_mean(nc::pass& run, const nc::packed_steps& steps, nc::view<const T> x) {
        auto y = run.memory.take<T>(x.rows, x.cols);
        for_lanes(steps, [&](std::size_t l, std::size_t length) {
            for (std::size_t c = 0; c < x.cols; ++c) {
                T mean = 0;
                for (std::size_t s = 0; s < length; ++s) mean += x(steps.first(s) + l, c) / static_cast<T>(length);
                // Half of the mean, so that a lane of one click is not all zeros.
                for (std::size_t s = 0; s < length; ++s) y(steps.first(s) + l, c) = x(steps.first(s) + l, c) - mean / 2;
            }
        });
        return y;
    }
};
static_assert(nc::encoder::Encoder<centred>);

/// Wraps another encoder and declares that it is not causal.
template <nc::encoder::Encoder E>
struct declared_not_causal : E {
    static constexpr nc::history::need reads = {nc::history::session::whole};
};

}  // namespace toy
