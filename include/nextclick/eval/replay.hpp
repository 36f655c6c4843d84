// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/core/blocks.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/eval/known_items.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"
#include "nextclick/eval/tally.hpp"
#include "nextclick/eval/target_rank.hpp"
#include "nextclick/ranker/clicks.hpp"
#include "nextclick/simd/top_k.hpp"

/// Evaluation click by click, as in serving, for methods without batches.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Replays sessions with one adapter, which has
///     start()                a new session
///     click(item[, time])    a click on a known item, with its time if the log has times
///     score(clicks)          computes the scores after these clicks, at least one
///     rank_target(target, place)   sets the rank of the target; false: not ranked
///     list(heap)             offers the ranked items
template <class Adapter>
class replayed_sessions {
    using T = typename Adapter::scalar;

public:
    replayed_sessions(Adapter adapter, std::size_t longest_list) : adapter_(std::move(adapter)), heap_(longest_list) {}

    void run(const data::click_log& log, std::span<const item_index> to_model, const options& options, const tally& sum, std::size_t first,
             std::size_t last) {
        events_.clear();
        lists_.clear();
        list_end_.clear();
        const auto in_model = [&](item_index i) { return i == no_item ? no_item : to_model[i]; };
        for (std::size_t s = first; s < last; ++s) {
            const auto events = log.items_of(s);
            const auto times = log.times_of(s);
            adapter_.start();
            items_.clear();
            times_.clear();
            for (std::size_t t = 0; t + 1 < events.size(); ++t) {
                if (const item_index item = in_model(events[t]); item != no_item) {
                    items_.push_back(item);
                    if (!times.empty()) times_.push_back(times[t]);
                    times.empty() ? adapter_.click(item) : adapter_.click(item, times[t]);
                }
                const std::uint32_t next = log.session_begin()[s] + static_cast<std::uint32_t>(t) + 1;
                const item_index target = in_model(events[t + 1]);
                if (!is_evaluated(log, s, next, target, options)) continue;
                events_.push_back(sum.event(s, next, target, !items_.empty()));
                if (events_.back().ranked()) rank(events_.back(), options);
            }
        }
    }
    void add_to(tally& sum) const {
        for (const ranked_event& e : events_) sum.add(e);
        for (std::size_t list = 0, begin = 0; list < list_end_.size(); begin = list_end_[list++])
            sum.list(std::span<const simd::scored<T>>(lists_).subspan(begin, list_end_[list] - begin));
    }

    const Adapter& adapter() const { return adapter_; }

private:
    void rank(ranked_event& e, const options& options) {
        const std::size_t n = items_.size(), max = options.max_length == 0 ? n : std::min(n, options.max_length);
        const std::size_t from = options.kept == batch::keep::last ? n - max : 0;
        adapter_.score({std::span(items_).subspan(from, max),
                        times_.empty() ? std::span<const std::int64_t>() : std::span<const std::int64_t>(times_).subspan(from, max)});
        target_rank place;
        place.ranked = adapter_.rank_target(e.item, place);
        tally::set_rank(e, place);
        if (!options.list_metrics) return;
        heap_.clear();
        adapter_.list(heap_);
        const std::size_t begin = lists_.size();
        lists_.resize(begin + heap_.size());
        heap_.sorted_into(std::span(lists_).subspan(begin));
        list_end_.push_back(lists_.size());
    }

    Adapter adapter_;
    simd::top_k_heap<T> heap_;
    std::vector<item_index> items_;
    std::vector<std::int64_t> times_;
    std::vector<ranked_event> events_;
    std::vector<simd::scored<T>> lists_;
    std::vector<std::size_t> list_end_;
};

inline std::size_t longest_session(const data::click_log& log) {
    std::size_t longest = 1;
    for (std::size_t s = 0; s < log.session_count(); ++s) longest = std::max(longest, log.items_of(s).size());
    return longest;
}

/// make() creates an adapter; several run in parallel. Sums are added, and `each` is called, in the order of the log. done(adapter)
/// is called for each adapter at the end.
template <class Make, class Done>
result replay(const data::click_log& log, const data::vocabulary& items, std::size_t item_count, const options& options,
              const event_sink& each, const Make& make, const Done& done) {
    check_options(options, item_count);
    if (options.history != nullptr)
        throw argument_error(
            "eval: a history of users is for models that carry a state from session to session; do not set "
            "eval::options::history");
    const auto start = std::chrono::steady_clock::now();
    const std::vector<item_index> to_model = data::translation(log.items(), items);
    result r;
    check_log(log, to_model, items, options, r);
    tally sum(log, item_count, options, each, r);
    constexpr std::size_t block = 32, blocks = 32;
    using adapter = decltype(make());
    std::vector<replayed_sessions<adapter>> parts;
    for (std::size_t b = 0; b < std::min(blocks, (log.session_count() + block - 1) / block); ++b)
        parts.emplace_back(make(), list_metrics::max_length(options));
    for (std::size_t first = 0; first < log.session_count(); first += block * blocks) {
        const std::size_t n = std::min(block * blocks, log.session_count() - first);
        for_each_block(n, block, options.threads, [&](std::size_t from, std::size_t to) {
            parts[from / block].run(log, to_model, options, sum, first + from, first + to);
        });
        for (std::size_t b = 0; b * block < n; ++b) parts[b].add_to(sum);
    }
    for (const auto& part : parts) done(part.adapter());
    sum.finish();
    r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return r;
}

template <class Make>
result replay(const data::click_log& log, const data::vocabulary& items, std::size_t item_count, const options& options,
              const event_sink& each, const Make& make) {
    return replay(log, items, item_count, options, each, make, [](const auto&) {});
}

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
