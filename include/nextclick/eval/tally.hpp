// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "nextclick/eval/list_metrics.hpp"
#include "nextclick/eval/metrics.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Collects the events of an evaluation, session by session: updates metrics and counts, and calls the callbacks. Events that are
/// ranked in blocks are queued in order, together with the misses between them.
class tally {
public:
    tally(const data::click_log& log, std::size_t items, const options& options, const event_sink& each, result& r)
        : log_(&log), options_(&options), each_(each), r_(r), sum_(options.cutoffs, options.rule), list_metrics_(items, options) {
        r.rule = options.rule;
    }

    /// Makes the event that callbacks receive; its rank may be set later.
    ranked_event event(std::size_t session, std::uint32_t number, item_index item, bool has_query) const;

    void add(const ranked_event& e);
    template <class T>
    void list(std::span<const simd::scored<T>> best_first) {
        list_metrics_.add(best_first);
    }

    void queue(const ranked_event& e);
    std::size_t queued() const { return queued_.size(); }
    /// Adds the queued events; `places` are the ranks of the `ranked` ones, in order. list_of(i) returns the list of places[i].
    template <class ListOf>
    void finish_queued(std::span<const target_rank> places, const ListOf& list_of) {
        std::size_t i = 0;
        for (ranked_event& e : queued_) {
            if (e.ranked()) {
                if (options_->list_metrics) list(list_of(i));
                set_rank(e, places[i++]);
            }
            add(e);
        }
        queued_.clear();
    }
    static void set_rank(ranked_event& e, const target_rank& place);

    void finish();

private:
    const data::click_log* log_;
    const options* options_;
    const event_sink& each_;
    result& r_;
    metrics_sum sum_;
    list_metrics list_metrics_;
    std::vector<ranked_event> queued_;
    std::uint32_t session_ = 0;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/tally.ipp"
#endif
