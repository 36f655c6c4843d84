// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/prefix_lanes.hpp"
#include "nextclick/eval/tally.hpp"
#include "nextclick/eval/target_rank.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/model/score_items.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/rank_by_query.hpp"
#include "nextclick/simd/vector.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Ranks query by query for models whose scores are not products of query and item rows; see rank_block.
template <class Model, class T = typename Model::scalar>
void rank_by_net(const Model& net, std::type_identity_t<view<const T>> q, std::span<const item_index> targets,
                 std::span<target_rank> places, std::span<simd::top_k_heap<T>> lists, workspace& memory) {
    constexpr std::size_t block = 256;
    const auto scores = memory.take_span<T>(block);
    for (std::size_t r = 0; r < q.rows; ++r) {
        T target;
        score_items(net, q.row(r), targets[r], std::span(&target, 1));
        target_rank place;
        for (std::size_t first = 0; first < net.item_count(); first += block) {
            const auto s = scores.first(std::min(block, net.item_count() - first));
            score_items(net, q.row(r), first, s);
            for (const T x : s) {
                place.higher += x > target ? 1 : 0;
                place.same += x == target ? 1 : 0;
            }
            if (!lists.empty()) lists[r].offer_block(std::span<const T>(s), static_cast<item_index>(first), simd::accept_all{});
        }
        place.same -= std::min<std::size_t>(place.same, 1);  // without the target itself
        place.ranked = target == target;
        places[r] = place;
    }
}

/// Scores the catalogue block by block for the rows of q, and stores only counts (and lists).
template <class T>
void rank_block(const table::item_table<T>& table, std::type_identity_t<view<const T>> q, std::span<const item_index> targets,
                std::span<target_rank> places, std::span<simd::top_k_heap<T>> lists, workspace& memory) {
    constexpr std::size_t block = 192;  // scores and rows of the table fit into the L2 cache
    const auto transposed =
        simd::pack_transposed<simd::default_arch, T>(q, memory.take_span<T>(simd::packed_size<simd::default_arch, T>(q.cols, q.rows)));
    const auto scores = memory.take<T>(std::max(block, q.rows), q.rows);
    const auto target = memory.take_span<T>(q.rows), least = memory.take_span<T>(q.rows);
    const auto counts = memory.take_zeros<std::uint32_t>(2, q.rows);
    std::fill(least.begin(), least.end(), -std::numeric_limits<T>::infinity());
    const auto own = scores.block(0, q.rows);  // same order of summation as below, hence the same bits
    table.rows_of(memory, targets).score(transposed, own);
    for (std::size_t r = 0; r < q.rows; ++r) target[r] = own(r, r);
    for (std::size_t first = 0; first < table.size(); first += block) {
        const auto s = scores.block(0, std::min(block, table.size() - first));
        for (std::size_t next = first + block; next < std::min(table.size(), first + 2 * block); ++next) table.prefetch(next);
        const auto mark = memory.here();
        table.block(memory, first, s.rows).score(transposed, s);
        memory.release(mark);
        simd::count_by_query<simd::default_arch, T>(s, target, counts.row(0), counts.row(1));
        if (!lists.empty()) simd::offer_by_query<simd::default_arch, T>(s, static_cast<item_index>(first), lists, least);
    }
    for (std::size_t r = 0; r < q.rows; ++r)  // without the target itself; a NaN is not ranked
        places[r] = {counts(0, r), counts(1, r) - std::min(counts(1, r), 1u), target[r] == target[r]};
}

/// The interface of a model's ranking of prefix queries.
class prefix_ranking {
public:
    virtual ~prefix_ranking() = default;

    /// Encodes the prefixes of a chunk and ranks their targets.
    virtual void add(prefix_lanes& prefixes) = 0;
    /// Passes the ranks computed since the last call to the pending events.
    virtual void finish_queued(tally& events) = 0;

    /// Sets the number of users and resets their states.
    virtual void start_users(std::size_t users) = 0;
    /// Encodes one session of each of `users`, updates their states and ranks the targets. rows.item: event indices of the log.
    virtual void add_users(event_rows rows, std::span<const std::size_t> users,
                           std::span<const prefix_lanes::query_target> query_targets) = 0;
    /// Encodes sessions of the history without ranking. The rows have the items and columns of the history.
    virtual void read_users(event_rows rows, std::span<const std::size_t> users) = 0;
};

/// Stores the ranks of queries in T, and their lists.
template <class T>
class query_ranking : public prefix_ranking {
public:
    void finish_queued(tally& events) override {
        events.finish_queued(places_,
                             [&](std::size_t e) { return std::span<const simd::scored<T>>(list_).first(lists_[e].sorted_into(list_)); });
        places_.clear();
    }

protected:
    explicit query_ranking(const options& options) : options_(options), list_(list_metrics::max_length(options)) {}

