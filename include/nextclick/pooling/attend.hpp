// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/attention/concept.hpp"
#include "nextclick/attention/dot.hpp"
#include "nextclick/attention/softmax.hpp"
#include "nextclick/pooling/concept.hpp"
#include "nextclick/pooling/lane_order.hpp"
#include "nextclick/pooling/running.hpp"
#include "nextclick/simd/product.hpp"

namespace nextclick::inline NEXTCLICK_ABI::pooling {

/// What `attend` adds to the weighted sum: nothing, or the mean of the session so far (STAMP's code).
struct weighted_sum {
    static constexpr bool adds_mean = false;
};
struct plus_mean {
    static constexpr bool adds_mean = true;
};

namespace detail {
/// Queries of a lane that are worked on together: products pay, and few pairs lie in the future.
inline constexpr std::size_t tile_queries = 12;
/// Lanes are dealt out like cards, since the first are the longest. So many hands, whatever the number of threads: what
/// a hand sums up is added in their order.
inline constexpr std::size_t hands = 16;

/// Calls f(part, hand, lane): a part of one thread with scratch memory that is given back after each lane.
template <class F>
void deal_lanes(pass& run, std::size_t lanes, std::size_t multiply_adds, const F& f) {
    const std::size_t n = std::min(hands, lanes);
    const bool team = run.threads > 1 && worth_threads(multiply_adds);
    if (team) run.memory.make_children(n);
    parallel_blocks(n, 1, team ? run.threads : 1, [&](std::size_t hand, std::size_t) {
        pass part{.memory = team ? run.memory.child(hand) : run.memory, .training = run.training};
        for (std::size_t lane = hand; lane < lanes; lane += n) {
            const auto mark = part.memory.here();
            f(part, hand, lane);
            part.memory.release(mark);
        }
    });
}
}  // namespace detail

/// Attention: q_t = sum over the rows j up to t of a_tj h_j, the weights a_t normalised from scores of (h_t, h_j). Rows
/// are projected once for all queries of their lane; a pair costs what the scoring says, and H multiply-adds.
/// shapes    parameters of the scoring; h (rows, H) in, q (queries, H) out
/// cost      `keys`: how many rows a query sees on average, (n + 1) / 2 in a session of n clicks that asks at each. By
///           itself cost(H) counts one, the least; pairs that a product computes behind a query's own row are not counted
/// Sources: NARM, STAMP, RIB.
template <attention::Scoring Scoring, attention::Normaliser Normaliser = attention::softmax, class Sum = weighted_sum>
struct attend {
    [[no_unique_address]] Scoring scoring{};
    [[no_unique_address]] Normaliser normaliser{};

    static constexpr bool looks_back = true, uses_mean = Scoring::uses_mean || Sum::adds_mean;
    static std::string name() {
        return "attend<" + Scoring::name() + ", " + Normaliser::name() + (Sum::adds_mean ? ", plus_mean>" : ">");
    }
    template <class S>
    using parameters = typename Scoring::template parameters<S>;
    /// Rows and queries in the order of lanes.
    template <class T>
    struct tape {
        attention::sources<const T> in;
        attention::projected<const T> projected;
        std::span<T> weights;                   // of all tiles, (m, n) each
        std::span<const std::size_t> tile_begin;  // (lanes) where those of a lane begin
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
    view<const T> forward(const parameters<values<T>>& p, pass& run, const packed_steps& steps, view<const T> h,
                          tape<T>& t) const {
        const lane_order order(run.memory, steps);
        view<const T> mean;
        if constexpr (uses_mean) mean = running_forward(running::mean, run, steps, h);
        t.in.rows = gather<T>(run, h, order.row);
        t.in.asked = steps.asked.empty() ? t.in.rows : gather_asked(run, h, steps, order);
        if constexpr (Scoring::uses_mean) t.in.mean = gather<T>(run, mean, order.query);
        t.projected = scoring.project(p, run, t.in, t.scoring);
        place_tiles(run, order, t);

        auto q = run.memory.take<T>(steps.queries(), h.cols);
        detail::deal_lanes(run, order.lanes(), work(order, h.cols), [&](pass& part, std::size_t, std::size_t lane) {
            T* at = t.weights.data() + t.tile_begin[lane];
            for_tiles(order, lane, t, [&](const attention::tile<T>& of, std::size_t first) {
                const view<T> weights(at, of.query.rows, of.key.rows);
                at += weights.size();
                scoring.scores(p, part, t.scoring, of, weights);
                for (std::size_t i = 0; i < weights.rows; ++i) {
                    normaliser.forward(weights.row(i).first(of.seen[i]));
                    std::ranges::fill(weights.row(i).subspan(of.seen[i]), T(0));
                }
                const auto mark = part.memory.here();
                const auto sums = part.memory.take<T>(weights.rows, h.cols);
                simd::product(weights, t.in.rows.block(order.row_begin[lane], of.key.rows), sums);
                for (std::size_t i = 0; i < sums.rows; ++i) {
                    const std::size_t query = order.query[first + i];
                    if constexpr (Sum::adds_mean) simd::add(mean.row(query), sums.row(i));
                    std::copy_n(sums.row(i).data(), h.cols, q.row(query).data());
                }
                part.memory.release(mark);
            });
        });
        return q;
    }

