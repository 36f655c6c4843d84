// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/write/write_clicks.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void text_check::operator()(std::string_view text, const std::string& of) const {
    if (quote_ == 0 && breaks_rows(text, separator_))
        throw data_error("write_clicks: " + of + ' ' + shown(text) +
                         " holds a separator or a line end, which need quotes; set write_options::quote = '\"' (and read_options::quote, "
                         "where it is read), or separate by commas");
}

NEXTCLICK_INLINE void text_check::id(std::string_view text, const std::string& of) const {
    const bool control = std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (text.empty() || control)
        throw data_error("write_clicks: the " + of + " id " + shown(text) + (control ? " has a control character" : " is empty") +
                         ", which no reader accepts as an id; rename it");
    (*this)(text, "the " + of + " id");
}

NEXTCLICK_INLINE void text_check::ids(const vocabulary& all, std::span<const item_index> used, const std::string& of) const {
    if (all.kind() == id_kind::string) for_each_used(all, used, [&](std::string_view text) { id(text, of); });
}

NEXTCLICK_INLINE void text_check::column(const event_column& c) const {
    (*this)(c.name(), "the name of a column,");
    const std::string of = "a value of the column \"" + c.name() + "\",";
    c.visit([&](const auto& column) { column.check_text(*this, of); });
}

NEXTCLICK_INLINE table_writer::table_writer(const std::filesystem::path& path, char separator, char quote)
    : name_(path.string()), separator_(separator), quote_(quote), file_(std::fopen(name_.c_str(), "wb"), &close) {
    if (!file_) cannot_open(name_, "cannot be written: " + reason(errno), "check the path, its permissions and the free space");
}

NEXTCLICK_INLINE void table_writer::text(std::string_view value) {
    separate();
    if (quote_ == 0 || (!breaks_rows(value, separator_) && value.find(quote_) == value.npos)) {
        text_ += value;
        return;
    }
    text_ += quote_;
    for (const char c : value) text_.append(c == quote_ ? 2 : 1, c);
    text_ += quote_;
}

NEXTCLICK_INLINE void table_writer::seconds(std::int64_t ms) {
    separate();
    const std::uint64_t size = ms < 0 ? ~static_cast<std::uint64_t>(ms) + 1 : static_cast<std::uint64_t>(ms);
    const std::string rest = std::to_string(size % 1000 + 1000);
    text_ += (ms < 0 ? "-" : "") + std::to_string(size / 1000) + '.' + rest.substr(1);
}

NEXTCLICK_INLINE void table_writer::end_row() {
    text_ += '\n';
    first_ = true;
    if (text_.size() > 1 << 16) flush();
}

NEXTCLICK_INLINE void table_writer::finish() {
    flush();
    if (std::FILE* f = file_.release(); std::fclose(f) != 0) fail();
}

NEXTCLICK_INLINE void table_writer::fail() const {
    cannot_open(name_, "cannot be written: " + reason(errno), "check the space on the disk");
}

NEXTCLICK_INLINE void table_writer::separate() {
    if (!first_) text_ += separator_;
    first_ = false;
}

NEXTCLICK_INLINE void table_writer::flush() {
    if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size()) fail();
    text_.clear();
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE void write_clicks(const click_log& log, const std::filesystem::path& path, const write_options& options) {
    if (const auto items = log.item_column(); std::find(items.begin(), items.end(), no_item) != items.end())
        throw data_error(
            "write_clicks: the log has events of unknown items, which have no id to write; remove them "
            "with min_item_support(log, 1)");
    for (const event_column& c : log.columns())
        if (const char* why = c.visit([]<class K>(const K&) { return K::no_text; }))
            throw data_error("write_clicks: the column \"" + c.name() + "\" has " + why);
    const auto times = log.time_column();
    const auto lie = [&](std::int64_t least, std::int64_t max) {
        return std::any_of(times.begin(), times.end(), [=](auto t) { return std::abs(t) >= least && std::abs(t) < max; });
    };
    constexpr std::int64_t in_1973 = 100'000'000'000, in_5138 = 1000 * in_1973;
    if (lie(in_5138, std::numeric_limits<std::int64_t>::max()))
        throw data_error(
            "write_clicks: a time lies after the year 5138, where readers interpret milliseconds as microseconds; check the times");
    const bool ms = lie(in_1973, in_5138) && !lie(in_1973 / 1000, in_1973);  // readers detect all of these numbers as ms
    const char quote = detail::quote_for(options.separator, options.quote);
    detail::check_separator(options.separator, quote, "write_options::separator", "write_options::quote");
    const detail::text_check check(options.separator, quote);
    for (const std::string* name : {&options.session, &options.item, &options.time, &options.user}) check(*name, "the name of a column,");
    check.ids(log.items(), log.item_column(), "item");
    if (log.has_users()) check.ids(log.users(), log.user_column(), "user");
    if (log.session_ids().kind() == id_kind::string)
        for (std::size_t s = 0; s < log.session_ids().size(); ++s) check.id(log.session_ids().text(s), "session");
    for (const event_column& c : log.columns()) check.column(c);
    detail::table_writer out(path, options.separator, quote);
    out.text(options.session);
    out.text(options.item);
    if (!times.empty()) out.text(options.time);
    if (log.has_users()) out.text(options.user);
    for (const event_column& c : log.columns()) out.text(c.name());
    out.end_row();
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::size_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) {
            out.field(log.session_id(s));
            out.field(log.items()[log.item_column()[e]]);
            if (!times.empty()) ms ? out.number(times[e]) : out.seconds(times[e]);
            if (log.has_users()) out.field(log.user_id(s));
            for (const event_column& c : log.columns()) {
                c.visit([&](const auto& column) { detail::missing(column.values, e) ? out.missing() : column.write(out, e); });
            }
            out.end_row();
        }
    out.finish();
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
