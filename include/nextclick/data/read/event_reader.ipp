// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/event_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE event_reader::event_reader(const read_options& options, std::string name)
    : options_(options),
      name_(std::move(name)),
      log_({!options.time.empty(), !options.user.empty(), options.columns,
            users_are_sessions(options) ? options.user_ids : options.session_ids, options.item_ids, options.user_ids}),
      session_(users_are_sessions(options) ? options.user_ids : options.session_ids,
               users_are_sessions(options) ? "user_ids" : "session_ids"),
      item_(options.item_ids, "item_ids"),
      user_(options.user_ids, "user_ids"),
      time_(options),
      filter_(options.keep, options.drop) {}

NEXTCLICK_INLINE bool event_reader::passes_filters(std::span<const std::string_view> values, const row_view& row) {
    const bool yes = filter_.keeps(values) && (!options_.keep_if || options_.keep_if(row));
    report.dropped += yes ? 0 : 1;
    return yes;
}

NEXTCLICK_INLINE void event_reader::remark(std::string what) { report.remarks.push_back(std::move(what)); }

NEXTCLICK_INLINE click_log event_reader::finish() {
    report.values = filter_.counts();
    const std::vector<std::string> never = filter_.unmatched_values();
    if (log_.event_count() == 0) throw data_error(nothing_read(never));
    check_share();
    for (std::size_t i = 0; i < never.size() && i < options_.messages; ++i) remark(name_ + ": " + never[i]);
    report.unit = time_.unit();
    return std::move(log_).build(&report);
}

NEXTCLICK_INLINE bool event_reader::parse(const event_text& e) {
    wrong_ = session_field;
    if (!session_.read(e.session, log_.session_kind(), session_id_)) return false;
    wrong_ = item_field;
    if (!item_.read(e.item, log_.item_kind(), item_id_)) return false;
    wrong_ = time_field;
    if (has_times() && !time_.read(e.time)) return false;
    wrong_ = user_field;
    if (has_users() && !user_.read(e.user, log_.user_kind(), user_id_)) return false;
    for (std::size_t c = 0; c < e.columns.size(); ++c) {
        wrong_ = first_column_field + c;
        log_.values_[c] = is_missing(e.columns[c]) ? field_value() : field_value(e.columns[c]);
        expected_ = log_.columns_[c].read(log_.values_[c]);
        if (expected_ != nullptr) return false;
    }
    return true;
}

NEXTCLICK_INLINE std::string event_reader::fault(const event_text& e) const {
    if (wrong_ == session_field) return session_.fault(e.session, options_);
    if (wrong_ == item_field) return item_.fault(e.item, options_);
    if (wrong_ == time_field) return time_.fault();
    if (wrong_ == user_field) return user_.fault(e.user, options_);
    const std::size_t c = wrong_ - first_column_field;
    return shown(e.columns[c]) + " in column \"" + options_.columns[c].name + "\" is not " + expected_ +
           "; read the column as column_type::categorical";
}

NEXTCLICK_INLINE void event_reader::remark_strings(const char* of, std::string_view text, const std::string& place) {
    if (log_.event_count() > 0)
        remark(place + "the " + of + " id " + shown(text) + " is not an integer, as those before are; all " + of +
               " ids are strings now, spelled as they were");
}

NEXTCLICK_INLINE void event_reader::check_share() const {
    const std::uint64_t rows = log_.event_count() + report.skipped;
    if (static_cast<double>(report.skipped) <= options_.max_skipped_share * static_cast<double>(rows)) return;
    throw data_error(name_ + ": " + std::to_string(report.skipped) + " of " + std::to_string(rows) +
                     " rows could not be read; the first: " + first_bad_ + " (if so many are to be skipped, set " +
                     options_.spelled("max_skipped_share", "1") + ")");
}

NEXTCLICK_INLINE std::string event_reader::nothing_read(const std::vector<std::string>& never) const {
    if (report.skipped > 0)
        return name_ + ": none of the " + std::to_string(report.skipped) + " rows could be read; the first: " + first_bad_;
    if (report.dropped == 0) return name_ + ": there are no events, only a header; give a file with rows of clicks";
    std::string what = name_ + ": all " + std::to_string(report.dropped) + " rows were dropped by " + options_.spelled("keep") + " and " +
                       options_.spelled("drop") + (options_.keep_if ? ", or by " + options_.spelled("keep_if") : "");
    for (const std::string& n : never) what += "; " + n;
    return what;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
