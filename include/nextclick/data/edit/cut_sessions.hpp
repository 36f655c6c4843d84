// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/edit/users.hpp"
#include "nextclick/data/read/log_builder.hpp"

/// Sessions from users, for logs with user ids but without session ids. Each function takes a log by value, orders all clicks of
/// every user by time (stable), and cuts them into sessions in place of the log's own. Items, users and columns are kept; sessions
/// are ordered by their start.
/// errors  `data_error` if the log has no users, or no times although they are needed
/// cost    O(n log n) for n clicks of one user that are out of order, O(n) otherwise; 8 bytes a click besides the log, and a copy
///         of each column in turn
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The result of cutting the users of a log.
struct session_report {
    std::size_t users = 0;     ///< users with clicks
    std::size_t sessions = 0;  ///< sessions of these users
    std::size_t single = 0;    ///< sessions of one click, which have no target
    std::size_t longest = 0;   ///< clicks of the longest session
};

namespace detail {

void require_users(const click_log& log, const char* what, bool times);

/// Orders the clicks of each user by time and begins a session where `begins(previous time, time)` is true. The id of a session is
/// `name(user, number of the session among the user's, time of its first click)`.
template <class Begins, class Name>
click_log cut_users(click_log log, id_kind ids, const Begins& begins, Name name, session_report* report) {
    session_report counts;
    std::vector<std::uint32_t> order, begin;
    std::vector<item_index> user;
    id_column session_ids(ids);
    order.reserve(log.event_count());
    const sessions_of_users of(log);
    const auto time = [times = log.time_column()](std::uint32_t e) { return times.empty() ? 0 : times[e]; };
    for (item_index u = 0; u < of.size(); ++u) {
        const auto first = static_cast<std::uint32_t>(order.size());
        for (const std::uint32_t s : of[u])
            for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) order.push_back(e);
        const auto clicks = std::span(order).subspan(first);
        counts.users += clicks.empty() ? 0 : 1;
        const auto earlier = [&](std::uint32_t a, std::uint32_t b) { return time(a) < time(b); };
        if (!std::ranges::is_sorted(clicks, earlier)) std::ranges::stable_sort(clicks, earlier);
        std::size_t number = 0;
        for (std::uint32_t c = 0; c < clicks.size(); ++c) {
            if (c > 0 && !begins(time(clicks[c - 1]), time(clicks[c]))) continue;
            begin.push_back(first + c);
            user.push_back(u);
            session_ids.push_back(name(log.users()[u], ++number, time(clicks[c])));
        }
    }
    counts.sessions = begin.size();
    begin.push_back(static_cast<std::uint32_t>(order.size()));
    for (std::size_t s = 0; s < counts.sessions; ++s) {
        const std::size_t length = begin[s + 1] - begin[s];
        counts.single += length == 1 ? 1 : 0;
        counts.longest = std::max(counts.longest, length);
    }
    log_columns parts = std::move(log).release();
    for_each_event_column(parts, [&](auto& column) {
        if (!column.empty()) column = taken(column, order);
    });
    parts.session_begin = std::move(begin);
    parts.session_ids = std::move(session_ids);
    parts.user = std::move(user);
    if (!parts.time.empty()) order_sessions(parts);
    if (report != nullptr) *report = counts;
    return click_log(std::move(parts));
}

/// Days since 1970-01-01 of a local time `offset` ahead of UTC.
std::int64_t day_of(std::int64_t ms, std::chrono::minutes offset);

}  // namespace detail

/// Begins a session at every click more than `gap` after the previous one. Ids are strings: the user's id and the session's number
/// among the user's in this log, from 1: "17:1", "17:2".
/// errors  as above; `argument_error` for a gap below 0
click_log sessions_by_inactivity(click_log log, std::chrono::milliseconds gap = std::chrono::minutes(30), session_report* report = nullptr);

/// Makes a session of each user and day, from midnight to midnight of a local time `utc_offset` ahead of UTC (negative: behind it).
/// The offset is constant all year. Ids are strings, the user's id and the day: "17:2014-04-07".
/// errors  as above; `argument_error` for an offset of more than a day
click_log sessions_by_day(click_log log, std::chrono::minutes utc_offset = {}, session_report* report = nullptr);

/// Makes one session of all clicks of a user, with the user's id. Without times the order of the log is kept.
click_log sessions_by_user(click_log log, session_report* report = nullptr);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/cut_sessions.ipp"
#endif
