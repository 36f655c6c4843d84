// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/attention/concept.hpp"
#include "nextclick/attention/dot.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/running.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/rows/distribute_lanes.hpp"
#include "nextclick/rows/lane_order.hpp"
#include "nextclick/simd/product.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace pooling {

/// What `attend` adds to the weighted sum: nothing, or the mean of the session so far (STAMP's code).
struct weighted_sum {
    static constexpr bool adds_mean = false;
};
struct plus_mean {
    static constexpr bool adds_mean = true;
};

namespace detail {
/// Queries of a lane that are processed together: enough for matrix products, but few, because a tile also computes pairs after the row
/// of a query.
inline constexpr std::size_t tile_queries = 12;
}  // namespace detail

// For an argument that is not a scoring or not a normaliser: reports it.
template <class Scoring, class Normaliser = attention::softmax, class Sum = weighted_sum>
struct attend : no_policy<attention::part_fault<Scoring>, attention::normaliser_fault<Normaliser>> {
    constexpr attend(const auto&...) { static_assert(sizeof(typename attend::why) > 0); }
};
/// Attention: q_t = sum over the rows j up to t of a_tj h_j, with weights a_t normalised from scores of (h_t, h_j). Rows
/// are projected once for all queries of their lane; a pair costs what the scoring defines, and H multiply-adds.
/// shapes    parameters of the scoring; h (rows, H) in, q (queries, H) out
/// cost      `keys`: rows that a query reads on average, (n + 1) / 2 in a session of n clicks with a query at each.
///           cost(H) alone counts one, the minimum; pairs that a product computes after a query's own row are not counted
/// Sources: NARM, STAMP, RIB.
template <attention::Scoring Scoring, attention::Normaliser Normaliser, class Sum>
struct attend<Scoring, Normaliser, Sum> {
    [[no_unique_address]] Scoring scoring{};
    [[no_unique_address]] Normaliser normaliser{};

    static constexpr history::need reads = {history::session::window};
    static constexpr bool uses_mean = Scoring::uses_mean || Sum::adds_mean;
    static std::string name() { return "attend<" + Scoring::name() + ", " + Normaliser::name() + (Sum::adds_mean ? ", plus_mean>" : ">"); }
    static constexpr auto options() { return field_list{field{"scoring", &attend::scoring}, field{"normaliser", &attend::normaliser}}; }
    template <class S>
    using parameters = typename Scoring::template parameters<S>;
    template <class T>
    struct tape {
        attention::sources<const T> in;
        attention::projected<const T> projected;
        std::span<T> weights;                     // of all tiles, (m, n) each
        std::span<const std::size_t> tile_begin;  // (lanes) first weight of each lane
        typename Scoring::template tape<T> scoring;
    };

