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

/// Conversion of events from text to a log, common to all formats.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The fields of an event as text. Fields that the options do not request are ignored.
struct event_text {
    std::string_view session, item, time, user;
    std::span<const std::string_view> columns;  ///< as in read_options::columns
};
/// Indices of the fields of an event; the further columns follow.
enum event_field : std::size_t { session_field, item_field, time_field, user_field, first_column_field };

/// Reads events one by one, skips and counts those that cannot be read, and builds the log.
class event_reader {
public:
    /// `name` is the name of the file in messages. `options` must outlive the reader.
    event_reader(const read_options& options, std::string name);

    read_report report;  ///< readers of a format set their own fields: bytes, blank lines, the separator

    /// The columns by which rows are kept or dropped.
    const std::vector<std::string>& filter_names() const { return filter_.names(); }
    bool filters() const { return !filter_.names().empty() || options_.keep_if; }
    /// Whether the filters keep a row, given its fields of `filter_names` and the whole row; counts it.
    bool passes_filters(std::span<const std::string_view> values, const row_view& row);

    /// Adds an event, or counts its row as bad. `place(field)` returns "file:line:column: " of an `event_field`.
    template <class Place>
    void take(const event_text& e, const Place& place) {
        if (!parse(e)) {
            if (wrong_ == time_field && time_.mixed()) ++report.mixed_units;
            return bad_row([&] { return place(wrong_) + fault(e); });
        }
        if (has_times()) time_.keep(log_);
        if (becomes_string(session_id_, log_.session_kind())) remark_strings("session", e.session, place(session_field));
        if (becomes_string(item_id_, log_.item_kind())) remark_strings("item", e.item, place(item_field));
        if (becomes_string(user_id_, log_.user_kind())) remark_strings("user", e.user, place(user_field));
        log_.keep(session_id_, item_id_, has_times() ? &time_.time() : nullptr, has_users() ? &user_id_ : nullptr);
    }
    /// Counts a bad row; `what()` returns the reason with its place. Throws `data_error` if bad rows stop the reader.
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
    /// Adds a remark, for something unusual that is not an error; callers limit the number of remarks of a kind.
    void remark(std::string what);

    std::size_t event_count() const { return log_.event_count(); }
    void reserve(std::size_t events) { log_.reserve(events); }

    /// Throws `data_error` if there are no events, or most rows could not be read.
    click_log finish();

private:
    /// Whether the users become the sessions. Lists of items are numbered in any case (item_lists::numbered).
    static bool users_are_sessions(const read_options& options) { return options.session.empty() && options.item_separator == 0; }
    bool has_times() const { return !options_.time.empty(); }
    bool has_users() const { return !options_.user.empty(); }

    /// Parses the fields without keeping them; if it returns false, `wrong_` is the invalid field.
    bool parse(const event_text& e);
    std::string fault(const event_text& e) const;
    static bool becomes_string(const item_id& id, id_kind so_far) { return id.kind() == id_kind::string && so_far == id_kind::integer; }
    void remark_strings(const char* of, std::string_view text, const std::string& place);
    void check_share() const;
    std::string nothing_read(const std::vector<std::string>& never) const;

    const read_options& options_;
    std::string name_;
    log_builder log_;
    id_reader session_, item_, user_;
    time_reader time_;
    row_filter filter_;
    item_id session_id_{0}, item_id_{0}, user_id_{0};
    std::size_t wrong_ = 0;
    const char* expected_ = nullptr;  ///< description of the expected value of the invalid column
    std::string first_bad_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/event_reader.ipp"
#endif
