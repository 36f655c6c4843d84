// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "nextclick/core/members.hpp"
#include "nextclick/encoder/concept.hpp"
#include "nextclick/encoder/streams.hpp"
#include "nextclick/rows/copy.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace encoder {

namespace detail {
template <class E>
concept Stream = Combinable<E> && FoldsOneHot<E>;
template <class Part>
struct no_stream {
    static_assert(sizeof(Part) == 0,
                  "encoder::multi_stream: every stream must take a folded input: encoder::recurrent, or a stack that begins with one");
};
template <class Join, std::size_t Streams>
concept Joins = Streams > 0 && (!Join::pair || Streams == 2);
template <class Join, std::size_t Streams>
struct no_pair {
    static_assert(!Join::pair || Streams == 2, "encoder::multi_stream: streams::interaction is of two streams");
};
}  // namespace detail

// Of what is no join, of streams of which one takes no folded input, or of a number of streams that the join does not take.
template <class Join, class... Streams>
struct multi_stream
    : no_policy<
          streams::join_fault<Join>, first_fault<part_fault<Streams>, fault_unless<detail::Stream<Streams>, detail::no_stream<Streams>>>...,
          fault_unless<detail::Joins<Join, sizeof...(Streams)> || sizeof...(Streams) == 0, detail::no_pair<Join, sizeof...(Streams)>>> {
    constexpr multi_stream(const auto&...) { static_assert(sizeof(typename multi_stream::why) > 0); }
};
/// Encoders side by side, each over its own input (p-RNN, Hidasi et al. 2016, docs/models.md 3.11):
///     model<input::multi_stream<input::one_hot, input::projected<price>>,
///           encoder::multi_stream<encoder::streams::concatenated, gru, gru>, ...>
/// Every stream is folded; x is split by their folded widths, and their carried states are concatenated. `Join` combines their outputs
/// into one row: encoder::streams. Parameters are named by position: "0.bias", "1.cell.gates".
/// shapes    x (rows, sum of folded widths) in, y (rows, width by Join) out.   cost  the streams, and copies of x, y and back
template <streams::Join Join, detail::Stream... Streams>
requires detail::Joins<Join, sizeof...(Streams)> struct multi_stream<Join, Streams...> : member_list<Streams...> {
    using base = member_list<Streams...>;

    static constexpr std::size_t stream_count = sizeof...(Streams);

    /// w_k of the join: fixed, not learned.
    std::array<double, stream_count> weights = all_ones();
    /// Number of active streams, the first ones; disabled streams output zeros and have no gradient (train::residual).
    std::size_t streams = stream_count;

    constexpr multi_stream() = default;
    /// Streams with options or dynamic widths, in order.
    constexpr explicit multi_stream(Streams... given) : base(std::move(given)...) {}

    static std::string name() { return "parallel<" + Join::name() + ", " + base::name() + ">"; }  // the word of model files
    static constexpr auto options() {
        return base::options() + field_list{field{"weights", &multi_stream::weights}, field{"streams", &multi_stream::streams}};
    }
    template <class T>
    struct tape {
        typename base::template tape<T> members;
        std::array<view<const T>, stream_count> h;
        std::size_t active;
    };

    constexpr std::size_t width(std::size_t) const { return Join::width(widths()); }
    constexpr std::size_t state_width(std::size_t) const {
        return this->total(std::size_t{0}, [](const auto& stream) { return stream.state_width(stream.folded_width()); });
    }
    constexpr std::size_t folded_width() const {
        return this->total(std::size_t{0}, [](const auto& stream) { return stream.folded_width(); });
    }
    /// For input::multi_stream.
    constexpr std::array<folded_part, stream_count> folded_parts() const {
        std::array<folded_part, stream_count> parts{};
        std::size_t k = 0;
        base::each([&](const auto& stream) { parts[k++] = {stream.folded_width(), stream.folded_blocks()}; }, *this);
        return parts;
    }
    constexpr cost::layer cost(std::size_t, std::size_t keys = 1) const {
        return this->total(cost::layer{}, [&](const auto& stream) { return cost::of_row(stream, 0, keys); });
    }

    /// Throws `argument_error` for invalid options.
    template <class P>
    void initialise_folded(P& p, random_stream random) const {
        check();
        std::size_t k = 0;
        base::each([&](const auto& stream, auto& own) { stream.initialise_folded(own, random.fork(k++)); }, *this, p);
    }

    template <class T>
    view<const T> forward(const typename base::template parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> x,
                          const lane_states<T>& states, tape<T>& t) const {
        t.active = streams;
        const auto y = run.memory.take<T>(x.rows, width(x.cols));
        std::size_t k = 0, first_col = 0, state = 0;
        base::each(
            [&](const auto& stream, const auto& own, auto& own_tape) {
                const std::size_t w = stream.folded_width(), s = stream.state_width(w);
                const lane_states<T> of_stream{states.in.col_block(state, s), states.out.col_block(state, s)};
                if (k < t.active)
                    t.h[k] = stream.forward(own, run, steps, x.col_block(first_col, w), of_stream, own_tape);
                else
                    clear<T>(of_stream.out);
                ++k;
                first_col += w;
                state += s;
            },
            *this, p, t.members);
        Join::template forward<T>(weights, std::span(t.h).first(t.active), y);
        return y;
    }

    template <class T>
    view<const T> backward(const typename base::template parameters<values<T>>& p, typename base::template parameters<gradients<T>>& dp,
                           pass& run, const packed_steps& steps, view<const T> dy, const tape<T>& t) const {
        std::array<view<T>, stream_count> dh;
        for (std::size_t k = 0; k < t.active; ++k) dh[k] = run.memory.take<T>(dy.rows, t.h[k].cols);
        Join::template backward<T>(weights, std::span(t.h).first(t.active), dy, std::span(dh).first(t.active));
        const auto dx = run.memory.take<T>(dy.rows, folded_width());
        std::size_t k = 0, first_col = 0;
        base::each(
            [&](const auto& stream, const auto& own, auto& d_own, const auto& own_tape) {
                const auto to = dx.col_block(first_col, stream.folded_width());
                if (k < t.active)
                    copy_rows<T>(stream.backward(own, d_own, run, steps, view<const T>(dh[k]), own_tape), to);
                else
                    clear<T>(to);
                ++k;
                first_col += to.cols;
            },
            *this, p, dp, t.members);
        return dx;
    }

private:
    static constexpr std::array<double, stream_count> all_ones() {
        std::array<double, stream_count> w{};
        for (double& x : w) x = 1;
        return w;
    }
    constexpr std::array<std::size_t, stream_count> widths() const {
        std::array<std::size_t, stream_count> all{};
        std::size_t k = 0;
        base::each([&](const auto& stream) { all[k++] = stream.width(stream.folded_width()); }, *this);
        return all;
    }
    void check() const {
        if (streams == 0 || streams > stream_count)
            throw argument_error("encoder::multi_stream: " + std::to_string(streams) + " streams are enabled, of " +
                                 std::to_string(stream_count) + "; give 1 to " + std::to_string(stream_count));
        for (const double w : weights)
            if (!std::isfinite(w))
                throw argument_error("encoder::multi_stream: the weight " + std::to_string(w) + " is not finite; give a finite one");
        const auto all = widths();
        for (const std::size_t w : all)
            if (Join::one_width && w != all[0])
                throw argument_error("encoder::multi_stream: streams::" + Join::name() + " is of streams of one width, and there are " +
                                     std::to_string(all[0]) + " and " + std::to_string(w) + "; give all the same units");
    }

    template <class T>
    static void clear(view<T> to) {
        for (std::size_t i = 0; i < to.rows; ++i) std::ranges::fill(to.row(i), T(0));
    }
};

}  // namespace encoder
NEXTCLICK_END_NAMESPACE
