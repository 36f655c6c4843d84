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

/// Features of click times: hour, weekday, and the time since the previous click.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The hour, 0 to 23, of a time in ms since the epoch; `offset` minutes east of Greenwich. For serving a model that reads hours:
/// push("item-17", {{"Hour", data::hour_of(now)}}).
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
/// Seconds from one time to another, both in ms; 0 if the second is earlier. The unit of the columns Gap and Away.
constexpr float seconds_between(std::int64_t before, std::int64_t after) {
    return after <= before ? 0.0f : static_cast<float>(static_cast<double>(after - before) / 1000);
}

/// The names of the columns to add; an empty name omits the column.
struct time_features {
    std::string hour = "Hour";        ///< categorical, 0 to 23
    std::string weekday = "Weekday";  ///< categorical, 0 (Monday) to 6
    std::string gap = "Gap";          ///< seconds since the previous click; missing for the first of a session
    std::string away = "Away";  ///< seconds from the end of the user's earlier sessions to the start of this one; missing if there are none
    int utc_offset = 0;         ///< minutes east of Greenwich, for hour and weekday
};

namespace detail {
std::shared_ptr<const vocabulary> numbers_below(std::int64_t n);

std::vector<float> gaps(const log_columns& parts);

/// The values of `away`. Sessions are ordered by their start, so earlier sessions in the log are earlier in time.
std::vector<float> absences(const log_columns& parts);
}  // namespace detail

/// Adds columns derived from the times: "Hour" and "Weekday" for input::categorical, "Gap" and "Away" (seconds) for input::bucketed
/// (edges::gap, edges::away) or numeric. Call it before a split, so that values in the test log include sessions of train.
/// errors  `data_error` if the log has no times, or no users although `away` is requested, or already a column of one of the names
/// cost    a pass over the times for each column; without a copy for an rvalue. memory: 4 bytes an event each
click_log with_time_features(click_log log, const time_features& names = {});

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/edit/time_features.ipp"
#endif
