// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/text_fields.hpp"
#include "nextclick/data/read/utf8.hpp"
#include "nextclick/simd/find_bytes.hpp"

/// Splits a text table into rows and fields, with a small buffer whatever the size of the file.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

struct table_limits {
    std::size_t line = std::size_t{1} << 20, columns = 10'000;
    std::string line_option = "read_options::max_line", quote_option = "read_options::quote = 0";  ///< spelling in messages
};

/// Reads rows one by one. Quoted fields (RFC 4180) may contain separators, doubled quotes and line ends; a row ends in LF, CR LF or
/// at the end of the file. memory: 256 kB, or the longest row.
class table_reader {
public:
    table_reader(byte_reader read, std::string name, table_limits limits);

    const std::string& name() const { return name_; }
    std::uint64_t bytes() const { return bytes_; }                                                ///< read from the source so far
    std::uint64_t row_offset() const { return bytes_ - static_cast<std::uint64_t>(end_ - at_); }  ///< consumed so far
    std::uint64_t line() const { return line_; }  ///< of the current row's first character, from 1

    void separate_by(char separator, std::size_t columns, char quote = '"');
    /// The next line without its end, to inspect a header before the separator is known.
    std::string_view peek_line();
    void skip_bytes(std::size_t n) { at_ += n; }
    /// Skips the line that `peek_line` returns; returns false at the end of the table.
    bool skip_line();

    /// Disables exceptions for malformed quotes: such a row is only its first line, `broken` returns the fault, and no other line
    /// is lost.
    void tolerate_quotes() { tolerant_ = true; }
    /// The fault in the quotes of the row, with its place; empty if there is none.
    const std::string& broken() const { return broken_; }
    /// Number of line ends inside the quotes of the row.
    std::size_t inner_lines() const { return inner_lines_; }

    /// Whether the row is ASCII, on one line, and without malformed quotes.
    bool plain() const { return ascii_ && inner_lines_ == 0 && broken_.empty(); }

    /// Advances to the next row; returns false at the end of the table.
    [[gnu::always_inline]] bool next() {
        line_ = next_line_;
        broken_.clear();
        if (at_ == end_ && !more()) return false;
        for (;;) {
            const char* p = split();
            if (p == nullptr && open_quote_ != nullptr && static_cast<std::size_t>(end_ - at_) > limits_.line) p = never_closed();
            if (p != nullptr) {
                row_ = at_;
                row_end_ = p;
                check_length(p);
                at_ += p - at_ + (p == end_ ? 0 : 1);
                next_line_ = line_ + 1 + inner_lines_;
                return true;
            }
            check_length(end_);
            more();  // at the end of the file split() ends the row there
        }
    }
    /// Number of fields of the row; only the number given to `separate_by` is stored.
    std::size_t count() const { return count_; }
    std::string_view operator[](std::size_t n) const;
    std::string_view row() const { return {row_, static_cast<std::size_t>(row_end_ - row_)}; }

    /// "file:line:column: "
    std::string place(std::size_t n) const;
    /// The fault in the UTF-8 of the row, with its place; empty if it is valid.
    std::string encoding_fault() const;
    [[noreturn]] void fail(std::size_t n, const std::string& what) const;

private:
    static constexpr std::size_t chunk = std::size_t{1} << 18, padding = 1 + simd::byte_finder<>::reach;
    struct field {
        std::string_view text;
        const char* raw = nullptr;
    };

    std::string place_of(const char* at, const char* row) const;
    /// Always found, since there is a line feed at end_.
    const char* line_end() const { return static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_) + 1)); }
    void reset(std::size_t have);
    /// Moves unconsumed bytes to the front and reads more; returns false at the end of the source.
    bool more();
    void check_length(const char* end) const;
    /// Ends the row after its first line if that is tolerated; returns null if the buffer ends first.
    const char* wrong_quotes(const char* at, const std::string& what);
    const char* never_closed() { return wrong_quotes(open_quote_, "the quote that opens here is never closed; close it, "); }

    /// The end of the row at at_, or null if the buffer ends first.
    [[gnu::always_inline]] const char* split() {
        const char* p = at_;
        std::size_t n = 0;
        inner_lines_ = 0;
        open_quote_ = nullptr;
        simd::byte_finder<> ends(p, separator_, '\n');
        const std::span<field> fields = fields_;
        for (;; ++p) {
            const char* const begin = p;
            std::string_view text;
            if (static_cast<unsigned char>(*p) == quote_) {
                p = quoted(p, n, text);
                if (p == nullptr || !broken_.empty()) return p;
                ends.go_to(p + 1);
            } else {
                p = ends.next();
                const bool carriage = *p == '\n' && p != begin && p[-1] == '\r';
                text = {begin, static_cast<std::size_t>(p - begin) - (carriage ? 1 : 0)};
            }
            if (n < fields.size()) fields[n] = {text, begin};
            ++n;
            if (*p == separator_) continue;
            if (p == end_ && !ended_) return nullptr;
            count_ = n;
            return p;
        }
    }
    /// Reads a quoted field: sets its text and returns the separator or line feed after it, the end of a broken row, or null if the
    /// buffer ends first.
    const char* quoted(const char* open, std::size_t n, std::string_view& text);

    byte_reader read_;
    std::string name_;
    table_limits limits_;
    std::vector<char> buffer_;
    char *at_ = nullptr, *end_ = nullptr;  ///< unconsumed bytes; there is a line feed at end_
    bool ended_ = false, ascii_ = true;
    static constexpr unsigned no_quote = 256;
    bool tolerant_ = false;
    char separator_ = '\t';
    unsigned quote_ = '"';
    std::string broken_;
    std::vector<field> fields_;
    std::vector<std::string> unescaped_;
    const char *row_ = nullptr, *row_end_ = nullptr, *open_quote_ = nullptr;
    std::size_t count_ = 0, inner_lines_ = 0;
    std::uint64_t line_ = 0, next_line_ = 1, bytes_ = 0;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/table_reader.ipp"
#endif
