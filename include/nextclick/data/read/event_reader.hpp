// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/id_reader.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/row_filter.hpp"
#include "nextclick/data/read/text_fields.hpp"
#include "nextclick/data/read/time_reader.hpp"

/// From the text of events to a log, whatever format the text was in.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The fields of an event as text. Those that the options do not ask for are not looked at.
struct event_text {
    std::string_view session, item, time, user;
    std::span<const std::string_view> columns;  ///< as in read_options::columns
};
/// Names the fields of an event; columns follow, one after the other.
enum event_field : std::size_t { session_field, item_field, time_field, user_field, first_column_field };

/// Reads one event after the other, skips and counts what cannot be read, and builds the log.
class event_reader {
public:
    /// `name` is the file's, for messages. `options` must outlive the reader.
    event_reader(const read_options& options, std::string name)
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

    read_report report;  ///< readers count here what they alone see: bytes, blank lines, the separator

    /// The columns that rows are kept and dropped by.
    const std::vector<std::string>& filter_names() const { return filter_.names(); }
    bool filters() const { return !filter_.names().empty() || options_.only; }
    /// Whether a row is to become an event, judged by the fields that `filter_names` names, and by all of them; counts it.
    bool wanted(std::span<const std::string_view> values, const row_view& row) {
        const bool yes = filter_.keeps(values) && (!options_.only || options_.only(row));
        report.dropped += yes ? 0 : 1;
        return yes;
    }

    /// An event: it is added, or its row is a bad one. `place(field)` gives "file:line:column: " of an `event_field`.
    template <class Place>
    void take(const event_text& e, const Place& place) {
        if (!parse(e)) {
            if (wrong_ == time_field && time_.mixed()) ++report.mixed_units;
            return bad_row([&] { return place(wrong_) + complaint(e); });
        }
        if (has_times()) time_.keep(log_);
        if (turns(session_id_, log_.session_kind())) turned("session", e.session, [&] { return place(session_field); });
        if (turns(item_id_, log_.item_kind())) turned("item", e.item, [&] { return place(item_field); });
        if (turns(user_id_, log_.user_kind())) turned("user", e.user, [&] { return place(user_field); });
        log_.keep(session_id_, item_id_, has_times() ? &time_.time() : nullptr, has_users() ? &user_id_ : nullptr);
    }
    /// A row without an event in it, for the reason that `what()` gives, place and all. Throws `data_error` where bad rows stop
    /// the reader.
    template <class What>
    void bad_row(const What& what) {
        if (options_.on_bad_row == bad_rows::stop) throw data_error(what());
        if (report.skipped == 0 || report.messages.size() < options_.messages) {
            std::string message = what();
            if (report.skipped == 0) first_bad_ = message;
            if (report.messages.size() < options_.messages) report.messages.push_back(std::move(message));
        }
        ++report.skipped;
    }
    /// Something that is no fault, and better known; only the first ones of a kind should be.
    void remark(std::string what) { report.remarks.push_back(std::move(what)); }

    std::size_t event_count() const { return log_.event_count(); }
    void reserve(std::size_t events) { log_.reserve(events); }

    /// Throws `data_error` if there are no events, or most rows could not be read.
    click_log finish() {
        report.values = filter_.counts();
        const std::vector<std::string> never = filter_.never_seen();
        if (log_.event_count() == 0) throw data_error(nothing_read(never));
        check_share();
        for (std::size_t i = 0; i < never.size() && i < options_.messages; ++i) remark(name_ + ": " + never[i]);
        report.unit = time_.unit();
        return std::move(log_).build(&report);
    }

private:
    /// Lists of items are numbered, whoever they are of (item_lists::numbered).
    static bool users_are_sessions(const read_options& options) { return options.session.empty() && options.item_separator == 0; }
    bool has_times() const { return !options_.time.empty(); }
    bool has_users() const { return !options_.user.empty(); }

    /// Reads the fields without keeping anything; false leaves in `wrong_` which one is wrong.
    bool parse(const event_text& e) {
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
            wanted_ = log_.columns_[c].read(log_.values_[c]);
            if (wanted_ != nullptr) return false;
        }
        return true;
    }
    std::string complaint(const event_text& e) const {
        if (wrong_ == session_field) return session_.complaint(e.session, options_);
        if (wrong_ == item_field) return item_.complaint(e.item, options_);
        if (wrong_ == time_field) return time_.complaint();
        if (wrong_ == user_field) return user_.complaint(e.user, options_);
        const std::size_t c = wrong_ - first_column_field;
        return shown(e.columns[c]) + " in column \"" + options_.columns[c].name + "\" is not " + wanted_ +
               "; ask for the column as column_type::categorical";
    }
    static bool turns(const item_id& id, id_kind so_far) { return id.kind() == id_kind::string && so_far == id_kind::integer; }
    template <class Where>
    void turned(const char* of, std::string_view text, const Where& where) {
        if (log_.event_count() > 0)
            remark(where() + "the " + of + " id " + shown(text) + " is no integer, as those before are; all " + of +
                   " ids are strings now, spelled as they were");
    }
    void check_share() const {
        const std::uint64_t rows = log_.event_count() + report.skipped;
        if (static_cast<double>(report.skipped) <= options_.max_skipped_share * static_cast<double>(rows)) return;
        throw data_error(name_ + ": " + std::to_string(report.skipped) + " of " + std::to_string(rows) +
                         " rows could not be read; the first: " + first_bad_ + " (if so many are to be skipped, set " +
                         options_.spelled("max_skipped_share", "1") + ")");
    }
    std::string nothing_read(const std::vector<std::string>& never) const {
        if (report.skipped > 0)
            return name_ + ": none of the " + std::to_string(report.skipped) + " rows could be read; the first: " + first_bad_;
        if (report.dropped == 0) return name_ + ": there are no events, only a header; give a file with rows of clicks";
        std::string what = name_ + ": all " + std::to_string(report.dropped) + " rows were dropped by " + options_.spelled("keep") +
                           " and " + options_.spelled("drop") + (options_.only ? ", or by " + options_.spelled("only") : "");
        for (const std::string& n : never) what += "; " + n;
        return what;
    }

    const read_options& options_;
    std::string name_;
    log_builder log_;
    id_reader session_, item_, user_;
    time_reader time_;
    row_filter filter_;
    item_id session_id_{0}, item_id_{0}, user_id_{0};
    std::size_t wrong_ = 0;
    const char* wanted_ = nullptr;  ///< what the value of the column that is wrong ought to be
    std::string first_bad_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
