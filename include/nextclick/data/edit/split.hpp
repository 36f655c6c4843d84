// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/edit.hpp"
#include "nextclick/data/encode.hpp"

/// Splits into train and test by whole sessions. For a validation set, apply the same split to train. Each takes a log by value:
/// with an rvalue the columns of train shrink in place, and only the test events are copied.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class session_time : std::uint8_t { end, start };  ///< the event that defines the time of a session
/// What happens to test events of items that are not in train.
enum class unknown_items : std::uint8_t {
    drop,     ///< they are removed
    keep,     ///< they become `no_item`, which evaluations count as a miss
    keep_ids  ///< test keeps the vocabulary of the log, for a model with items that train lacks
};
enum class at_boundary : std::uint8_t { test, drop };    ///< the side of a session exactly at the time
enum class crossing : std::uint8_t { whole, cut };       ///< cut: train loses its events from the time on
enum class share_of : std::uint8_t { sessions, pairs };  ///< pairs of a prefix and its next click

struct split_options {
    session_time by = session_time::end;
    unknown_items unknown = unknown_items::drop;  ///< test events of items that are not in train
    at_boundary boundary = at_boundary::test;
    crossing crossing_sessions = crossing::whole;  ///< for train sessions that end after the time; only with `start`
    std::size_t min_session_length = 2;            ///< in train and test, after the split
    bool test_may_be_empty = false;                ///< false: an empty test is an error, as an empty train always is
};

/// Splits of published protocols.
namespace protocol {
/// GRU4Rec (Hidasi et al. 2016) on RSC15: by session end. The default.
inline constexpr split_options gru4rec{};
/// NARM, SR-GNN: train ends strictly before, test strictly after.
inline constexpr split_options narm{.boundary = at_boundary::drop};
/// Hidasi & Czapp 2023: by session start, train has all events before; unknown items are kept and count as misses.
inline constexpr split_options hidasi_czapp{session_time::start, unknown_items::keep, at_boundary::test, crossing::cut, 2};
}  // namespace protocol

struct train_test {
    click_log train;  ///< its vocabulary has only its own items, in the order of the log's vocabulary
    click_log test;   ///< with the vocabulary of train, except for unknown_items::keep_ids
};

namespace detail {

enum class side : std::uint8_t { train, test, neither };

log_columns copy_sessions(const log_columns& from, const std::vector<std::uint32_t>& sessions);

/// Divides sessions as listed, and removes from train the events for which `removed` is true.
template <class Removed>
train_test divide(const char* split, click_log log, const std::vector<side>& sides, const split_options& options, const Removed& removed) {
    log_columns train = std::move(log).release();
    const std::size_t before = train.item.size();
    std::vector<std::uint32_t> chosen;
    std::vector<bool> keep(train.item.size());
    for (std::uint32_t s = 0; s < sides.size(); ++s) {
        if (sides[s] == side::test) chosen.push_back(s);
        for (std::uint32_t e = train.session_begin[s]; e < train.session_begin[s + 1]; ++e)
            keep[e] = sides[s] == side::train && !removed(train, e);
    }
    log_columns test = copy_sessions(train, chosen);
    keep_events(train, keep);
    drop_short_sessions(train, options.min_session_length);
    if (train.item.empty() && before > 0)
        throw data_error(std::string(split) + ": none of the " + std::to_string(sides.size()) +
                         " sessions of the log is left to train on, " + std::to_string(chosen.size()) +
                         " are for the test (sessions of fewer than " + std::to_string(options.min_session_length) +
                         " clicks are dropped); hold out less");
    drop_unused_items(train);
    if (options.unknown != unknown_items::keep_ids) test = encoded_with(click_log(std::move(test)), train.items).release();
    if (options.unknown == unknown_items::drop) drop_unknown_items(test);
    drop_short_sessions(test, options.min_session_length);
    if (test.item.empty() && before > 0 && !options.test_may_be_empty)
        throw data_error(
            std::string(split) + ": of the " + std::to_string(sides.size()) + " sessions of the log " + std::to_string(chosen.size()) +
            " are for the test, and none of these is left (clicks on items that the rest lacks are dropped, and sessions of fewer than " +
            std::to_string(options.min_session_length) + " clicks); hold out more, or set split_options::test_may_be_empty");
    return {click_log(std::move(train)), click_log(std::move(test))};
}
train_test divide(const char* split, click_log log, const std::vector<side>& sides, const split_options& options);

std::int64_t time_of(const click_log& log, std::size_t session, session_time by);
void require_times(const click_log& log, const char* split);
/// Sessions ordered by time (ties: by the order of the log); without times, the order of the log.
std::vector<std::uint32_t> oldest_first(const click_log& log, session_time by);
std::size_t part_of(std::size_t n, double fraction, const char* split);

}  // namespace detail

namespace detail {
train_test split_at(const char* split, click_log log, std::int64_t ms, const split_options& options);
}  // namespace detail

/// Test: sessions at `ms` (since the epoch) or later. Train: the sessions before.
/// errors  `data_error` if the log has no times; and, as of every split, if no clicks of a log that has some are left in train
train_test by_time(click_log log, std::int64_t ms, const split_options& options = {});

/// Test: the last `days` days, counted back from the last event of the log.
train_test last_days(click_log log, double days, const split_options& options = {});

/// Test: the last floor(fraction * sessions) sessions by time (ties: by the order of the log); without times, by the order of the
/// log.
train_test last_fraction(click_log log, double fraction, const split_options& options = {});

/// Test: floor(fraction * sessions) sessions drawn by `seed`; for logs without times.
train_test random_fraction(click_log log, double fraction, std::uint64_t seed, const split_options& options = {});

/// Test: the last session of each user (the one that starts last), for session-aware models. Users of a single session
/// keep it in train.   errors  `data_error` if the log has no users
train_test last_session_of_users(click_log log, const split_options& options = {});

/// The most recent floor(fraction * sessions) sessions of a training log, or its last floor(fraction * pairs) training
/// pairs as NARM and SR-GNN count them: the last session taken keeps its first clicks, since a session lists its prefixes from the
/// longest to the shortest (docs/models.md 2.3). The vocabulary remains that of the whole log, so that a model of all items can be
/// trained, or continued, on the fraction. A fraction of 1 is the whole log.
click_log most_recent(click_log log, double fraction, share_of of = share_of::sessions, session_time by = session_time::end);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/split.ipp"
#endif
