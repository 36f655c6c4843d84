// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/time_format.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE time_format::time_format(std::string_view pattern, const std::string& option) {
    const auto wrong = [&](const std::string& what) { throw argument_error(option + " \"" + std::string(pattern) + "\" " + what); };
    std::string there;
    const auto has = [&](std::string_view any) { return there.find_first_of(any) != there.npos; };
    const auto take = [&](const auto& self, std::string_view text) -> void {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const bool blank = text[i] == ' ' || text[i] == '\t';
            if (text[i] != '%') {
                if (!blank || steps_.empty() || steps_.back().what != ' ') steps_.push_back({blank ? ' ' : '=', text[i]});
                continue;
            }
            const char d = ++i < text.size() ? text[i] : ' ';
            if (d == '%') {
                steps_.push_back({'=', '%'});
            } else if (d == 'F' || d == 'T' || d == 'R' || d == 'D') {
                self(self, d == 'F' ? "%Y-%m-%d" : d == 'T' ? "%H:%M:%S" : d == 'R' ? "%H:%M" : "%m/%d/%y");
            } else if (const char known = d == 'B' || d == 'h' ? 'b'
                                          : d == 'A'           ? 'a'
                                          : d == 'Z'           ? 'z'
                                          : d == 'e'           ? 'd'
                                                               : d;
                       std::string_view("YymbdjaHIpMSfzs").find(known) == std::string_view::npos) {
                wrong(std::string("has %") + d +
                      ", which is unknown; the directives are %Y %y %m %b %d %j %a %H %I %p %M %S %f %z %s %F %T %R %D");
            } else {
                if (there.find(known) != there.npos) wrong(std::string("has %") + d + " twice; leave one out");
                there += known;
                steps_.push_back({known, 0});
            }
        }
    };
    take(take, pattern);
    if (has("s")) {
        if (has("YymbdjHIpMSz")) wrong("has %s, which is a complete time, and parts of a time; leave one of the two out");
        return;
    }
    if (has("Y") && has("y")) wrong("has %Y and %y; leave one out");
    if (has("m") && has("b")) wrong("has a number and a name of the month; leave one out");
    if (!has("Yy") || has("j") == (has("mb") && has("d")) || has("mb") != has("d"))
        wrong("does not determine the day; it needs %Y or %y, and %d with %m or %b, or %j (or %s alone)");
    if (has("I") != has("p") || (has("H") && has("I"))) wrong("needs %H for a 24-hour clock, or both %I and %p for a 12-hour clock");
    if ((has("M") && !has("HI")) || (has("S") && !has("M")) || (has("f") && !has("S")))
        wrong("has a part of the time of day without the larger one; add the larger one");
}

NEXTCLICK_INLINE scanned time_format::read(std::string_view text, event_time& time) const {
    using namespace detail;
    parts t;
    const char* p = text.data();
    const char* const end = p + text.size();
    for (const step& s : steps_) {
        if (s.what == ' ')
            while (p != end && (*p == ' ' || *p == '\t')) ++p;
        else if (s.what == '=' ? !expect(p, end, s.literal) : !take(s.what, p, end, t))
            return scanned::malformed;
    }
    if (p != end || !t.exists()) return scanned::malformed;
    time = t.at();
    return scanned::ok;
}

NEXTCLICK_INLINE bool time_format::parts::exists() {
    if (whole) return true;
    if (twelve) {
        if (hour < 1 || hour > 12) return false;
        hour = hour % 12 + (afternoon ? 12 : 0);
    }
    if (day_of_year > 0) {
        month = 1;
        day = day_of_year;
        for (; month < 12 && day > detail::days_in_month(year, month); ++month) day -= detail::days_in_month(year, month);
    }
    return civil_time::exists();
}

NEXTCLICK_INLINE event_time time_format::parts::at() const {
    if (whole) return {seconds * 1000 + billionths / 1'000'000, billionths % 1'000'000};
    return civil_time::at();
}

NEXTCLICK_INLINE bool time_format::number(const char*& p, const char* end, int max, int& out) {
    const char* const first = p;
    for (out = 0; p != end && p - first < max && *p >= '0' && *p <= '9'; ++p) out = out * 10 + (*p - '0');
    return p != first;
}

