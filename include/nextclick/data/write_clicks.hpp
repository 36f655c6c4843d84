// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/data/byte_reader.hpp"
#include "nextclick/data/click_log.hpp"

/// Writing click logs as text tables that `read_clicks` reads.
namespace nextclick::inline NEXTCLICK_ABI::data {

struct write_options {
    std::string session = "SessionId", item = "ItemId", time = "Time", user = "User";
    char separator = '\t';
};

namespace detail {

class table_writer {
public:
    table_writer(const std::filesystem::path& path, char separator)
        : name_(path.string()), separator_(separator), file_(std::fopen(name_.c_str(), "wb"), &close) {
        if (!file_) cannot_open(name_, "cannot be written: " + reason(errno), "check the path, its rights and the space");
    }
    void field(const item_id& id) { id.kind() == id_kind::integer ? number(id.integer()) : text(id.string()); }
    void text(std::string_view value) {
        separate();
        if (!value.empty() && value.find_first_of("\"\r\n") == value.npos && value.find(separator_) == value.npos) {
            text_ += value;
            return;
        }
        text_ += '"';
        for (const char c : value) text_.append(c == '"' ? 2 : 1, c);
        text_ += '"';
    }
    template <class Number>
    requires std::is_arithmetic_v<Number>
    void number(Number value) {
        separate();
        std::array<char, 32> digits;
        text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }
    /// Milliseconds, written in seconds with three decimals.
    void seconds(std::int64_t ms) {
        separate();
        const std::uint64_t size = ms < 0 ? ~static_cast<std::uint64_t>(ms) + 1 : static_cast<std::uint64_t>(ms);
        const std::string rest = std::to_string(size % 1000 + 1000);
        text_ += (ms < 0 ? "-" : "") + std::to_string(size / 1000) + '.' + rest.substr(1);
    }
    void missing() { separate(); }
    void end_row() {
        text_ += '\n';
        first_ = true;
        if (text_.size() > 1 << 16) flush();
    }
    void finish() {
        flush();
        if (std::FILE* f = file_.release(); std::fclose(f) != 0) fail();
    }

private:
    static void close(std::FILE* f) { std::fclose(f); }
    [[noreturn]] void fail() const { cannot_open(name_, "cannot be written: " + reason(errno), "check the space on the disk"); }
    void separate() {
        if (!first_) text_ += separator_;
        first_ = false;
    }
    void flush() {
        if (std::fwrite(text_.data(), 1, text_.size(), file_.get()) != text_.size()) fail();
        text_.clear();
    }
    std::string name_, text_;
    char separator_;
    bool first_ = true;
    std::unique_ptr<std::FILE, void (*)(std::FILE*)> file_;
};

}  // namespace detail

/// Writes a log with a header row: session, item, time and user if there are any, then the further columns; missing
/// values are empty, and words stand in no order. Times are in ms, or in seconds with three decimals if all lie so near 1970
/// that ms would be read as seconds.
/// errors  `file_error` if the file cannot be written; `data_error` if an item is unknown (`no_item`), or a column has vectors
inline void write_clicks(const click_log& log, const std::filesystem::path& path, const write_options& how = {}) {
    if (const auto items = log.item_column(); std::find(items.begin(), items.end(), no_item) != items.end())
        throw data_error(
            "write_clicks: the log has events of unknown items, which have no id to write; remove them "
            "with min_item_support(log, 1)");
    for (const event_column& c : log.columns())
        if (c.kind() == column_kind::vectors)
            throw data_error("write_clicks: the column \"" + c.name() +
                             "\" has vectors, which no field of a table holds; "
                             "keep them in a table of items (data::read_vectors)");
    const auto times = log.time_column();
    const bool ms = std::any_of(times.begin(), times.end(), [](auto t) { return std::abs(t) >= 100'000'000'000; });
    detail::table_writer out(path, how.separator);
    out.text(how.session);
    out.text(how.item);
    if (!times.empty()) out.text(how.time);
    if (log.has_users()) out.text(how.user);
    for (const event_column& c : log.columns()) out.text(c.name());
    out.end_row();
    for (std::size_t s = 0; s < log.session_count(); ++s)
        for (std::size_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) {
            out.field(log.session_id(s));
            out.field(log.items()[log.item_column()[e]]);
            if (!times.empty()) ms ? out.number(times[e]) : out.seconds(times[e]);
            if (log.has_users()) out.field(log.user_id(s));
            for (const event_column& c : log.columns()) {
                if (c.missing(e))
                    out.missing();
                else if (c.kind() == column_kind::bags)
                    out.text(c.text(e));
                else if (c.categorical())
                    out.field(c.categories()[c.codes()[e]]);
                else
                    out.number(c.numbers()[e]);
            }
            out.end_row();
        }
    out.finish();
}

}  // namespace nextclick::inline NEXTCLICK_ABI::data
