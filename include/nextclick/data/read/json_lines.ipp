// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/json_lines.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE json_lines_reader::json_lines_reader(byte_reader read, std::string name, const read_options& options)
    : options_(options),
      lines_(std::move(read), name, options.max_line_bytes(true), options_),
      events_(options_, name),
      name_(std::move(name)),
      json_(options.events) {
    for (const std::string* path : {&options_.session, &options_.item, &options_.time, &options_.user}) number_.push_back(request(*path));
    for (const column_request& c : options_.columns) number_.push_back(request(c.name));
    for (const std::string& path : events_.filter_names()) chosen_by_.push_back(request(path));
    if (options_.keep_if) json_.request_all(options_.max_columns);
    chosen_.resize(chosen_by_.size());
    texts_.resize(options_.columns.size());
}

NEXTCLICK_INLINE click_log json_lines_reader::read(read_report& report) {
    while (lines_.next()) take_line();
    events_.report.bytes = lines_.bytes();
    events_.report.format = log_format::json_lines;
    if (lines_.number() == 0 || (events_.event_count() + events_.report.skipped + events_.report.dropped == 0))
        throw data_error(lines_.place(0) + "there are no events; give a file with an event or a session a line");
    require_columns();
    click_log log = events_.finish();
    report = std::move(events_.report);
    return log;
}

NEXTCLICK_INLINE void json_lines_reader::take_line() {
    if (lines_.line().find_first_not_of(" \t") == std::string_view::npos) {
        ++events_.report.blank;
        return;
    }
    if (!json_.parse(lines_.line())) return bad(json_.wrong_column(), json_.fault());
    whole_.assign(json_.paths().size(), {});
    if (!apply(json_.outer().data(), json_.outer().data() + json_.outer().size(), whole_)) return;
    if (!json_.has_events()) {
        if (options_.session.empty() && options_.user.empty())
            return bad(0, "the line is an event and names no session; name theirs in " + options_.spelled("session") + " or " +
                              options_.spelled("user"));
        now_ = whole_;
        return take(0);
    }
    if (json_.event_count() == 0) ++events_.report.empty_lists;
    line_ = std::to_string(lines_.number());
    for (std::size_t e = 0; e < json_.event_count(); ++e) {
        now_ = whole_;
        own_.assign(whole_.size(), {});
        if (!apply(json_.event_begin(e), json_.event_end(e), own_)) continue;
        for (std::size_t i = 0; i < own_.size(); ++i)
            if (own_[i].kind != json_kind::absent) now_[i] = own_[i];
        take(json_.event_column(e));
    }
}

NEXTCLICK_INLINE bool json_lines_reader::apply(const json_field* field, const json_field* end, std::vector<json_field>& to) {
    for (; field != end; ++field) {
        const std::uint32_t number = field->name == json_line::element ? number_[item_field] : field->name;
        if (number == none) continue;
        if (number >= to.size()) to.resize(number + 1);
        if (to[number].kind != json_kind::absent) {
            bad(field->column, "there is a second member " + shown(json_.paths()[number]) + "; leave out one of them");
            return false;
        }
        to[number] = *field;
    }
    return true;
}

NEXTCLICK_INLINE void json_lines_reader::take(std::size_t column) {
    if (events_.filters() && !passes_filters()) return;
    event_text e{{}, {}, {}, {}, texts_};
    std::string_view* const texts[] = {&e.session, &e.item, &e.time, &e.user};
    for (const event_field f : {session_field, item_field, time_field, user_field})
        if (number_[f] != none && !read_field(f, column, *texts[f])) return;
    for (std::size_t c = 0; c < texts_.size(); ++c)
        if (!read_field(first_column_field + c, column, texts_[c])) return;
    if (options_.session.empty()) e.session = options_.user.empty() ? std::string_view(line_) : e.user;
    events_.take(e, [&](std::size_t f) {
        return lines_.place(f < number_.size() && number_[f] != none && field(f).kind != json_kind::absent ? field(f).column : column);
    });
}

