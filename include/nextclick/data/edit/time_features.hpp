// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/vocabulary.hpp"

/// What the time of a click says: when in the day and week it fell, and how long after the one before.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The hour, 0 to 23, of a time in ms since the epoch; `offset` minutes east of Greenwich. For whoever serves a model
/// that reads hours: push("item-17", {{"Hour", data::hour_of(now)}}).
constexpr std::uint32_t hour_of(std::int64_t ms, int offset = 0) {
    constexpr std::int64_t hour = 3'600'000;
    const std::int64_t rest = (ms % (24 * hour) + std::int64_t{offset} * 60'000 % (24 * hour) + 48 * hour) % (24 * hour);
    return static_cast<std::uint32_t>(rest / hour);
}
/// The day of the week, 0 (Monday) to 6. The epoch began on a Thursday.
constexpr std::uint32_t weekday_of(std::int64_t ms, int offset = 0) {
    constexpr std::int64_t day = 86'400'000, week = 7 * day;
    const std::int64_t rest = (ms % week + std::int64_t{offset} * 60'000 % week + 2 * week + 3 * day) % week;
    return static_cast<std::uint32_t>(rest / day);
}
/// Seconds from one time to a later one, both in ms; 0 where the later one is earlier. As the columns Gap and Away have it.
constexpr float seconds_between(std::int64_t before, std::int64_t after) {
    return after <= before ? 0.0f : static_cast<float>(static_cast<double>(after - before) / 1000);
}

/// The names of the columns to add; an empty name leaves one out.
struct time_features {
    std::string hour = "Hour";        ///< categorical, 0 to 23
    std::string weekday = "Weekday";  ///< categorical, 0 (Monday) to 6
    std::string gap = "Gap";          ///< seconds since the click before; missing for the first of a session
    std::string away = "Away";  ///< seconds from the end of the user's sessions before to the start of this one; missing if there are none
    int utc_offset = 0;         ///< minutes east of Greenwich, for hour and weekday
};

namespace detail {
inline std::shared_ptr<const vocabulary> numbers_below(std::int64_t n) {
    auto all = std::make_shared<vocabulary>(id_kind::integer);
    for (std::int64_t i = 0; i < n; ++i) all->insert(i);
    return all;
}

inline std::vector<float> gaps(const log_columns& parts) {
    std::vector<float> gap(parts.time.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s)
        for (std::uint32_t e = parts.session_begin[s] + 1; e < parts.session_begin[s + 1]; ++e)
            gap[e] = seconds_between(parts.time[e - 1], parts.time[e]);
    return gap;
}

/// Sessions stand in order of their start, so those before in the log are those before in time.
inline std::vector<float> absences(const log_columns& parts) {
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::min();
    std::vector<float> away(parts.time.size(), std::numeric_limits<float>::quiet_NaN());
    std::vector<std::int64_t> last(parts.users->size(), never);
    for (std::size_t s = 0; s + 1 < parts.session_begin.size(); ++s) {
        const std::uint32_t begin = parts.session_begin[s], end = parts.session_begin[s + 1];
        std::int64_t& seen = last[parts.user[s]];
        if (seen != never) std::fill(away.begin() + begin, away.begin() + end, seconds_between(seen, parts.time[begin]));
        seen = std::max(seen, parts.time[end - 1]);
    }
    return away;
}
}  // namespace detail

/// The log with columns made of its times: "Hour" and "Weekday" for input::categorical, "Gap" and "Away" (seconds) for
/// input::bucketed (edges::gap, edges::away) or numeric. Make them before a split: what lies before a session then
/// counts in the test log too.
/// errors  `data_error` if the log has no times, or no users and `away` is wanted, or a column of such a name
/// cost    a pass over the times for each column; pass an rvalue and nothing is copied. memory: 4 bytes an event each
inline click_log with_time_features(click_log log, const time_features& names = {}) {
    const auto refuse = [](const std::string& what) { throw data_error("with_time_features: " + what); };
    if (!log.has_times()) refuse("the log has no times; read it with read_options::time");
    if (!names.away.empty() && !log.has_users())
        refuse("\"" + names.away +
               "\" needs users, and the log has none; read it with read_options::user, or leave the "
               "column out: time_features{.away = \"\"}");
    log_columns parts = std::move(log).release();
    const auto add = [&](const std::string& name, const auto& make) {
        if (name.empty()) return;
        for (const event_column& c : parts.extra)
            if (c.name() == name) refuse("the log has a column \"" + name + "\" already; give another name");
        make();
    };
    const auto add_codes = [&](const std::string& name, std::int64_t n, const auto& code_of) {
        std::vector<item_index> codes;
        codes.reserve(parts.time.size());
        for (const std::int64_t t : parts.time) codes.push_back(code_of(t, names.utc_offset));
        parts.extra.emplace_back(name, detail::numbers_below(n), std::move(codes));
    };
    add(names.hour, [&] { add_codes(names.hour, 24, hour_of); });
    add(names.weekday, [&] { add_codes(names.weekday, 7, weekday_of); });
    add(names.gap, [&] { parts.extra.emplace_back(names.gap, detail::gaps(parts)); });
    add(names.away, [&] { parts.extra.emplace_back(names.away, detail::absences(parts)); });
    return click_log(std::move(parts));
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
