// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/time_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE const unit_of_time* unit_by_size(std::int64_t size) {
    for (std::size_t u = units_of_time.size(); u-- > 0;)
        if (size >= units_of_time[u].least) return &units_of_time[u];
    return nullptr;
}

NEXTCLICK_INLINE const unit_of_time* find_unit(time_unit unit) {
    for (const unit_of_time& u : units_of_time)
        if (u.unit == unit) return &u;
    return nullptr;
}

NEXTCLICK_INLINE time_reader::time_reader(const read_options& options)
    : options_(options), unit_(options.unit), numbers_(find_unit(options.unit)) {
    if (options.time_format.empty()) return;
    if (options.unit != time_unit::automatic)
        throw argument_error(options.spelled("time_format") + " and " + options.spelled("unit") + " are both given; leave one of them out");
    format_.emplace(options.time_format, options.spelled("time_format"));
}

NEXTCLICK_INLINE bool time_reader::read(std::string_view text) {
    text_ = text;
    return (numbers_ != nullptr && read_whole(text)) || read_any(text);
}

NEXTCLICK_INLINE void time_reader::keep(log_builder& log) {
    if (unit_ != time_unit::automatic || format_) return;
    if (first_.empty() || iso_found_ || found_ != nullptr) first_ = text_;
    if (iso_found_) {
        unit_ = time_unit::iso;
    } else if (found_ != nullptr) {
        numbers_ = found_;
        unit_ = found_->unit;
        if (open_ && found_->per_second > 1) log.divide_times(found_->per_second);
    } else {
        open_ = true;
    }
}

NEXTCLICK_INLINE bool time_reader::mixed() const {
    decimal number;
    event_time time;
    if (format_ || options_.unit != time_unit::automatic || (unit_ == options_.unit && !open_)) return false;
    return unit_ == time_unit::iso ? scan_number(text_, number) == scanned::ok
                                   : problem_ == scanned::ok || scan_iso(text_, time) == scanned::ok;
}

NEXTCLICK_INLINE std::string time_reader::fault() const {
    const std::string what = shown(text_);
    if (text_.empty()) return what + " is not a time; fill it in, or set " + options_.spelled("on_bad_row", "bad_rows::skip");
    if (format_)
        return what + " is not a time in the format \"" + options_.time_format + "\"; correct it, or change " +
               options_.spelled("time_format") + format_examples();
    if (problem_ == scanned::overflow)
        return what + " is too large for a time; correct it, or set " + options_.spelled("on_bad_row", "bad_rows::skip");
    if (mixed())
        return what + " is " + kind_of(text_) + ", and the times before, from " + shown(first_) + " on, are " + kind_of(first_) +
               "; give all times in one unit, or name the unit with " + options_.spelled("unit");
    const std::string formats = format_examples();
    if (!formats.empty())
        return what + " is not a time that can be read in one way only; give its format with " + options_.spelled("time_format") + formats;
    return what + " is not a time" + expected() + "; correct it, give its format with " + options_.spelled("time_format") + ", or set " +
           options_.spelled("time", "\"\"") + " for a log in order without times";
}

NEXTCLICK_INLINE bool time_reader::read_whole(std::string_view text) {
    const char *const p = text.data(), *const end = p + text.size();
    std::int64_t whole = 0;
    if (numbers_->per_second > 1000 || text.size() > 18 || take_digits(p, end, whole) != end) return false;
    if (whole < numbers_->least || whole >= numbers_->max) return false;
    time_ = {numbers_->per_second == 1 ? whole * 1000 : whole, 0};
    return true;
}

NEXTCLICK_INLINE bool time_reader::read_any(std::string_view text) {
    if (!text.empty() && (is_blank(text.front()) || is_blank(text.back()))) text = trimmed(text);
    text_ = text;
    found_ = nullptr;
    iso_found_ = false;
    if (format_) return (problem_ = format_->read(text, time_)) == scanned::ok;
    if (unit_ != time_unit::iso) {
        decimal number;
        problem_ = scan_number(text, number);
        if (problem_ == scanned::ok) return take(number);
        if (problem_ == scanned::overflow || unit_ != time_unit::automatic || open_) return false;
    }
    iso_found_ = true;
    return (problem_ = scan_iso(text, time_)) == scanned::ok;
}

NEXTCLICK_INLINE bool time_reader::take(const decimal& number) {
    const std::int64_t size = number.whole < 0 ? -number.whole : number.whole;
    if (numbers_ != nullptr) {
        if (size >= numbers_->max) return false;
        if (size < numbers_->least && unit_ != options_.unit && unit_by_size(size) != nullptr) return false;
        time_ = time_of(number, *numbers_);
        return true;
    }
    if ((!open_ || text_.size() > 8) && *compact_format(text_) != '\0') {
        problem_ = scanned::malformed;
        return false;
    }
    found_ = unit_by_size(size);
    time_ = time_of(number, found_ == nullptr ? units_of_time[0] : *found_);
    return true;
}

NEXTCLICK_INLINE event_time time_reader::time_of(const decimal& n, const unit_of_time& unit) {
    if (unit.per_second == 1) return {n.whole * 1000 + n.billionths / 1'000'000, n.billionths % 1'000'000};
    if (unit.per_second == 1000) return {n.whole, n.billionths / 1000};
    const std::int64_t per_ms = unit.per_second / 1000, part = n.whole % per_ms, rest = part < 0 ? part + per_ms : part;
    return {(n.whole - rest) / per_ms, static_cast<std::uint32_t>((rest * 1'000'000 + n.billionths / 1000) / per_ms)};
}

NEXTCLICK_INLINE std::string time_reader::kind_of(std::string_view text) {
    decimal number;
    if (scan_number(text, number) != scanned::ok) return "of ISO 8601";
    const unit_of_time* const unit = unit_by_size(std::abs(number.whole));
    return unit == nullptr ? "numbers" : std::string("in ") + unit->name + " by size";
}

NEXTCLICK_INLINE std::string time_reader::expected() const {
    const std::string before = unit_ == options_.unit ? "" : ", as in the rows before";
    if (unit_ == time_unit::iso) return " of ISO 8601 (2014-04-07T10:51:09.277Z, in UTC or with a zone that is not ambiguous)" + before;
    if (numbers_ != nullptr) return std::string(" in ") + numbers_->name + " since 1970" + before;
    return ", neither a number of seconds (or ms, us, ns) since 1970 nor an ISO 8601 time (2014-04-07T10:51:09.277Z)";
}

NEXTCLICK_INLINE std::string time_reader::format_examples() const {
    std::vector<std::string> formats = formats_that_read(text_);
    if (const char* compact = compact_format(text_); *compact != '\0') formats.push_back(compact);
    std::string s;
    for (const std::string& f : formats) s += (s.empty() ? ": \"" : " or \"") + f + '"';
    return s;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