NEXTCLICK_INLINE bool json_lines_reader::passes_filters() {
    for (std::size_t c = 0; c < chosen_.size(); ++c) chosen_[c] = text(now_[chosen_by_[c]]);
    for (const std::uint32_t c : chosen_by_) mark_found(c);
    all_.clear();
    for (const json_field& f : now_) all_.push_back(text(f));
    return events_.passes_filters(chosen_, {json_.paths(), all_});
}

NEXTCLICK_INLINE void json_lines_reader::mark_found(std::uint32_t number) {
    if (now_[number].kind == json_kind::absent) return;
    if (number >= found_paths_.size()) found_paths_.resize(number + 1);
    found_paths_[number] = true;
}

NEXTCLICK_INLINE bool json_lines_reader::read_field(std::size_t f, std::size_t column, std::string_view& to) {
    const json_field& value = field(f);
    mark_found(number_[f]);
    to = text(value);
    if (f < first_column_field && value.kind == json_kind::absent) return bad(column, missing(f)), false;
    if (value.kind == json_kind::object)
        return bad(value.column, shown(path(f)) + " is an object; name a member of it by its path, for example \"" + path(f) + ".id\""),
               false;
    if (value.kind == json_kind::array)
        return bad(value.column, shown(path(f)) + " is an array, of which no column is made; " + remedy_for(f)), false;
    if (f == time_field || f >= first_column_field) return true;
    if (value.kind == json_kind::boolean)
        return bad(value.column, std::string(to) + " is not an id, but true or false; " + remedy_for(f)), false;
    return value.kind != json_kind::real || read_real(f, value, to);
}

NEXTCLICK_INLINE bool json_lines_reader::read_real(std::size_t f, const json_field& value, std::string_view& to) {
    constexpr double max = 9007199254740992;  // 2^53: larger integers may have no exact double
    double number = 0;
    std::from_chars(to.data(), to.data() + to.size(), number);
    if (number == std::floor(number) && std::abs(number) < max) {
        whole_number_[f] = std::to_string(static_cast<std::int64_t>(number));
        to = whole_number_[f];
        return true;
    }
    const id_type type = f == session_field ? options_.session_ids : f == item_field ? options_.item_ids : options_.user_ids;
    if (type == id_type::string) return true;
    constexpr const char* option[] = {"session_ids", "item_ids", "", "user_ids"};
    return bad(value.column, std::string(to) +
                                 " is not an id, but a number with a fraction or beyond 2^53; if such ids are intended, set " +
                                 options_.spelled(option[f], "id_type::string")),
           false;
}

NEXTCLICK_INLINE std::string json_lines_reader::remedy_for(std::size_t f) const {
    constexpr const char* option[] = {"session", "item", "time", "user", "columns"};
    return "name another member in " + options_.spelled(option[std::min<std::size_t>(f, first_column_field)]);
}

NEXTCLICK_INLINE std::string json_lines_reader::missing(std::size_t f) const {
    json_line all(options_.events);
    all.request_all(20);
    all.parse(lines_.line());
    std::string there;
    for (const std::string& other : all.paths()) there += (there.empty() ? "" : ", ") + shown(other);
    return "the event has no member " + shown(path(f)) + (there.empty() ? "" : ", only " + there) + "; fill it in, or " + remedy_for(f);
}

NEXTCLICK_INLINE void json_lines_reader::require_columns() {
    for (std::size_t n = events_.event_count() > 0 ? first_column_field : number_.size(); n < number_.size() + chosen_by_.size(); ++n) {
        const std::uint32_t number = n < number_.size() ? number_[n] : chosen_by_[n - number_.size()];
        if (number < found_paths_.size() && found_paths_[number]) continue;
        throw data_error(name_ + ": no event has a member " + shown(json_.paths()[number]) + "; name those that there are in " +
                         options_.spelled(n < number_.size() ? "columns" : "keep"));
    }
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE click_log read_json_lines(byte_reader source, std::string name, const read_options& options, read_report* report) {
    read_report unused;
    source = detail::text_only(std::move(source), name, options.reads_standard_input());
    return detail::json_lines_reader(std::move(source), std::move(name), options).read(report != nullptr ? *report : unused);
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
