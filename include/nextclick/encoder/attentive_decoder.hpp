// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "nextclick/encoder/attentive_steps.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

// Of what is no encoder of single sessions, no cell or no context.
template <class Inner, class Cell, std::size_t Units = dynamic, class Context = decoder_context::attention<>>
struct attentive_decoder : no_policy<of_sessions_fault<Inner>, cell::part_fault<Cell>, decoder_context::context_fault<Context>> {
    constexpr attentive_decoder(const auto&...) { static_assert(sizeof(typename attentive_decoder::why) > 0); }
};
/// An encoder and a decoder over it (Loyola et al. 2017). The encoder reads the lane; the decoder reads its clicks again, one step a
/// click from d_0 = tanh([forward_n ; backward_1] Wq + bq). A step reads the click y_i and, depending on `Context`, the encoder's state h_i
/// and a context c_i: d_i = f(d_{i-1}, [y_i ; h_i ; c_i]). The output rows are the d_i.
/// Not causal, whatever the encoder: every step depends on the whole lane through d_0 and c_i. Target i is click i + 1, so a whole
/// session would reveal it; a lane must be a prefix that ends at its query row (`packed_steps::query_rows`).
/// No state is carried from batch to batch.
/// shapes    x (rows, D) in, y (rows, H) out; with W the width of the encoder inner.*, bridge.weights (W, H),
///           bridge.bias (1, H), attention.query (H, A), attention.key (W, A), attention.score (1, A),
///           decoder.input (D [+ W] [+ W], gates·H) by blocks of rows: the click, its state, the context
/// cost      `keys`: rows of a lane, on average, where Context attends; cost(D) alone counts one, the minimum
template <OfSessions Inner, cell::Cell Cell, std::size_t Units, decoder_context::Context Context>
struct attentive_decoder<Inner, Cell, Units, Context> {
    [[no_unique_address]] Inner inner{};
    [[no_unique_address]] extent<Units> units{};
    [[no_unique_address]] Context context{};

    using steps_type = detail::attentive_steps<Cell, Units, Context>;
    static constexpr history::need reads = history::of<Inner>() | history::need{history::session::whole};
    static std::string name() { return "attentive_decoder<" + Inner::name() + ", " + Cell::name() + ", " + Context::name() + ">"; }
    static constexpr auto options() {
        return field_list{field{"inner", &attentive_decoder::inner}, field{"units", &attentive_decoder::units},
                          field{"reads", &attentive_decoder::context}};
    }

    template <class S>
    struct parameters {
        typename Inner::template parameters<S> inner;
        typename steps_type::template parameters<S> steps;
        static constexpr auto fields() { return field_list{field{"inner", &parameters::inner}, field{"", &parameters::steps}}; }
    };
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        typename steps_type::template tape<T> steps;
        view<const T> h;              // (rows, W) output of the inner encoder; heads read it too
        std::size_t forward_columns;  // columns of h computed from the start of the lane
        view<const T> head_gradient;  // (rows, W) gradient of h from a head, for backward; empty: none
    };

    constexpr std::size_t width(std::size_t) const { return units; }
    constexpr std::size_t inner_width(std::size_t in) const { return inner.width(in); }
    constexpr std::size_t state_width(std::size_t) const { return 0; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        const std::size_t w = inner.width(in);
        return cost::of_row(inner, in, keys) + steps().cost(Context::aligned ? in + w : in, w, keys);
    }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t in, random_stream random) const {
        inner.initialise(p.inner, in, random.fork(1));
        const std::size_t w = inner.width(in);
        steps().initialise(p.steps, Context::aligned ? in + w : in, w, random.fork(2));
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& packed, view<const T> x, const lane_states<T>&,
                          tape<T>& t) const {
        t.h = inner.forward(p.inner, run, packed, x, fresh_states<T>(inner, run, packed, x.cols), t.inner);
        t.forward_columns = forward_columns_of(inner, x.cols);
        t.head_gradient = {};
        view<const T> read = x;
        if constexpr (Context::aligned) {
            const auto both = run.memory.take<T>(x.rows, x.cols + t.h.cols);
            copy_rows<T>(x, both.col_block(0, x.cols));
            copy_rows<T>(t.h, both.col_block(x.cols, t.h.cols));
            read = both;
        }
        return steps().forward(p.steps, run, packed, read, t.h, t.forward_columns, t.steps);
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& packed,
                           view<const T> dy, const tape<T>& t) const {
        const auto d = steps().backward(p.steps, dp.steps, run, packed, dy, t.h.cols, t.steps);
        const std::size_t own = Context::aligned ? d.x.cols - t.h.cols : d.x.cols;
        if constexpr (Context::aligned) add_rows<T>(d.x.col_block(own, t.h.cols), d.h);
        if (t.head_gradient.data) add_rows<T>(t.head_gradient, d.h);
        const view<const T> through = inner.backward(p.inner, dp.inner, run, packed, view<const T>(d.h), t.inner);
        const auto dx = copied_rows<T>(run.memory, d.x.col_block(0, own));
        add_rows<T>(through, dx);
        return dx;
    }

private:
    constexpr steps_type steps() const { return {units, context}; }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
