// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

#include "nextclick/core/error.hpp"

/// The time of an event.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Milliseconds since 1970-01-01 UTC, which a log stores, and the nanoseconds below them, which order events of the same
/// millisecond. Constructed from a duration or a time point, so that the unit is explicit:
///     event_time(std::chrono::microseconds(1659304800025123))
class event_time {
public:
    constexpr event_time() = default;
    /// Requires ns < 1,000,000.
    constexpr event_time(std::int64_t ms, std::uint32_t ns) : ms_(ms), ns_(ns) {}
    /// Throws `argument_error` for a time more than 280,000 years from 1970.
    template <class Rep, class Period>
    constexpr event_time(std::chrono::duration<Rep, Period> since_1970) {
        using namespace std::chrono;
        const double years = duration<double, std::ratio<31'557'600>>(since_1970).count();
        if (!(years > -280'000 && years < 280'000))
            throw argument_error("event_time: a time lies " + std::to_string(years) + " years from 1970; check its unit");
        ms_ = floor<milliseconds>(since_1970).count();
        ns_ = static_cast<std::uint32_t>(
            std::clamp<std::int64_t>(floor<nanoseconds>(since_1970 - floor<milliseconds>(since_1970)).count(), 0, 999'999));
    }
    template <class Duration>
    constexpr event_time(std::chrono::sys_time<Duration> at) : event_time(at.time_since_epoch()) {}

    constexpr std::int64_t ms() const { return ms_; }
    constexpr std::uint32_t ns() const { return ns_; }  ///< nanoseconds below the millisecond

    friend constexpr auto operator<=>(const event_time&, const event_time&) = default;

private:
    std::int64_t ms_ = 0;
    std::uint32_t ns_ = 0;
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
