// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/edit/cut_sessions.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void require_users(const click_log& log, const char* what, bool times) {
    if (!log.has_users())
        throw data_error(std::string(what) +
                         ": the log has no users; read it with their column in read_options::user and with "
                         "read_options::session = \"\"");
    if (times && !log.has_times())
        throw data_error(std::string(what) + ": the log has no times; read it with their column in read_options::time");
}

NEXTCLICK_INLINE std::int64_t day_of(std::int64_t ms, std::chrono::minutes offset) {
    constexpr std::int64_t day = 86'400'000;
    const auto below = [](std::int64_t t) { return t / day - (t % day < 0 ? 1 : 0); };  // rounded down
    return below(ms) + below(ms % day + (ms % day < 0 ? day : 0) + offset.count() * 60'000);
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log sessions_by_inactivity(click_log log, std::chrono::milliseconds gap, session_report* report) {
    if (gap.count() < 0)
        throw argument_error("sessions_by_inactivity: a gap of " + std::to_string(gap.count()) +
                             " ms; give the maximum pause inside a session, for example std::chrono::minutes(30)");
    detail::require_users(log, "sessions_by_inactivity", true);
    const auto max_pause = static_cast<std::uint64_t>(gap.count());
    return detail::cut_users(
        std::move(log), id_kind::string,
        [=](std::int64_t before, std::int64_t t) { return static_cast<std::uint64_t>(t) - static_cast<std::uint64_t>(before) > max_pause; },
        [id = std::string()](const item_id& user, std::size_t number, std::int64_t) mutable {
            id = user.to_string() + ':' + std::to_string(number);
            return item_id(id);
        },
        report);
}

NEXTCLICK_INLINE click_log sessions_by_day(click_log log, std::chrono::minutes utc_offset, session_report* report) {
    if (utc_offset < std::chrono::days(-1) || utc_offset > std::chrono::days(1))
        throw argument_error("sessions_by_day: an offset of " + std::to_string(utc_offset.count()) +
                             " minutes from UTC; give one between -1440 and 1440, for example 120 for +02:00");
    detail::require_users(log, "sessions_by_day", true);
    return detail::cut_users(
        std::move(log), id_kind::string,
        [=](std::int64_t before, std::int64_t t) { return detail::day_of(before, utc_offset) != detail::day_of(t, utc_offset); },
        [utc_offset, id = std::string()](const item_id& user, std::size_t, std::int64_t t) mutable {
            const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(detail::day_of(t, utc_offset)))};
            const auto two = [](unsigned n) { return (n < 10 ? "-0" : "-") + std::to_string(n); };
            id = user.to_string() + ':' + std::to_string(static_cast<int>(day.year())) + two(static_cast<unsigned>(day.month())) +
                 two(static_cast<unsigned>(day.day()));
            return item_id(id);
        },
        report);
}

NEXTCLICK_INLINE click_log sessions_by_user(click_log log, session_report* report) {
    detail::require_users(log, "sessions_by_user", false);
    const id_kind kind = log.users().kind();
    return detail::cut_users(
        std::move(log), kind, [](std::int64_t, std::int64_t) { return false; },
        [](const item_id& user, std::size_t, std::int64_t) { return user; }, report);
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