NEXTCLICK_INLINE bool time_format::take(char what, const char*& p, const char* end, parts& t) {
    using namespace std::string_view_literals;
    static constexpr std::array months{"January"sv, "February"sv, "March"sv,     "April"sv,   "May"sv,      "June"sv,
                                       "July"sv,    "August"sv,   "September"sv, "October"sv, "November"sv, "December"sv};
    static constexpr std::array days{"Monday"sv, "Tuesday"sv, "Wednesday"sv, "Thursday"sv, "Friday"sv, "Saturday"sv, "Sunday"sv};
    switch (what) {
        case 'Y':
            return detail::fixed_digits(p, end, 4, t.year);
        case 'y':
            if (!detail::fixed_digits(p, end, 2, t.year)) return false;
            t.year += t.year < 69 ? 2000 : 1900;
            return true;
        case 'm':
            return number(p, end, 2, t.month);
        case 'b':
            t.month = 1 + name(p, end, months);
            return t.month > 0;
        case 'd':
            return number(p, end, 2, t.day);
        case 'j':
            return number(p, end, 3, t.day_of_year) && t.day_of_year > 0;
        case 'a':
            return name(p, end, days) >= 0;
        case 'H':
            return number(p, end, 2, t.hour);
        case 'I':
            t.twelve = true;
            return number(p, end, 2, t.hour);
        case 'p':
            t.afternoon = detail::expect_word(p, end, "PM") || detail::expect_word(p, end, "P.M.");
            return t.afternoon || detail::expect_word(p, end, "AM") || detail::expect_word(p, end, "A.M.");
        case 'M':
            return number(p, end, 2, t.minute);
        case 'S':
            return number(p, end, 2, t.second);
        case 'f':
            if (p == end || *p < '0' || *p > '9') return false;
            t.billionths = detail::fraction(p, end);
            return true;
        case 'z':
            return detail::scan_zone(p, end, t.zone);
        default:
            return seconds(p, end, t);
    }
}

NEXTCLICK_INLINE bool time_format::seconds(const char*& p, const char* end, parts& t) {
    const bool negative = detail::expect(p, end, '-');
    const char* const first = p;
    t.whole = true;
    for (; p != end && *p >= '0' && *p <= '9'; ++p) {
        if (p - first == 13) return false;
        t.seconds = t.seconds * 10 + (*p - '0');
        if (t.seconds > 253'402'300'799) return false;  // after the year 9999: most likely milliseconds
    }
    if (negative) t.seconds = -t.seconds;
    return p != first;
}

}  // namespace data
namespace data::detail {

NEXTCLICK_INLINE std::vector<std::string> formats_that_read(std::string_view text) {
    std::vector<std::string> found;
    event_time time;
    const auto attempt = [&](const std::string& pattern) {
        if (time_format(pattern).read(text, time) == scanned::ok) found.push_back(pattern);
    };
    for (const char* date : {"%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y",    "%d-%m-%Y",     "%m-%d-%Y",     "%d/%m/%y",
                             "%m/%d/%y", "%y/%m/%d", "%d.%m.%y", "%m.%d.%y",    "%y.%m.%d",     "%d-%m-%y",     "%m-%d-%y",
                             "%y-%m-%d", "%Y.%m.%d", "%Y-%m-%d", "%Y/%m/%d",    "%d %b %Y",     "%b %d %Y",     "%b %d, %Y",
                             "%d-%b-%Y", "%d-%b-%y", "%d/%b/%Y", "%a %d %b %Y", "%a, %d %b %Y", "%a %b %d, %Y", "%a %b %d %Y"})
        for (const char* between : {" ", "T", ":", ", "})
            for (const char* hour : {"", "%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M:%S.%f %p"})
                for (const char* zone : {"", " %z", "%z"}) {
                    const bool bare = *hour == '\0';
                    if (bare && (*between != ' ' || *zone != '\0')) continue;
                    attempt(bare ? std::string(date) : std::string(date) + between + hour + zone);
                }
    for (const char* whole :
         {"%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S %z %Y", "[%d/%b/%Y:%H:%M:%S %z]", "%Y%m%dT%H%M%S", "%Y%m%dT%H%M%S%z",
          "%Y%m%d %H:%M:%S", "%H:%M:%S %d/%m/%Y", "%H:%M:%S %m/%d/%Y", "%H:%M %d/%m/%Y", "%H:%M %m/%d/%Y"})
        attempt(whole);
    return found;
}

NEXTCLICK_INLINE const char* compact_format(std::string_view digits) {
    const char* const format = digits.size() == 8    ? "%Y%m%d"
                               : digits.size() == 12 ? "%Y%m%d%H%M"
                               : digits.size() == 14 ? "%Y%m%d%H%M%S"
                               : digits.size() == 17 ? "%Y%m%d%H%M%S%f"
                                                     : "";
    event_time time;
    if (*format == '\0' || digits.substr(0, 4) < "1990" || digits.substr(0, 4) > "2099") return "";
    return time_format(format).read(digits, time) == scanned::ok ? format : "";
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
