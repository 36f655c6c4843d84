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

/// A lane is a prefix of a session, which asks once, at its end, for the click after it: prefix augmentation, as in Tan,
/// NARM, STAMP, SR-GNN (docs/models.md 1.7). The work grows with the square of the sessions' lengths; a causal model has the
/// same sums from `whole_sessions`. `size` is the number of prefixes of a batch, the divisor their actual number unless
/// asked otherwise. A unit is a prefix, named by the event that it asks for.
/// Of a prefix of more than `longest` clicks the last (or the first) `longest` stay; `click_dropout` takes single clicks
/// out of what is left, but never all; the label stays.
/// memory    4 bytes a prefix for the order, which the trainer holds; the rows of a batch
class prefixes {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = true, carries_states = false;
    static std::string name() { return "prefixes"; }

    /// Throws `argument_error` for a batch size of 0 and a dropout outside [0, 1).
    prefixes(const data::click_log& log, const options& options) : log_(&log), options_(options) {
        detail::check(options, log, "batch::prefixes");
    }

    /// Starts an epoch over the prefixes in this order, which is not copied. A batch of fewer than `fewest` is left out.
    void start(std::span<const std::uint32_t> order, std::size_t fewest = 1, random_stream random = {}) {
        order_ = order;
        fewest_ = std::max<std::size_t>(fewest, 1);
        random_ = random;
        next_ = 0;
    }

    /// The next batch; false at the end of the epoch. Spans in `rows` live until the next call.
    bool next(event_rows& rows) {
        const std::size_t n = std::min(options_.size, order_.size() - next_);
        if (n < fewest_) return false;
        packed_.clear();
        for (std::size_t i = 0; i < n; ++i) add(order_[next_ + i]);
        next_ += n;
        rows = packed_.ask_at_the_ends(*log_, options_.per == divisor::size ? options_.size : n);
        return true;
    }

    /// The event in the log of every row of the batch.
    std::span<const std::uint32_t> events() const { return packed_.row_events(); }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return next_; }
    /// Every event that is asked for; never the first of a session.
    static void list_units(const data::click_log& log, const options& options, std::vector<std::uint32_t>& units) {
        units.clear();
        units.reserve(log.event_count() - log.session_count());
        for_targets(log, options, [&](std::uint32_t e) { units.push_back(e); });
    }
    static std::size_t event_count(const data::click_log& log, const options& options = {}) {
        std::size_t n = 0;
        for_targets(log, options, [&](std::uint32_t) { ++n; });
        return n;
    }

private:
    template <class F>
    static void for_targets(const data::click_log& log, const options& options, const F& f) {
        const auto begin = log.session_begin();
        for (std::size_t s = 0; s + 1 < begin.size(); ++s)
            for (std::uint32_t e = begin[s] + 1; e < begin[s + 1]; ++e)
                if (detail::asked(log, e, options.targets)) f(e);
    }

    void add(std::uint32_t target) {
        const auto begin = log_->session_begin();
        const std::uint32_t first = *(std::upper_bound(begin.begin(), begin.end(), target) - 1);
        const detail::event_range inputs = detail::cut({first, target}, options_.longest, options_.kept);
        const random_stream random = options_.click_dropout == 0 ? random_stream{} : random_.fork(target);
        for (std::uint32_t e = inputs.begin; e < inputs.end; ++e)
            if (options_.click_dropout == 0 || random.uniform(e - inputs.begin) >= options_.click_dropout) packed_.add(e);
        if (packed_.lane_is_empty()) packed_.add(inputs.end - 1);
        packed_.end_lane(target);
    }

    const data::click_log* log_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t fewest_ = 1, next_ = 0;
    random_stream random_;
    event_packer packed_;
};
static_assert(Batcher<prefixes>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE
