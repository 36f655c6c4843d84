// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/scan_time.hpp"

/// User-defined time formats.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Reads times by a pattern, independent of the locale:
///     %Y year, %y its last two digits (69 to 99 are of the last century), %m month, %b or %B its English name, %d day, %j day of
///     the year, %a or %A weekday (which is not compared with the day), %H hour, %I hour of 12 with %p (AM, PM), %M minute,
///     %S second, %f fraction of any length, %z or %Z zone (Z, UTC, +02:00, CET; UTC without), %s seconds since 1970;
///     %F is %Y-%m-%d, %T is %H:%M:%S, %R is %H:%M, %D is %m/%d/%y, %% a percent sign
/// Leading zeros are optional if a number is not followed by another number. A blank matches any number of blanks; other characters
/// match themselves.
class time_format {
public:
    /// Throws `argument_error` for an invalid pattern; `option` is its name in the message.
    explicit time_format(std::string_view pattern, const std::string& option = "time_format");

    /// Returns `malformed` if the text does not match or the date does not exist.
    scanned read(std::string_view text, event_time& time) const;

private:
    struct step {
        char what, literal;  ///< a directive, ' ' or '='
    };
    struct parts : detail::civil_time {
        int day_of_year = 0;
        bool twelve = false, afternoon = false, whole = false;
        std::int64_t seconds = 0;

        bool exists();
        event_time at() const;
    };

    /// Reads one to `max` digits.
    static bool number(const char*& p, const char* end, int max, int& out);
    /// The index in `names` of the name at p, in full or by its first three letters; -1 if there is none.
    template <std::size_t N>
    static int name(const char*& p, const char* end, const std::array<std::string_view, N>& names) {
        for (std::size_t i = 0; i < N; ++i)
            if (detail::expect_word(p, end, names[i]) || detail::expect_word(p, end, names[i].substr(0, 3))) return static_cast<int>(i);
        return -1;
    }
    static bool take(char what, const char*& p, const char* end, parts& t);
    static bool seconds(const char*& p, const char* end, parts& t);

    std::vector<step> steps_;
};

namespace detail {

/// The formats that can read the text, for messages; not optimised.
std::vector<std::string> formats_that_read(std::string_view text);

/// The format of a date of the years 1990 to 2099 written as digits only; empty if the digits are none.
const char* compact_format(std::string_view digits);

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/time_format.ipp"
#endif
