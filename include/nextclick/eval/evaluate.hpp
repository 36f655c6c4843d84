// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/core/parallel.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/rank_columns.hpp"
#include "nextclick/simd/vector.hpp"

/// Full ranking: for every event but the last of a session, all items of the model are ranked against the next click.
namespace nextclick::inline NEXTCLICK_ABI::eval {

struct options {
    std::vector<std::size_t> cutoffs{1, 5, 10, 20};
    ties rule = ties::standard;
    bool lists = true;           ///< also coverage and popularity, which need the lists themselves
    std::size_t sessions = 256;  ///< sessions encoded together
    int threads = available_threads();
    /// Support of every item of the model in training, for `popularity`; empty: left at 0.
    std::vector<std::uint32_t> support{};
};

struct result {
    std::vector<metrics_at> at;
    std::size_t events = 0;           ///< transitions evaluated
    std::size_t unknown_targets = 0;  ///< of these, targets that the model does not know: misses
    std::size_t without_query = 0;    ///< of these, events before which no known item was clicked: misses
    double seconds = 0;

    const metrics_at& operator[](std::size_t k) const {
        for (const auto& m : at)
            if (m.k == k) return m;
        throw argument_error("eval::result: no cutoff " + std::to_string(k) + " among those evaluated");
    }
};

namespace detail {

/// One event to rank: the row of its query, and the target.
struct event {
    std::uint32_t row;
    item_index target;
};

/// The sessions of a chunk as known items, and what to rank after each.
struct chunk {
    std::vector<std::vector<item_index>> known;
    std::vector<std::vector<std::uint32_t>> known_events;  // in the log, of each of them
    std::vector<std::span<const item_index>> sequences;
    std::vector<std::span<const std::uint32_t>> events;
    std::vector<std::vector<std::pair<std::uint32_t, item_index>>> targets;  // (position among the known, target)
};

/// Unknown items have no input: the query stays that of the known ones before (models.md 2.3, 6.2).
inline void collect(const data::click_log& log, std::size_t first, std::size_t last, std::span<const item_index> to_model,
                    chunk& c, metrics_sum& sum, result& r) {
    c.known.clear();
    c.known_events.clear();
    c.targets.clear();
    for (std::size_t s = first; s < last; ++s) {
        std::vector<item_index> known;
        std::vector<std::uint32_t> known_events;
        std::vector<std::pair<std::uint32_t, item_index>> targets;
        const auto events = log.items_of(s);
        const auto in_model = [&](item_index i) { return i == no_item ? no_item : to_model[i]; };
        for (std::size_t t = 0; t + 1 < events.size(); ++t) {
            if (const item_index i = in_model(events[t]); i != no_item) {
                known.push_back(i);
                known_events.push_back(log.session_begin()[s] + static_cast<std::uint32_t>(t));
            }
            const item_index target = in_model(events[t + 1]);
            if (target != no_item && !known.empty()) {
                targets.emplace_back(static_cast<std::uint32_t>(known.size() - 1), target);
                continue;
            }
            sum.add_miss();
            ++(target == no_item ? r.unknown_targets : r.without_query);
        }
        if (targets.empty()) continue;
        c.known.push_back(std::move(known));
        c.known_events.push_back(std::move(known_events));
        c.targets.push_back(std::move(targets));
    }
    c.sequences.assign(c.known.begin(), c.known.end());
    c.events.assign(c.known_events.begin(), c.known_events.end());
}

/// How the target of a query stands against all items.
struct standing {
    std::size_t higher = 0, same = 0;
};

/// Scores the catalogue block by block for the rows of q, and keeps counts (and lists) only.
template <class Model, class T = typename Model::scalar>
void rank_block(const Model& net, std::type_identity_t<view<const T>> q, std::span<const item_index> targets,
                std::span<standing> places, std::span<simd::top_k_heap<T>> lists, workspace& memory) {
    constexpr std::size_t block = 192;  // scores and rows of the table stay in the second cache
    const view<const T> table = net.table();
    const T* const bias = net.biases();
    const auto turned = simd::pack_transposed<simd::default_arch, T>(
        q, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.cols, q.rows)));
    const auto scores = memory.take<T>(std::max(block, q.rows), q.rows);
    const auto target = memory.take_span<T>(q.rows), least = memory.take_span<T>(q.rows);
    const auto rows = memory.take<T>(q.rows, q.cols);
    const auto biases = memory.take_span<T>(bias == nullptr ? 0 : q.rows);
    const auto counts = memory.take_zeros<std::uint32_t>(2, q.rows);
    std::fill(least.begin(), least.end(), -std::numeric_limits<T>::infinity());
    for (std::size_t r = 0; r < q.rows; ++r) {
        std::copy_n(table.row(targets[r]).data(), q.cols, rows.row(r).data());
        if (bias != nullptr) biases[r] = bias[targets[r]];
    }
    const auto own = scores.block(0, q.rows);  // same sums, same order as below: the same bits
    simd::product<simd::default_arch, T>(rows, turned, own, bias == nullptr ? bias : biases.data());
    for (std::size_t r = 0; r < q.rows; ++r) target[r] = own(r, r);
    for (std::size_t first = 0; first < table.rows; first += block) {
        const auto s = scores.block(0, std::min(block, table.rows - first));
        for (std::size_t next = first + block; next < std::min(table.rows, first + 2 * block); ++next)
            simd::prefetch(table.row(next));
        simd::product<simd::default_arch, T>(table.block(first, s.rows), turned, s, bias == nullptr ? bias : bias + first);
        simd::count_columns<simd::default_arch, T>(s, target, counts.row(0), counts.row(1));
        if (!lists.empty()) simd::offer_columns<simd::default_arch, T>(s, static_cast<item_index>(first), lists, least);
    }
    for (std::size_t r = 0; r < q.rows; ++r)
        places[r] = target[r] == target[r] ? standing{counts(0, r), counts(1, r) - std::min(counts(1, r), 1u)}  // less itself
                                           : standing{table.rows, 0};  // a NaN is behind everything
}

}  // namespace detail

