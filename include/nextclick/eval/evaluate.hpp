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
#include "nextclick/core/parallel.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/prefix_lanes.hpp"
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
    std::size_t sessions = 256;  ///< lanes encoded together: sessions, or prefixes; less of long ones
    int threads = available_threads();
    /// Support of every item of the model in training, for `popularity`; empty: left at 0.
    std::vector<std::uint32_t> support{};
    /// Clicks that a prefix may hold, 0: all. As in training, where batches were cut.
    std::size_t longest = 0;
    batch::keep kept = batch::keep::last;
    /// Which clicks are evaluated: every one (micro behaviours), or those on a new item (macro behaviours).
    batch::asks targets = batch::asks::every_click;
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

/// Encodes the prefixes of a chunk and adds the ranks of what they ask for, in order of the log.
template <class Model>
class ranking {
    using T = typename Model::scalar;

public:
    /// to_model: the model's number of every item of the log.
    ranking(const Model& net, const data::click_log& log, std::span<const item_index> to_model, const options& how)
        : net_(net),
          log_(log),
          to_model_(to_model),
          columns_(log, input::wanted_columns(net.policy.input)),
          how_(how),
          longest_list_(how.cutoffs.empty() ? 0 : *std::max_element(how.cutoffs.begin(), how.cutoffs.end())),
          top_support_(how.support.empty() ? 0 : static_cast<double>(*std::max_element(how.support.begin(), how.support.end()))),
          list_(longest_list_),
          listed_(how.cutoffs.size()),
          popularity_(how.cutoffs.size()),
          seen_(how.cutoffs.size(), std::vector<bool>(net.item_count())) {}

    void add(prefix_lanes& prefixes, metrics_sum& sum) {
        if (prefixes.empty()) return;
        memory_.reset();
        event_rows rows = prefixes.pack();
        const auto events = rows.item;  // what the lanes are made of; their items are the model's
        const auto items = memory_.take_span<item_index>(events.size());
        for (std::size_t r = 0; r < items.size(); ++r) items[r] = to_model_[log_.item_column()[events[r]]];
        rows.item = items;
        rows.columns = columns_.gather(events);
        auto states = memory_.take_zeros<T>(rows.steps.lanes(), net_.state_width());
        auto after = memory_.take<T>(rows.steps.lanes(), net_.state_width());
        typename Model::tape tape;
        pass run{.memory = memory_, .threads = how_.threads};
        rank(net_.forward(run, rows, encoder::lane_states<T>{states, after}, tape), prefixes.questions());
        for (std::size_t e = 0; e < places_.size(); ++e) {
            sum.add(rank_of(places_[e].higher, places_[e].same, how_.rule));
            if (how_.lists) note_list(lists_[e]);
        }
    }

    void finish(result& r) const {
        for (std::size_t k = 0; k < r.at.size(); ++k) {
            r.at[k].coverage = static_cast<double>(std::count(seen_[k].begin(), seen_[k].end(), true)) /
                               static_cast<double>(net_.item_count());
            r.at[k].popularity = listed_[k] == 0 ? 0 : popularity_[k] / static_cast<double>(listed_[k]);
        }
    }

private:
    void rank(view<const T> q, std::span<const prefix_lanes::question> events) {
        constexpr std::size_t query_block = 64;
        places_.resize(events.size());
        if (how_.lists) {
            while (lists_.size() < events.size()) lists_.emplace_back(longest_list_);
            for (std::size_t e = 0; e < events.size(); ++e) lists_[e].clear();
        }
        const std::size_t blocks = (events.size() + query_block - 1) / query_block;
        if (per_block_.size() < blocks) per_block_.resize(blocks);
        parallel_blocks(events.size(), query_block, how_.threads, [&](std::size_t from, std::size_t to) {
            workspace& own = per_block_[from / query_block];
            own.reset();
            auto queries = own.take<T>(to - from, q.cols);
            auto targets = own.take_span<item_index>(to - from);
            for (std::size_t e = from; e < to; ++e) {
                std::copy_n(q.row(events[e].query).data(), q.cols, queries.row(e - from).data());
                targets[e - from] = events[e].target;
            }
            const auto own_lists = how_.lists ? std::span(lists_).subspan(from, to - from) : std::span(lists_).first(0);
            rank_block<Model>(net_, queries, targets, std::span(places_).subspan(from, to - from), own_lists, own);
        });
    }

    void note_list(simd::top_k_heap<T>& heap) {
        const std::size_t n = heap.sorted_into(list_);
        for (std::size_t k = 0; k < how_.cutoffs.size(); ++k)
            for (std::size_t i = 0; i < std::min(n, how_.cutoffs[k]); ++i) {
                const item_index item = list_[i].item;
                seen_[k][item] = true;
                ++listed_[k];
                if (top_support_ > 0) popularity_[k] += how_.support[item] / top_support_;
            }
    }

    const Model& net_;
    const data::click_log& log_;
    std::span<const item_index> to_model_;
    batch::column_gatherer columns_;
    const options& how_;
    std::size_t longest_list_;
    double top_support_;
    workspace memory_;
    std::vector<workspace> per_block_;
    std::vector<standing> places_;
    std::vector<simd::top_k_heap<T>> lists_;
    std::vector<simd::scored<T>> list_;
    std::vector<std::size_t> listed_;
    std::vector<double> popularity_;
    std::vector<std::vector<bool>> seen_;
};

}  // namespace detail

/// Ranks every next click of `log` with the model; the log may have its own vocabulary. A causal model encodes whole
/// sessions, one that is not encodes every prefix on its own; either sees no click behind the one it answers.
/// memory    a block of queries x a block of items a thread, the packed rows of one chunk of sessions
template <class Model>
result evaluate(const Model& net, const data::click_log& log, const options& how = {}) {
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
    detail::ranking<Model> ranks(net, log, to_model, how);
    detail::prefix_lanes prefixes(Model::encoder_type::causal, how.longest, how.kept, std::max<std::size_t>(how.sessions, 1));
    // Unknown items have no input: the query stays that of the known ones before (models.md 2.3, 6.2).
    const auto in_model = [&](item_index i) { return i == no_item ? no_item : to_model[i]; };
    const auto flush = [&] {
        ranks.add(prefixes, sum);
        prefixes.clear();
    };
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto events = log.items_of(s);
        const std::uint32_t begin = log.session_begin()[s];
        for (std::size_t t = 0; t + 1 < events.size(); ++t) {
            const std::uint32_t event = begin + static_cast<std::uint32_t>(t);
            if (in_model(events[t]) != no_item) prefixes.click(event);
            if (!batch::detail::asked(log, event + 1, how.targets)) continue;
            const item_index target = in_model(events[t + 1]);
            if (target != no_item && prefixes.clicks() > 0) {
                prefixes.ask(target);
                if (prefixes.full()) flush();
                continue;
            }
            sum.add_miss();
            ++(target == no_item ? r.unknown_targets : r.without_query);
        }
        prefixes.end_session();
        if (prefixes.full()) flush();
    }
    flush();
    r.at = sum.means();
    r.events = sum.events();
    ranks.finish(r);
    r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return r;
}

}  // namespace nextclick::inline NEXTCLICK_ABI::eval
