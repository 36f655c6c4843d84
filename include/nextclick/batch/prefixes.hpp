// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/event_packer.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// A lane is a prefix of a session, and its last row is the query for the next click: prefix augmentation, as in Tan, NARM, STAMP,
/// SR-GNN (docs/models.md 1.7). The work grows with the square of the sessions' lengths; for a causal model `whole_sessions`
/// computes the same sums. `size` is the number of prefixes of a batch; the default divisor is their actual number. A unit is a
/// prefix, identified by its target event. Of a prefix of more than `max_length` clicks the last (or the first) `max_length` are kept;
/// `click_dropout` removes single clicks of these, but never all, and never the target.
/// memory    4 bytes a prefix for the order, which the trainer owns; the rows of a batch
class prefixes {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = true, carries_states = false;
    static std::string name() { return "prefixes"; }

    /// Throws `argument_error` for a batch size of 0 and a dropout outside [0, 1).
    prefixes(const data::click_log& log, const options& options) : log_(&log), options_(options) {
        detail::check(options, log, "batch::prefixes");
    }

    /// Starts an epoch over the prefixes in this order, which is not copied. A batch of fewer than `min_targets` is left out.
    void start(std::span<const std::uint32_t> order, std::size_t min_targets = 1, random_stream random = {});

    /// Makes the next batch; returns false at the end of the epoch. Spans in `rows` are valid until the next call.
    bool next(event_rows& rows);

    /// The log event of every row of the batch.
    std::span<const std::uint32_t> events() const { return packed_.row_events(); }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return next_; }
    /// Lists every target event; never the first of a session.
    static void list_units(const data::click_log& log, const options& options, std::vector<std::uint32_t>& units);
    static std::size_t event_count(const data::click_log& log, const options& options = {});

private:
    template <class F>
    static void for_targets(const data::click_log& log, const options& options, const F& f) {
        const auto begin = log.session_begin();
        for (std::size_t s = 0; s + 1 < begin.size(); ++s)
            for (std::uint32_t e = begin[s] + 1; e < begin[s + 1]; ++e)
                if (detail::is_target(log, e, options.targets)) f(e);
    }

    void add(std::uint32_t target);

    const data::click_log* log_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t min_targets_ = 1, next_ = 0;
    random_stream random_;
    event_packer packed_;
};
static_assert(Batcher<prefixes>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/prefixes.ipp"
#endif