/// Ranks every next click of `log` with the model; the log may have its own vocabulary.
/// memory    a block of queries x a block of items a thread, the packed rows of one chunk of sessions
template <class Model>
result evaluate(const Model& net, const data::click_log& log, const options& how = {}) {
    using T = typename Model::scalar;
    if constexpr (ranks_by_cosine<Model>) return evaluate(for_ranking(net), log, how);
    if (std::count(how.cutoffs.begin(), how.cutoffs.end(), 0u) > 0)
        throw argument_error("eval::evaluate: a cutoff of 0 ranks nothing; give cutoffs of 1 or more");
    if (!how.support.empty() && how.support.size() != net.item_count())
        throw argument_error("eval::evaluate: support has " + std::to_string(how.support.size()) + " entries and the model " +
                             std::to_string(net.item_count()) + " items; give log.item_support() of the training log");
    const auto start = std::chrono::steady_clock::now();
    std::vector<item_index> to_model(log.items().size());
    for (item_index i = 0; i < to_model.size(); ++i) to_model[i] = net.items().find(log.items()[i]);

    result r;
    metrics_sum sum(how.cutoffs);
    const std::size_t longest = how.cutoffs.empty() ? 0 : *std::max_element(how.cutoffs.begin(), how.cutoffs.end());
    std::vector<std::size_t> listed(how.cutoffs.size());
    std::vector<double> popularity(how.cutoffs.size());
    std::vector<std::vector<bool>> seen(how.cutoffs.size(), std::vector<bool>(net.item_count()));
    const double top_support =
        how.support.empty() ? 0 : static_cast<double>(*std::max_element(how.support.begin(), how.support.end()));

    constexpr std::size_t query_block = 64;
    detail::chunk c;
    batch::packer packed;
    batch::column_gatherer columns(log, input::wanted_columns(net.policy.input));
    workspace memory;
    std::vector<workspace> per_block;
    std::vector<detail::event> events;
    std::vector<detail::standing> places;
    std::vector<simd::top_k_heap<T>> lists;
    std::vector<simd::scored<T>> list(longest);
    for (std::size_t first = 0; first < log.session_count(); first += how.sessions) {
        detail::collect(log, first, std::min(log.session_count(), first + how.sessions), to_model, c, sum, r);
        if (c.sequences.empty()) continue;
        memory.reset();
        packed.pack(c.sequences, c.events);
        event_rows rows = packed.rows();
        rows.columns = columns.gather(packed.events());
        auto states = memory.take_zeros<T>(packed.lanes(), net.state_width());
        auto after = memory.take<T>(packed.lanes(), net.state_width());
        typename Model::tape tape;
        pass run{.memory = memory, .threads = how.threads};
        const view<const T> q = net.forward(run, rows, encoder::lane_states<T>{states, after}, tape);
        events.clear();
        for (std::size_t l = 0; l < packed.lanes(); ++l)
            for (const auto& [position, target] : c.targets[packed.sequence_of(l)])
                events.push_back({static_cast<std::uint32_t>(packed.row(l, position)), target});

        places.resize(events.size());
        if (how.lists) {
            while (lists.size() < events.size()) lists.emplace_back(longest);
            for (std::size_t e = 0; e < events.size(); ++e) lists[e].clear();
        }
        const std::size_t blocks = (events.size() + query_block - 1) / query_block;
        if (per_block.size() < blocks) per_block.resize(blocks);
        parallel_blocks(events.size(), query_block, how.threads, [&](std::size_t from, std::size_t to) {
            workspace& own = per_block[from / query_block];
            own.reset();
            auto queries = own.take<T>(to - from, q.cols);
            auto targets = own.take_span<item_index>(to - from);
            for (std::size_t e = from; e < to; ++e) {
                std::copy_n(q.row(events[e].row).data(), q.cols, queries.row(e - from).data());
                targets[e - from] = events[e].target;
            }
            const auto own_lists = how.lists ? std::span(lists).subspan(from, to - from) : std::span(lists).first(0);
            detail::rank_block<Model>(net, queries, targets, std::span(places).subspan(from, to - from), own_lists, own);
        });
        for (std::size_t e = 0; e < events.size(); ++e) {
            sum.add(rank_of(places[e].higher, places[e].same, how.rule));
            if (!how.lists) continue;
            const std::size_t n = lists[e].sorted_into(list);
            for (std::size_t k = 0; k < how.cutoffs.size(); ++k)
                for (std::size_t i = 0; i < std::min(n, how.cutoffs[k]); ++i) {
                    const item_index item = list[i].item;
                    seen[k][item] = true;
                    ++listed[k];
                    if (top_support > 0) popularity[k] += how.support[item] / top_support;
                }
        }
    }
    r.at = sum.means();
    r.events = sum.events();
    for (std::size_t k = 0; k < r.at.size(); ++k) {
        r.at[k].coverage = static_cast<double>(std::count(seen[k].begin(), seen[k].end(), true)) /
                           static_cast<double>(net.item_count());
        r.at[k].popularity = listed[k] == 0 ? 0 : popularity[k] / static_cast<double>(listed[k]);
    }
    r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return r;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::eval
