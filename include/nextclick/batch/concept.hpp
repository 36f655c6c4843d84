// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A batcher divides a click log into batches without copying it. An epoch is an order of *units* (sessions, users or prefixes),
/// which the trainer chooses. To write a batcher, copy the shortest one of this folder.
NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Which clicks are kept of a sequence that is too long.
enum class keep : std::uint8_t { last, first };

/// The divisor of a step's summed loss.
enum class divisor : std::uint8_t {
    automatic,  ///< the batcher's default: `size` for lanes of single clicks, a full batch's average for user_sessions, else `actual`
    actual,     ///< the number of targets of the step, so that every step is a mean
    size        ///< the batch size, also when a step has fewer targets or more
};

/// For evaluation and serving, in place of a number of clicks: the limit that the model was trained with, and the same choice of clicks.
inline constexpr std::size_t as_trained = std::numeric_limits<std::size_t>::max();

/// Which clicks are targets. In a log of micro behaviours a run of events on one item is one macro behaviour, and a repeated item
/// is trivial to predict (docs/models.md 3.10).
enum class target_filter : std::uint8_t {
    every_click,
    new_item  ///< only clicks on another item than the click before
};

/// The options of all batchers.
struct options {
    std::size_t size = 32;       ///< targets of a step: lanes, prefixes, or the number of targets that whole sessions must reach
    std::size_t max_length = 0;  ///< maximum clicks of a lane, 0: no limit
    keep kept = keep::last;      ///< which clicks are kept of a longer sequence
    double click_dropout = 0;    ///< probability that a click is left out of the input; redrawn every epoch
    divisor loss_divisor = divisor::automatic;
    target_filter targets = target_filter::every_click;  ///< batch::whole_sessions and batch::prefixes only
};

namespace detail {
/// Throws `argument_error` for options that no batcher supports with this log.
void check(const options& options, const data::click_log& log, const char* caller);

/// Throws `argument_error` for options that lanes of single clicks do not support.
void check_single_clicks(const options& options, const data::click_log& log, const char* caller);

/// The events [begin, end) of a log.
struct event_range {
    std::uint32_t begin, end;
    std::size_t size() const { return end - begin; }
};

/// Whether the click `event`, not the first of its session, is a target.
inline bool is_target(const data::click_log& log, std::uint32_t event, target_filter targets) {
    return targets == target_filter::every_click || log.item_column()[event] != log.item_column()[event - 1];
}

/// The clicks that are kept if there are more than `max_length`.
constexpr event_range cut(event_range r, std::size_t max_length, keep kept) {
    if (max_length == 0 || r.size() <= max_length) return r;
    const auto n = static_cast<std::uint32_t>(max_length);
    return kept == keep::last ? event_range{r.end - n, r.end} : event_range{r.begin, r.begin + n};
}
}  // namespace detail

template <class B>
concept HasName = requires {
    { B::name() } -> std::convertible_to<std::string>;
};
template <class B>
concept HasTraits = requires {
    { B::whole_prefixes } -> std::convertible_to<bool>;    // a lane contains its session from the start (or from the cut)
    { B::one_query_a_lane } -> std::convertible_to<bool>;  // only the last row of a lane is a query
    { B::carries_states } -> std::convertible_to<bool>;    // lanes continue the states of the previous batch
};
template <class B>
concept HasCounts = requires(const B b, const data::click_log& log, const options& options, std::vector<std::uint32_t>& units) {
    { B::event_count(log, options) } -> std::convertible_to<std::size_t>;  // targets of an epoch, dropped ones included
    { b.passed() } -> std::convertible_to<std::size_t>;                    // how many of these are done
    { b.lanes() } -> std::convertible_to<std::size_t>;                     // maximum lanes of a batch
    B::list_units(log, options, units);                                    // all units, oldest first
};
template <class B>
concept HasNext = requires(B b, std::span<const std::uint32_t> order, std::size_t min_targets, random_stream random, event_rows& rows) {
    b.start(order, min_targets, random);  // an epoch; fewer targets than `min_targets` make no batch
    { b.next(rows) } -> std::same_as<bool>;
    { b.events() } -> std::convertible_to<std::span<const std::uint32_t>>;  // the log event of every row, for its columns
};

/// A batcher of an earlier interface.
template <class B>
concept FormerSpelling = requires { typename std::bool_constant<B::deals_users>; };

/// Whether the lanes of a batcher are users, whose sessions follow one another; every session but a user's first is marked.
template <class B>
inline constexpr bool lanes_are_users = requires { requires B::lanes_are_users; };

/// The concept of all batchers. The log must outlive the batcher, and the order must stay valid during its epoch; batches depend
/// only on log, options, order and random stream. Nothing is allocated after the largest batch.
template <class B>
concept Batcher =
    HasName<B> && HasTraits<B> && std::constructible_from<B, const data::click_log&, const options&> && HasCounts<B> && HasNext<B>;

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/concept.ipp"
#endif