    template <class T>
    view<const T> backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run,
                           const packed_steps& steps, view<const T> dq, const tape<T>& t) const {
        auto dh = run.memory.take<T>(steps.rows(), dq.cols);
        const auto before = run.memory.here();
        const lane_order order(run.memory, steps);
        const auto zeros = [&](view<const T> like) { return run.memory.take_zeros<T>(like.rows, like.cols); };
        attention::sources<T> d{zeros(t.in.rows), {}, zeros(t.in.mean)};
        d.asked = steps.asked.empty() ? d.rows : zeros(t.in.asked);
        const attention::projected<T> up{zeros(t.projected.query), zeros(t.projected.key)};
        const auto shared = run.memory.take_zeros<T>(detail::hands, shared_width(p));
        detail::deal_lanes(run, order.lanes(), 3 * work(order, dq.cols), [&](pass& part, std::size_t hand, std::size_t lane) {
            const T* at = t.weights.data() + t.tile_begin[lane];
            const std::size_t begin = order.row_begin[lane];
            for_tiles(order, lane, t, [&](const attention::tile<T>& of, std::size_t first) {
                const std::size_t m = of.query.rows, n = of.key.rows;
                const view<const T> weights(at, m, n);
                at += weights.size();
                const auto mark = part.memory.here();
                const auto sums = part.memory.take<T>(m, dq.cols), scores = part.memory.take<T>(m, n);
                for (std::size_t i = 0; i < m; ++i)
                    std::copy_n(dq.row(order.query[first + i]).data(), dq.cols, sums.row(i).data());
                simd::product_nt(sums, t.in.rows.block(begin, n), scores, part.memory);
                simd::product_tn(weights, sums, d.rows.block(begin, n), simd::write::accumulate);
                for (std::size_t i = 0; i < m; ++i) {
                    normaliser.backward(weights.row(i).first(of.seen[i]), scores.row(i).first(of.seen[i]));
                    std::ranges::fill(scores.row(i).subspan(of.seen[i]), T(0));
                }
                scoring.scores_backward(
                    p, part, t.scoring, of, view<const T>(scores),
                    attention::tile_gradient<T>{up.query.block(first, m), up.key.block(begin, n), shared.row(hand)});
                part.memory.release(mark);
            });
        });
        if constexpr (attention::HasShared<Scoring>)
            for (std::size_t i = 0; i < shared.rows; ++i) simd::add(shared.row(i), Scoring::shared(dp).row(0));
        scoring.project_backward(p, dp, run, t.in, t.scoring, attention::projected<const T>{up.query, up.key}, d);

        for (std::size_t i = 0; i < dh.rows; ++i) std::copy_n(d.rows.row(i).data(), dh.cols, dh.row(order.row[i]).data());
        for (std::size_t i = 0; i < steps.asked.size(); ++i)
            simd::add(d.asked.row(i), dh.row(steps.asked[order.query[i]]));
        if constexpr (uses_mean) {
            auto dmean = run.memory.take_zeros<T>(dq.rows, dq.cols);
            for (std::size_t i = 0; i < dq.rows; ++i) {
                if constexpr (Scoring::uses_mean) simd::add(d.mean.row(i), dmean.row(order.query[i]));
                if constexpr (Sum::adds_mean) simd::add(dq.row(i), dmean.row(i));
            }
            running_backward<T>(running::mean, run, steps, dmean, dh);
        }
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
    template <class T>
    static view<const T> gather(pass& run, view<const T> from, std::span<const std::uint32_t> rows) {
        auto to = run.memory.take<T>(rows.size(), from.cols);
        for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.row(rows[i]).data(), to.cols, to.row(i).data());
        return to;
    }
    template <class T>
    static view<const T> gather_asked(pass& run, view<const T> h, const packed_steps& steps, const lane_order& order) {
        auto to = run.memory.take<T>(order.query.size(), h.cols);
        for (std::size_t i = 0; i < to.rows; ++i)
            std::copy_n(h.row(steps.asked[order.query[i]]).data(), to.cols, to.row(i).data());
        return to;
    }

    /// Calls f(tile, its first query) for the tiles of a lane.
    template <class T, class F>
    static void for_tiles(const lane_order& order, std::size_t lane, const tape<T>& t, const F& f) {
        for (std::size_t i = order.query_begin[lane], end = order.query_begin[lane + 1], m = 0; i < end; i += m) {
            m = std::min(detail::tile_queries, end - i);
            const std::size_t n = order.seen[i + m - 1];
            f(attention::tile<T>{t.projected.query.block(i, m), t.projected.key.block(order.row_begin[lane], n),
                                 order.seen.subspan(i, m)},
              i);
        }
    }
    template <class T>
    static void place_tiles(pass& run, const lane_order& order, tape<T>& t) {
        const auto begin = run.memory.take_span<std::size_t>(order.lanes());
        std::size_t total = 0;
        for (std::size_t lane = 0; lane < order.lanes(); ++lane) {
            begin[lane] = total;
            for_tiles(order, lane, t, [&](const attention::tile<T>& of, std::size_t) { total += of.query.rows * of.key.rows; });
        }
        t.tile_begin = begin;
        t.weights = run.memory.take_span<T>(total);
    }
};
static_assert(Pooling<attend<attention::dot>>);

}  // namespace nextclick::inline NEXTCLICK_ABI::pooling
