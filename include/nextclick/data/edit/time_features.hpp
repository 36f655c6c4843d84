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
std::shared_ptr<const vocabulary> numbers_below(std::int64_t n);

std::vector<float> gaps(const log_columns& parts);

/// Sessions stand in order of their start, so those before in the log are those before in time.
std::vector<float> absences(const log_columns& parts);
}  // namespace detail

/// The log with columns made of its times: "Hour" and "Weekday" for input::categorical, "Gap" and "Away" (seconds) for
/// input::bucketed (edges::gap, edges::away) or numeric. Make them before a split: what lies before a session then
/// counts in the test log too.
/// errors  `data_error` if the log has no times, or no users and `away` is wanted, or a column of such a name
/// cost    a pass over the times for each column; pass an rvalue and nothing is copied. memory: 4 bytes an event each
click_log with_time_features(click_log log, const time_features& names = {});

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/time_features.ipp"
#endif
