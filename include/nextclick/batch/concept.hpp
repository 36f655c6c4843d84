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

/// A batcher deals a click log out as batches; it copies no event of it. What an epoch is put in order of, its *units*,
/// are sessions or prefixes; the trainer orders them. To write one: copy the shortest neighbour.
NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// Which clicks of a longer row of clicks stay.
enum class keep : std::uint8_t { last, first };

/// What the summed loss of a step is divided by.
enum class divisor : std::uint8_t {
    usual,   ///< what suits the batcher: `size` for lanes of single clicks, a full batch's for user_sessions, else `actual`
    actual,  ///< the targets of the step, so that every step is a mean
    size     ///< the batch size, also when a step has fewer targets or more
};

/// For evaluation and serving, in place of a number of clicks: as many as the training of the model saw, the same ones of more.
inline constexpr std::size_t as_trained = std::numeric_limits<std::size_t>::max();

/// Which clicks are asked for. Where a log holds micro behaviours, a run of events on one item is one macro behaviour, and
/// that the item goes on is easily said (docs/models.md 3.10).
enum class target_filter : std::uint8_t {
    every_click,
    new_item  ///< only clicks on another item than the click before
};

/// What all batchers are told.
struct options {
    std::size_t size = 32;     ///< targets of a step: lanes, prefixes, or what whole sessions must reach
    std::size_t longest = 0;   ///< clicks that a lane may hold, 0: all
    keep kept = keep::last;    ///< which ones, of more
    double click_dropout = 0;  ///< probability that a click is left out of the input; drawn anew every epoch
    divisor per = divisor::usual;
    target_filter targets = target_filter::every_click;  ///< batch::whole_sessions and batch::prefixes only
};

namespace detail {
/// Throws `argument_error` for what no batcher can do with this log.
void check(const options& options, const data::click_log& log, const char* who);

/// Throws `argument_error` for what lanes of one click cannot do.
void check_single_clicks(const options& options, const data::click_log& log, const char* who);

/// Events of a log, from begin up to end.
struct event_range {
    std::uint32_t begin, end;
    std::size_t size() const { return end - begin; }
};

/// Whether the click `event`, not the first of its session, is asked for.
inline bool asked(const data::click_log& log, std::uint32_t event, target_filter targets) {
    return targets == target_filter::every_click || log.item_column()[event] != log.item_column()[event - 1];
}

/// The clicks that stay of more than `longest`.
constexpr event_range cut(event_range r, std::size_t longest, keep kept) {
    if (longest == 0 || r.size() <= longest) return r;
    const auto n = static_cast<std::uint32_t>(longest);
    return kept == keep::last ? event_range{r.end - n, r.end} : event_range{r.begin, r.begin + n};
}
}  // namespace detail

template <class B>
concept SaysWhatItDeals = requires {
    { B::name() } -> std::convertible_to<std::string>;
    { B::whole_prefixes } -> std::convertible_to<bool>;    // a lane holds its session from the start (or from the cut)
    { B::one_query_a_lane } -> std::convertible_to<bool>;  // asked at the end of a lane only
    { B::carries_states } -> std::convertible_to<bool>;    // lanes go on with states of the batch before
};
template <class B>
concept Counts = requires(const B b, const data::click_log& log, const options& options, std::vector<std::uint32_t>& units) {
    { B::event_count(log, options) } -> std::convertible_to<std::size_t>;  // targets of an epoch, with those dropped
    { b.passed() } -> std::convertible_to<std::size_t>;                    // of these, how many lie behind
    { b.lanes() } -> std::convertible_to<std::size_t>;                     // the most of a batch
    B::list_units(log, options, units);                                    // all units, oldest first
};
template <class B>
concept Deals = requires(B b, std::span<const std::uint32_t> order, std::size_t fewest, random_stream random, event_rows& rows) {
    b.start(order, fewest, random);  // an epoch; fewer targets than `fewest` make no batch
    { b.next(rows) } -> std::same_as<bool>;
    { b.events() } -> std::convertible_to<std::span<const std::uint32_t>>;  // in the log, of every row: for its columns
};

/// Batchers whose lanes are users: their sessions follow one another, and a further one is marked.
template <class B>
inline constexpr bool deals_users = requires {
    requires B::deals_users;
};

/// The contract of the room. The log must outlive the batcher, and the order its epoch; batches depend on log, options,
/// order and random stream alone. Nothing is allocated once the largest batch has been dealt.
template <class B>
concept Batcher = SaysWhatItDeals<B> && std::constructible_from<B, const data::click_log&, const options&> && Counts<B> && Deals<B>;

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/concept.ipp"
#endif
