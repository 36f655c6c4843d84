// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>

#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/reversal.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

// Of what is no encoder of single sessions.
template <class Ahead, class Back = Ahead>
struct bidirectional : no_policy<of_sessions_fault<Ahead>, of_sessions_fault<Back>> {
    constexpr bidirectional(const auto&...) { static_assert(sizeof(typename bidirectional::why) > 0); }
};
/// Two encoders over every lane, one forwards from its first event, one backwards from its last: y = [fwd ; bwd], where bwd of an
/// event depends on that event and those after it. Not causal: in a whole session it would reveal the target, so a lane must be a
/// prefix that ends at its query row, and no state is carried from batch to batch.
/// shapes    x (rows, D) in, y (rows, H of fwd + H of bwd) out.   cost  both encoders, and the copies of x, y, dy, dx
template <OfSessions Ahead, OfSessions Back>
struct bidirectional<Ahead, Back> {
    [[no_unique_address]] Ahead fwd{};
    [[no_unique_address]] Back bwd{};

    static constexpr history::need reads = history::of<Ahead>() | history::of<Back>() | history::need{history::session::whole};
    static std::string name() { return "bidirectional<" + Ahead::name() + ", " + Back::name() + ">"; }
    static constexpr auto options() { return field_list{field{"fwd", &bidirectional::fwd}, field{"bwd", &bidirectional::bwd}}; }

    template <class S>
    struct parameters {
        typename Ahead::template parameters<S> fwd;
        typename Back::template parameters<S> bwd;
        static constexpr auto fields() { return field_list{field{"fwd", &parameters::fwd}, field{"bwd", &parameters::bwd}}; }
    };
    template <class T>
    struct tape {
        typename Ahead::template tape<T> fwd;
        typename Back::template tape<T> bwd;
        std::span<const std::uint32_t> reversal;
        packed_steps steps;  // in the order of bwd
        std::size_t middle;  // first column of bwd
    };

    constexpr std::size_t width(std::size_t in) const { return fwd.width(in) + bwd.width(in); }
    constexpr std::size_t forward_columns(std::size_t in) const { return fwd.width(in); }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return cost::of_row(fwd, in, keys) + cost::of_row(bwd, in, keys);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        fwd.initialise(p.fwd, in, random.fork(1));
        bwd.initialise(p.bwd, in, random.fork(2));
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x, const lane_states<T>&,
                          tape<T>& t) const {
        t.reversal = lane_reversal(steps, run.memory.take_span<std::uint32_t>(steps.rows()));
        t.middle = fwd.width(x.cols);
        const view<const T> a = fwd.forward(p.fwd, run, steps, x, fresh_states<T>(fwd, run, steps, x.cols), t.fwd);
        t.steps = reversed_steps(run.memory, steps, t.reversal);
        const view<const T> b = bwd.forward(p.bwd, run, t.steps, view<const T>(gathered_rows<T>(run.memory, x, t.reversal)),
                                            fresh_states<T>(bwd, run, steps, x.cols), t.bwd);
        const auto y = run.memory.take<T>(steps.rows(), a.cols + b.cols);
        copy_rows<T>(a, y.col_block(0, a.cols));
        scatter_rows<T>(b, t.reversal, y.col_block(a.cols, b.cols));  // reversing twice is the identity
        return y;
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dy, const tape<T>& t) const {
        const view<const T> a = fwd.backward(p.fwd, dp.fwd, run, steps, dy.col_block(0, t.middle), t.fwd);
        const view<const T> behind = gathered_rows<T>(run.memory, dy.col_block(t.middle, dy.cols - t.middle), t.reversal);
        const view<const T> b = bwd.backward(p.bwd, dp.bwd, run, t.steps, behind, t.bwd);
        const auto dx = run.memory.take<T>(steps.rows(), a.cols);
        for (std::size_t r = 0; r < dx.rows; ++r)
            for (std::size_t c = 0; c < dx.cols; ++c) dx(r, c) = a(r, c) + b(t.reversal[r], c);
        return dx;
    }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
