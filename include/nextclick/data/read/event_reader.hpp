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
    event_reader(const read_options& options, std::string name);

    read_report report;  ///< readers count here what they alone see: bytes, blank lines, the separator

    /// The columns that rows are kept and dropped by.
    const std::vector<std::string>& filter_names() const { return filter_.names(); }
    bool filters() const { return !filter_.names().empty() || options_.only; }
    /// Whether a row is to become an event, judged by the fields that `filter_names` names, and by all of them; counts it.
    bool wanted(std::span<const std::string_view> values, const row_view& row);

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
    void remark(std::string what);

    std::size_t event_count() const { return log_.event_count(); }
    void reserve(std::size_t events) { log_.reserve(events); }

    /// Throws `data_error` if there are no events, or most rows could not be read.
    click_log finish();

private:
    /// Lists of items are numbered, whoever they are of (item_lists::numbered).
    static bool users_are_sessions(const read_options& options) { return options.session.empty() && options.item_separator == 0; }
    bool has_times() const { return !options_.time.empty(); }
    bool has_users() const { return !options_.user.empty(); }

    /// Reads the fields without keeping anything; false leaves in `wrong_` which one is wrong.
    bool parse(const event_text& e);
    std::string complaint(const event_text& e) const;
    static bool turns(const item_id& id, id_kind so_far) { return id.kind() == id_kind::string && so_far == id_kind::integer; }
    template <class Where>
    void turned(const char* of, std::string_view text, const Where& where) {
        if (log_.event_count() > 0)
            remark(where() + "the " + of + " id " + shown(text) + " is no integer, as those before are; all " + of +
                   " ids are strings now, spelled as they were");
    }
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
    const char* wanted_ = nullptr;  ///< what the value of the column that is wrong ought to be
    std::string first_bad_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/event_reader.ipp"
#endif
