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
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/table_header.hpp"

/// Writing of click logs as text tables for `read_clicks`.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

struct write_options {
    std::string session = "SessionId", item = "ItemId", time = "Time", user = "User";
    char separator = '\t';
    std::optional<char> quote{};  ///< as read_options::quote: 0: none; empty: '"' unless the separator is a tab
};

namespace detail {

inline bool breaks_rows(std::string_view text, char separator) {
    return text.find_first_of("\r\n") != text.npos || text.find(separator) != text.npos;
}

/// Checks before anything is written that a reader would read the same values.
class text_check {
public:
    text_check(char separator, char quote) : separator_(separator), quote_(quote) {}

    void operator()(std::string_view text, const std::string& of) const;
    void id(std::string_view text, const std::string& of) const;
    /// Checks the ids with these indices.
    void ids(const vocabulary& all, std::span<const item_index> used, const std::string& of) const;
    void column(const event_column& c) const;
    /// Calls f(id) for each used index of a vocabulary.
    template <class F>
    static void for_each_used(const vocabulary& all, std::span<const item_index> used, const F& f) {
        std::vector<bool> seen(all.size());
        for (const item_index i : used)
            if (i != no_item && !seen[i]) {
                seen[i] = true;
                f(all.name(i));
            }
    }

private:
    char separator_, quote_;
};

class table_writer {
public:
    table_writer(const std::filesystem::path& path, char separator, char quote);
    void field(const item_id& id) { id.kind() == id_kind::integer ? number(id.integer()) : text(id.string()); }
    void text(std::string_view value);
    template <class Number>
    requires std::is_arithmetic_v<Number> void number(Number value) {
        separate();
        std::array<char, 32> digits;
        text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
    }
    /// Writes milliseconds as seconds with three decimals.
    void seconds(std::int64_t ms);
    void missing() { separate(); }
    void end_row();
    void finish();

private:
    static void close(std::FILE* f) { std::fclose(f); }
    [[noreturn]] void fail() const;
    void separate();
    void flush();
    std::string name_, text_;
    char separator_, quote_;
    bool first_ = true;
    std::unique_ptr<std::FILE, void (*)(std::FILE*)> file_;
};

}  // namespace detail

/// Writes a log with a header row: session, item, time and user if there are any, then the further columns; missing values are
/// empty, and the order of words in a text is lost. Times are in ms, or in seconds with three decimals if some are so near 1970
/// that ms would be read as seconds. Reading with the same separator and quote gives the same log (except for words for a missing
/// value, such as "NaN", which are missing in a column, and no ids unless `id_type::string` is requested).
/// errors  `file_error` if the file cannot be written; `data_error`, before anything is written, if an item is unknown (`no_item`), a
///         column has vectors, an id is empty or has control characters, or text needs quotes but `quote` is 0
void write_clicks(const click_log& log, const std::filesystem::path& path, const write_options& options = {});

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/write/write_clicks.ipp"
#endif