    /// Calls rank_some(queries, targets, places, lists, memory) for blocks of queries in parallel.
    template <class RankSome>
    void rank(view<const T> q, std::span<const prefix_lanes::query_target> events, const RankSome& rank_some) {
        constexpr std::size_t query_block = 64;
        places_.resize(events.size());
        if (options_.list_metrics) {
            while (lists_.size() < events.size()) lists_.emplace_back(list_.size());
            for (std::size_t e = 0; e < events.size(); ++e) lists_[e].clear();
        }
        const std::size_t blocks = (events.size() + query_block - 1) / query_block;
        if (per_block_.size() < blocks) per_block_.resize(blocks);
        for_each_block(events.size(), query_block, options_.threads, [&](std::size_t from, std::size_t to) {
            workspace& own = per_block_[from / query_block];
            own.reset();
            auto queries = own.take<T>(to - from, q.cols);
            auto targets = own.take_span<item_index>(to - from);
            for (std::size_t e = from; e < to; ++e) {
                std::copy_n(q.row(events[e].query).data(), q.cols, queries.row(e - from).data());
                targets[e - from] = events[e].target;
            }
            const auto own_lists = options_.list_metrics ? std::span(lists_).subspan(from, to - from) : std::span(lists_).first(0);
            rank_some(queries, targets, std::span(places_).subspan(from, to - from), own_lists, own);
        });
    }
    void rank(view<const T> q, std::span<const prefix_lanes::query_target> events, const table::item_table<T>& table) {
        rank(q, events,
             [&](view<T> queries, std::span<const item_index> targets, std::span<target_rank> places, std::span<simd::top_k_heap<T>> lists,
                 workspace& memory) { rank_block<T>(table, queries, targets, places, lists, memory); });
    }

    const options& options_;

private:
    std::vector<workspace> per_block_;
    std::vector<target_rank> places_;
    std::vector<simd::top_k_heap<T>> lists_;
    std::vector<simd::scored<T>> list_;
};

template <class Model>
class ranking final : public query_ranking<typename Model::scalar> {
    using T = typename Model::scalar;

public:
    /// `to_model`: the model's index of every item of the log.
    ranking(const Model& net, const data::click_log& log, std::span<const item_index> to_model, const options& options)
        : query_ranking<T>(options), net_(net), log_(log), to_model_(to_model), columns_(log, input::required_columns(net.policy.input)) {}

    void add(prefix_lanes& prefixes) override {
        if (prefixes.empty()) return;
        memory_.reset();
        const event_rows rows = prefixes.pack();
        const auto states = memory_.take_zeros<T>(rows.steps.lanes(), net_.state_width());
        const auto after = memory_.take<T>(rows.steps.lanes(), net_.state_width());
        add(rows, {states, after}, prefixes.query_targets());
    }

    void start_users(std::size_t users) override {
        states_.assign(users * net_.state_width(), T(0));
        seen_.assign(users, 0);
    }
    void add_users(event_rows rows, std::span<const std::size_t> users,
                   std::span<const prefix_lanes::query_target> query_targets) override {
        memory_.reset();
        const encoder::lane_states<T> states = states_of(users, rows);
        add(rows, states, query_targets);
        keep(states, users);
    }
    void read_users(event_rows rows, std::span<const std::size_t> users) override {
        memory_.reset();
        const encoder::lane_states<T> states = states_of(users, rows);
        pass run{.memory = memory_, .threads = this->options_.threads};
        net_.encode_states(run, rows, states.in, states.out);
        keep(states, users);
    }

private:
    void add(event_rows rows, const encoder::lane_states<T>& states, std::span<const prefix_lanes::query_target> query_targets) {
        const auto events = rows.item;  // event indices of the log; replaced by the model's item indices below
        const auto items = memory_.take_span<item_index>(events.size());
        for (std::size_t r = 0; r < items.size(); ++r) items[r] = to_model_[log_.item_column()[events[r]]];
        rows.item = items;
        rows.columns = columns_.gather(events);
        pass run{.memory = memory_, .threads = this->options_.threads};
        const view<const T> queries = net_.encode(run, rows, states.in, states.out).queries;
        if constexpr (output::scores_by_net<typename Model::output_type>)
            this->rank(queries, query_targets,
                       [&](view<T> q, std::span<const item_index> targets, std::span<target_rank> places,
                           std::span<simd::top_k_heap<T>> lists, workspace& own) { rank_by_net(net_, q, targets, places, lists, own); });
        else
            this->rank(queries, query_targets, net_.table());
    }

    encoder::lane_states<T> states_of(std::span<const std::size_t> users, event_rows& rows) {
        const std::size_t width = net_.state_width();
        const auto in = memory_.take<T>(users.size(), width), out = memory_.take<T>(users.size(), width);
        returning_.resize(users.size());
        for (std::size_t l = 0; l < users.size(); ++l) {
            std::copy_n(states_.data() + users[l] * width, width, in.row(l).data());
            returning_[l] = std::exchange(seen_[users[l]], 1);
        }
        rows.steps.returning = returning_;
        return {in, out};
    }
    void keep(const encoder::lane_states<T>& states, std::span<const std::size_t> users) {
        for (std::size_t l = 0; l < users.size(); ++l) std::ranges::copy(states.out.row(l), states_.data() + users[l] * net_.state_width());
    }

    const Model& net_;
    const data::click_log& log_;
    std::span<const item_index> to_model_;
    batch::column_gatherer columns_;
    workspace memory_;
    std::vector<T> states_;
    std::vector<std::uint8_t> seen_, returning_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
