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

/// Times that are written in a way of their own.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Reads times as a pattern says, whatever the locale of the process:
///     %Y year, %y its last two digits (69 to 99 are of the last century), %m month, %b or %B its English name, %d day, %j day of
///     the year, %a or %A weekday (which is not compared with the day), %H hour, %I hour of 12 with %p (AM, PM), %M minute,
///     %S second, %f fraction of any length, %z or %Z zone (Z, UTC, +02:00, CET; UTC without), %s seconds since 1970;
///     %F is %Y-%m-%d, %T is %H:%M:%S, %R is %H:%M, %D is %m/%d/%y, %% a percent sign
/// Numbers may leave out leading zeros where something else follows them. A blank stands for any number of blanks; all else for
/// itself.
class time_format {
public:
    /// Throws `argument_error`, which calls the pattern `option`, where it is no way to say a time.
    explicit time_format(std::string_view pattern, const std::string& option = "time_format");

    /// Malformed where the text is not so, or there is no such day.
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

    /// One to `max` digits.
    static bool number(const char*& p, const char* end, int max, int& out);
    /// The place in `names` of the name at p, in full or by its first three letters; -1 if there is none.
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

/// The formats in which the text is a time; for messages, so cost does not matter.
std::vector<std::string> formats_that_read(std::string_view text);

/// The format of digits without anything between them that are a date of the years 1990 to 2099; empty if they are none.
const char* compact_format(std::string_view digits);

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/time_format.ipp"
#endif
