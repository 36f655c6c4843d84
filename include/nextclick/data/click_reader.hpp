// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/extra_column.hpp"
#include "nextclick/data/log_builder.hpp"
#include "nextclick/data/read_options.hpp"
#include "nextclick/data/scan.hpp"
#include "nextclick/data/scan_time.hpp"
#include "nextclick/data/table_header.hpp"
#include "nextclick/data/table_reader.hpp"

/// Turns the rows of a table into a click log.
namespace nextclick::inline NEXTCLICK_ABI::data::detail {

/// Ids of one column of the file: decides between integers and strings, and reads one kind.
struct id_parser {
    id_type type;
    std::size_t field;
    const char* option;    ///< the name of the option that sets the type
    bool careful = false;  ///< nobody asked for strings: a word such as "NaN" is a hole, not an id

    id_kind kind() const { return type == id_type::string ? id_kind::string : id_kind::integer; }
    void settle(std::string_view first) {
        std::int64_t value = 0;
        if (type == id_type::automatic && !is_missing(first)) {
            type = scan_id(first, value) == scanned::ok ? id_type::integer : id_type::string;
        }
    }
    /// False if `text` is not an id; `complaint` then says why.
    bool read(std::string_view text, std::int64_t& integer) const {
        if (type == id_type::integer) return scan_id(text, integer) == scanned::ok;
        if (text.empty() || (careful && is_missing(text))) return false;
        return std::none_of(text.begin(), text.end(), is_control);
    }
    std::string complaint(std::string_view text) const {
        if (is_missing(text)) return shown(text) + " is no id; fill it in, or set read_options::on_bad_row = bad_rows::skip";
        if (type != id_type::integer) return shown(text) + " has a control character; is this a text file with LF or CR LF line ends?";
        std::int64_t value = 0;
        const char* why = scan_id(text, value) == scanned::overflow ? " does not fit a 64-bit integer"
                                                                    : " is not an integer id (digits without leading zeros)";
        return shown(text) + why + "; if such ids are meant, set read_options::" + option + " = id_type::string";
    }

private:
    static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }
};

class click_reader {
public:
    click_reader(byte_reader read, std::string name, std::uint64_t size_hint, const read_options& how)
        : how_(how),
          rows_(std::move(read), std::move(name), {how.max_line, how.max_columns}),
          size_hint_(size_hint),
          session_{how.session_ids, 0, "session_ids", how.session_ids == id_type::automatic},
          item_{how.item_ids, 0, "item_ids", how.item_ids == id_type::automatic},
          user_{how.user_ids, 0, "user_ids", how.user_ids == id_type::automatic} {}

    click_log read(read_report& report) {
        report_ = {};
        open_columns();
        while (rows_.next()) {
            if (rows_.count() != columns_) {
                odd_row();
                continue;
            }
            if (!started_) start();
            if (parse())
                keep();
            else
                bad_row();
        }
        report_.bytes = rows_.bytes();
        click_log log = finish();
        report = std::move(report_);
        return log;
    }

private:
    void open_columns() {
        const table_header header = read_header(rows_, how_);
        columns_ = header.size();
        report_.separator = header.separator();
        item_.field = header.find(how_.item, "item");
        session_.field = header.find(how_.session, "session");
        if (!how_.time.empty()) time_ = header.find(how_.time, "time");
        if (!how_.user.empty()) user_.field = header.find(how_.user, "user");
        for (const column_request& c : how_.columns) extra_.emplace_back(header.find(c.name, "columns"), c);
    }

    /// The first row settles what was left to be found out.
    void start() {
        session_.settle(rows_[session_.field]);
        item_.settle(rows_[item_.field]);
        if (has_users()) user_.settle(rows_[user_.field]);
        if (unit_ == time_unit::automatic && has_times()) {
            std::int64_t t = 0;
            unit_ = scan_iso(rows_[time_], t) == scanned::ok ? time_unit::iso : time_unit::automatic;
        }
        started_ =
            session_.type != id_type::automatic && item_.type != id_type::automatic && (!has_users() || user_.type != id_type::automatic);
        if (!started_) return;
        items_ = vocabulary(item_.kind());
        parts_.session_ids = id_column(session_.kind());
        users_ = vocabulary(user_.kind());
    }

    bool has_times() const { return time_ != none; }
    bool has_users() const { return !how_.user.empty(); }