    constexpr std::size_t width(std::size_t in) const { return in; }
    constexpr cost::layer cost(std::size_t in, std::size_t keys = 1) const {
        return scoring.cost(in, keys) + cost::layer{.forward = keys * in, .backward = 2 * keys * in};
    }
    template <class P>
    void initialise(P& p, std::size_t in, random_stream random) const {
        scoring.initialise(p, in, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h, tape<T>& t) const {
        const lane_order order(run.memory, steps);
        t.in = {h, h, {}};
        if (!steps.query_rows.empty()) t.in.query_rows = gathered_rows<T>(run.memory, h, steps.query_rows);
        if constexpr (uses_mean) t.in.mean = running_forward(running::mean, run, steps, h);
        t.projected = scoring.project(p, run, t.in, t.scoring);
        place_tiles(run, order, t);

        auto q = run.memory.take<T>(steps.queries(), h.cols);
        distribute_lanes(run, order.lanes(), work(order, h.cols), [&](pass& local, std::size_t, std::size_t lane) {
            const lane_rows<T> own(local, order, lane, t);
            T* at = t.weights.data() + t.tile_begin[lane];
            for_tiles(order, lane, [&](std::size_t first, std::size_t m, std::size_t n) {
                const attention::tile<T> of = own.tile(order, first, m, n);
                const view<T> weights(at, m, n);
                at += weights.size();
                scoring.scores(p, local, t.scoring, of, weights);
                for (std::size_t i = 0; i < m; ++i) {
                    normaliser.forward(weights.row(i).first(of.visible[i]));
                    std::ranges::fill(weights.row(i).subspan(of.visible[i]), T(0));
                }
                const auto mark = local.memory.here();
                const auto sums = local.memory.take<T>(m, h.cols);
                simd::product(weights, own.value.block(0, n), sums);
                const auto queries = order.query.subspan(own.begin + first, m);
                if constexpr (Sum::adds_mean)
                    for (std::size_t i = 0; i < m; ++i) simd::add(t.in.mean.row(queries[i]), sums.row(i));
                scatter_rows<T>(sums, queries, q);
                local.memory.release(mark);
            });
        });
        return q;
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const packed_steps& steps,
                           view<const T> dq, const tape<T>& t) const {
        auto dh = run.memory.take<T>(steps.rows(), dq.cols);
        const auto before = run.memory.here();
        const lane_order order(run.memory, steps);
        const bool own_keys = t.projected.key.data == t.in.rows.data, own_queries = t.projected.query.data == t.in.query_rows.data;
        const attention::projected<T> up{run.memory.take<T>(own_queries ? 0 : t.projected.query.rows, t.projected.query.cols),
                                         run.memory.take<T>(own_keys ? 0 : t.projected.key.rows, t.projected.key.cols)};
        const auto shared = run.memory.take_zeros<T>(lane_shares, shared_width(p));
        distribute_lanes(run, order.lanes(), 3 * work(order, dq.cols), [&](pass& local, std::size_t share, std::size_t lane) {
            const lane_rows<T> own(local, order, lane, t);
            const auto zeros = [&](view<const T> like) { return local.memory.take_zeros<T>(like.rows, like.cols); };
            const view<T> d_value = zeros(own.value), d_key = own_keys ? d_value : zeros(own.key), d_query = zeros(own.query);
            const T* at = t.weights.data() + t.tile_begin[lane];
            for_tiles(order, lane, [&](std::size_t first, std::size_t m, std::size_t n) {
                const attention::tile<T> of = own.tile(order, first, m, n);
                const view<const T> weights(at, m, n);
                at += weights.size();
                const auto mark = local.memory.here();
                const view<const T> sums = gathered_rows<T>(local.memory, dq, order.query.subspan(own.begin + first, m));
                const auto scores = local.memory.take<T>(m, n);
                simd::product_nt(sums, own.value.block(0, n), scores, local.memory);
                simd::product_tn(weights, sums, d_value.block(0, n), simd::write::accumulate);
                for (std::size_t i = 0; i < m; ++i) {
                    normaliser.backward(weights.row(i).first(of.visible[i]), scores.row(i).first(of.visible[i]));
                    std::ranges::fill(scores.row(i).subspan(of.visible[i]), T(0));
                }
                scoring.scores_backward(p, local, t.scoring, of, view<const T>(scores),
                                        attention::tile_gradient<T>{d_query.block(first, m), d_key.block(0, n), shared.row(share)});
                local.memory.release(mark);
            });
            if (own_queries)
                for (std::size_t i = 0; i < d_query.rows; ++i) simd::add(d_query.row(i), d_value.row(order.visible[own.begin + i] - 1));
            else
                scatter_rows<T>(d_query, order.query.subspan(own.begin, d_query.rows), up.query);
            const auto rows_of_lane = order.row.subspan(order.row_begin[lane], d_value.rows);
            scatter_rows<T>(d_value, rows_of_lane, dh);
            if (!own_keys) scatter_rows<T>(d_key, rows_of_lane, up.key);
        });
        if constexpr (attention::HasShared<Scoring>) add_up_rows<T>(shared, Scoring::shared(dp).row(0));

        const auto zeros = [&](view<const T> like) { return run.memory.take_zeros<T>(like.rows, like.cols); };
        const attention::sources<T> d{dh, steps.query_rows.empty() ? dh : zeros(t.in.query_rows), zeros(t.in.mean)};
        scoring.project_backward(p, dp, run, t.in, t.scoring, attention::projected<const T>{up.query, up.key}, d);
        scatter_add_rows<T>(d.query_rows, steps.query_rows, dh);
        if constexpr (Sum::adds_mean) add_rows<T>(dq, d.mean);
        if constexpr (uses_mean) running_backward<T>(running::mean, run, steps, d.mean, dh);
        run.memory.release(before);
        return dh;
    }

private:
    static std::size_t work(const lane_order& order, std::size_t width) { return 2 * order.pairs * width; }

    template <class P>
    static std::size_t shared_width(const P& p) {
        if constexpr (attention::HasShared<Scoring>)
            return Scoring::shared(p).cols;
        else
            return 0;
    }
    /// The rows that the pairs of one lane read, copied so that they are contiguous and stay in the first caches.
    template <class T>
    struct lane_rows {
        std::size_t begin;  // its first query
        view<const T> value, key, query;

        lane_rows(pass& local, const lane_order& order, std::size_t lane, const tape<T>& t)
            : begin(order.query_begin[lane]),
              value(gathered_rows<T>(local.memory, t.in.rows, order.row.subspan(order.row_begin[lane], order.rows(lane)))),
              key(t.projected.key.data == t.in.rows.data
                      ? value
                      : gathered_rows<T>(local.memory, t.projected.key, order.row.subspan(order.row_begin[lane], order.rows(lane)))),
              query(gathered_rows<T>(local.memory, t.projected.query, order.query.subspan(begin, order.queries(lane)))) {}
        attention::tile<T> tile(const lane_order& order, std::size_t first, std::size_t m, std::size_t n) const {
            return {query.block(first, m), key.block(0, n), order.visible.subspan(begin + first, m)};
        }
    };
    /// Calls f(first query within the lane, queries, keys) for the tiles of a lane.
    template <class F>
    static void for_tiles(const lane_order& order, std::size_t lane, const F& f) {
        const std::size_t begin = order.query_begin[lane], queries = order.queries(lane);
        for (std::size_t i = 0, m = 0; i < queries; i += m) {
            m = std::min(detail::tile_queries, queries - i);
            f(i, m, std::size_t{order.visible[begin + i + m - 1]});
        }
    }
    template <class T>
    static void place_tiles(pass& run, const lane_order& order, tape<T>& t) {
        const auto begin = run.memory.take_span<std::size_t>(order.lanes());
        std::size_t total = 0;
        for (std::size_t lane = 0; lane < order.lanes(); ++lane) {
            begin[lane] = total;
            for_tiles(order, lane, [&](std::size_t, std::size_t m, std::size_t n) { total += m * n; });
        }
        t.tile_begin = begin;
        t.weights = run.memory.take_span<T>(total);
    }
};
static_assert(Pooling<attend<attention::dot>>);

}  // namespace pooling
NEXTCLICK_END_NAMESPACE