    /// Reads the fields of the row without keeping anything; false leaves what is wrong in `wrong_`.
    bool parse() {
        same_session_ = !parts_.item.empty() && rows_[session_.field] == last_session_;
        if (!same_session_ && !parse_id(session_, session_id_)) return false;
        if (!parse_id(item_, item_id_)) return false;
        if (has_times() && !parse_time(rows_[time_])) return wrong_at(time_);
        if (has_users() && !parse_id(user_, user_id_)) return false;
        for (extra_column& c : extra_)
            if (!parse_extra(c)) return false;
        return true;
    }
    bool wrong_at(std::size_t field) {
        wrong_field_ = field;
        return false;
    }
    bool parse_id(const id_parser& column, std::int64_t& id) {
        const std::string_view text = rows_[column.field];
        if (column.read(text, id)) return true;
        wrong_ = column.complaint(text);
        return wrong_at(column.field);
    }
    bool parse_time(std::string_view text) {
        const scanned s = unit_ == time_unit::iso ? scan_iso(text, time_read_) : scan_decimal(text, time_read_);
        if (s == scanned::ok) return true;
        wrong_ = shown(text) + (s == scanned::overflow ? " is too large for a time" : " is not a time");
        wrong_ +=
            unit_ == time_unit::iso ? " of ISO 8601 (2014-04-07T10:51:09.277Z), as in the rows before" : " in seconds or milliseconds";
        wrong_ += "; mend it, or set read_options::unit, or read_options::time = \"\" for a log in order without times";
        return false;
    }
    bool parse_extra(extra_column& c) {
        if (c.parse(rows_[c.field()])) return true;
        wrong_ = c.complaint(rows_[c.field()]);
        return wrong_at(c.field());
    }

    void keep() {
        const std::size_t event = parts_.item.size();
        if (!same_session_) open_session(event);
        keep_item();
        if (has_times()) parts_.time.push_back(time_read_);
        if (has_users() && insert_user() != parts_.user[current_]) ++report_.user_changes;
        for (extra_column& c : extra_) c.keep(rows_[c.field()]);
        if (event + 1 == sample) reserve();
    }
    /// Integer ids wait for company: looked up in a row, their cache misses overlap.
    void keep_item() {
        if (item_.type == id_type::integer) {
            waiting_[parts_.item.size() % waiting_.size()] = item_id_;
            parts_.item.push_back(no_item);
            if (parts_.item.size() % waiting_.size() == 0) number_items(waiting_.size());
        } else {
            parts_.item.push_back(items_.insert(rows_[item_.field]));
        }
    }
    void number_items(std::size_t n) {
        item_index* to = parts_.item.data() + parts_.item.size() - n;
        for (std::size_t i = 0; i < n; ++i) to[i] = items_.insert(waiting_[i]);
    }
    /// Integer ids wait here too, unless the row's user has to be told to the session at once.
    void open_session(std::size_t event) {
        last_session_.assign(rows_[session_.field]);
        id_column& ids = parts_.session_ids;
        if (session_.type == id_type::integer && !has_users()) {
            opening_[openings_++] = {session_id_, event};
            if (openings_ == opening_.size()) number_sessions();
            return;
        }
        const std::size_t before = ids.size();
        current_ =
            session_.type == id_type::integer ? sessions_.insert_rising(ids, session_id_) : sessions_.insert(ids, rows_[session_.field]);
        runs_.add(current_, event);
        if (ids.size() > before && has_users()) parts_.user.push_back(insert_user());
    }
    void number_sessions() {
        for (std::size_t i = 0; i < openings_; ++i) sessions_.prefetch(opening_[i].first);
        for (std::size_t i = 0; i < openings_; ++i)
            runs_.add(sessions_.insert_rising(parts_.session_ids, opening_[i].first), opening_[i].second);
        openings_ = 0;
    }
    item_index insert_user() { return user_.type == id_type::integer ? users_.insert(user_id_) : users_.insert(rows_[user_.field]); }
    /// Asks for the memory that the file will need, judged by its first rows; what is not needed is given back.
    void reserve() {
        if (size_hint_ <= rows_.row_offset()) return;
        const double rows = static_cast<double>(size_hint_) / static_cast<double>(rows_.row_offset()) * static_cast<double>(sample);
        const auto n = static_cast<std::size_t>(std::min(rows * 1.02, 4e9));
        parts_.item.reserve(n);
        if (has_times()) parts_.time.reserve(n);
        for (extra_column& c : extra_) c.reserve(n);
    }

    void odd_row() {
        const std::string_view row = rows_.row();
        if (row.find_first_not_of(" \t\r") == std::string_view::npos) {
            ++report_.blank;
            return;
        }
        wrong_ = "the row has " + std::to_string(rows_.count()) + " fields and the header " + std::to_string(columns_) +
                 "; mend it, or set read_options::on_bad_row = bad_rows::skip";
        wrong_field_ = rows_.count();
        bad_row();
    }
    void bad_row() {
        if (how_.on_bad_row == bad_rows::stop) rows_.fail(wrong_field_, wrong_);
        ++report_.skipped;
        if (report_.messages.size() < how_.messages) report_.messages.push_back(rows_.place(wrong_field_) + wrong_);
    }

    click_log finish() {
        report_.rows = parts_.item.size();
        if (report_.rows == 0) throw data_error(nothing_read());
        if (item_.type == id_type::integer) number_items(report_.rows % waiting_.size());
        number_sessions();
        const std::size_t sessions = parts_.session_ids.size();
        sessions_ = {};
        if (has_times()) settle_times();
        for (extra_column& c : extra_) parts_.extra.push_back(std::move(c).close());
        report_.interleaved = runs_.interleaved(sessions);
        std::move(runs_).gather_into(parts_, sessions);
        if (has_times()) {
            session_sorter(parts_).sort(report_.out_of_order, report_.ties);
            order_sessions(parts_);
        }
        const bool slack = report_.rows >= 2 * sessions;  // otherwise the ids of sessions take what there is to spare
        for_each_event_column(parts_, [=](auto& column) { trim(column, slack); });
        parts_.session_ids.shrink_to_fit();
        trim(parts_.user);
        parts_.items = std::make_shared<const vocabulary>(std::move(items_));
        if (has_users()) parts_.users = std::make_shared<const vocabulary>(std::move(users_));
        return click_log(std::move(parts_));
    }
    std::string nothing_read() const {
        if (report_.skipped == 0) return rows_.name() + ": there are no events, only a header; give a file with rows of clicks";
        return rows_.name() + ": none of the " + std::to_string(report_.skipped) +
               " rows could be read; the first: " + (report_.messages.empty() ? std::string("(not kept)") : report_.messages.front());
    }
    /// Numbers were read in thousandths of whatever they are.
    void settle_times() {
        report_.unit = unit_;
        if (unit_ == time_unit::iso || unit_ == time_unit::seconds) return;
        constexpr std::int64_t smallest_ms = 100'000'000'000'000, smallest_us = 1000 * smallest_ms;
        std::int64_t largest = 0;
        for (const std::int64_t t : parts_.time) largest = std::max(largest, std::abs(t));
        if (unit_ == time_unit::automatic) {
            report_.unit = largest >= smallest_ms ? time_unit::milliseconds : time_unit::seconds;
            if (largest >= smallest_us)
                throw data_error(rows_.name() + ": a time of " + std::to_string(largest / 1000) +
                                 " is neither seconds nor milliseconds since 1970; divide the times (microseconds by "
                                 "1000), or set read_options::unit");
        }
        if (report_.unit == time_unit::seconds) return;
        for (std::int64_t& t : parts_.time) t = t >= 0 ? t / 1000 : -((-t + 999) / 1000);
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1), sample = std::size_t{1} << 16;

    read_options how_;
    table_reader rows_;
    std::uint64_t size_hint_;
    read_report report_;
    std::size_t columns_ = 0;
    id_parser session_, item_, user_;
    std::size_t time_ = none;
    time_unit unit_ = how_.unit;
    std::vector<extra_column> extra_;
    bool started_ = false, same_session_ = false;

    std::int64_t session_id_ = 0, item_id_ = 0, user_id_ = 0, time_read_ = 0;
    std::string wrong_, last_session_;
    std::size_t wrong_field_ = 0;
    std::uint32_t current_ = 0;

    log_columns parts_;
    vocabulary items_, users_;
    std::array<std::int64_t, 64> waiting_{};
    std::array<std::pair<std::int64_t, std::size_t>, 64> opening_{};
    std::size_t openings_ = 0;
    id_index sessions_;
    session_runs runs_;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::data::detail
