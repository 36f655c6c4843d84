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

/// Rows and fields of a text table, out of a buffer that is small whatever the size of the file.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

struct table_limits {
    std::size_t line = std::size_t{1} << 20, columns = 10'000;
    std::string line_option = "read_options::max_line", quote_option = "read_options::quote = 0";  ///< as messages name them
};

/// Splits one row after the other. Quoted fields (RFC 4180) may hold separators, doubled quotes and line ends; a row
/// may end in LF, CR LF or the end of the file. memory: 256 kB, or the longest row.
class table_reader {
public:
    table_reader(byte_reader read, std::string name, table_limits limits)
        : read_(std::move(read)), name_(std::move(name)), limits_(std::move(limits)), buffer_(chunk + padding) {
        reset(0);
    }

    const std::string& name() const { return name_; }
    std::uint64_t bytes() const { return bytes_; }                                                ///< read from the source so far
    std::uint64_t row_offset() const { return bytes_ - static_cast<std::uint64_t>(end_ - at_); }  ///< consumed so far
    std::uint64_t line() const { return line_; }  ///< of the current row's first character, from 1

    void separate_by(char separator, std::size_t columns, char quote = '"') {
        separator_ = separator;
        quote_ = quote == 0 ? no_quote : static_cast<unsigned char>(quote);
        fields_.assign(columns, {});
        unescaped_.resize(columns);
    }
    /// The line ahead, without its end: for looking at a header before the separator is known.
    std::string_view peek_line() {
        line_ = next_line_;
        for (;;) {
            const char* const lf = line_end();
            if (lf != end_) return {at_, static_cast<std::size_t>(lf - at_)};
            if (!more()) return {at_, static_cast<std::size_t>(end_ - at_)};  // which `more` may have moved
            check_length(end_);
        }
    }
    void skip_bytes(std::size_t n) { at_ += n; }
    /// Steps over the line ahead, as `peek_line` showed it; false at the end of the table.
    bool skip_line() {
        at_ += peek_line().size();
        if (at_ == end_) return false;
        ++at_;
        ++next_line_;
        return true;
    }

    /// A row whose quotes are wrong is its first line, and `broken` says what is wrong, in place of an exception: no other line is
    /// lost.
    void tolerate_quotes() { tolerant_ = true; }
    /// What is wrong with the quotes of the row, place and all; empty if nothing is.
    const std::string& broken() const { return broken_; }
    /// Line ends inside the quotes of the row.
    std::size_t inner_lines() const { return inner_lines_; }

    /// Whether there is nothing to be said of the row's quotes and characters.
    bool plain() const { return ascii_ && inner_lines_ == 0 && broken_.empty(); }

    /// Goes to the next row; false at the end of the table.
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
            more();  // at the end, split() takes the end for the end of the row
        }
    }
    /// Fields found in the row; only as many as `separate_by` was told are kept.
    std::size_t count() const { return count_; }
    std::string_view operator[](std::size_t n) const { return fields_[n].text; }
    std::string_view row() const { return {row_, static_cast<std::size_t>(row_end_ - row_)}; }

    /// "file:line:column: "
    std::string place(std::size_t n) const {
        const char* at = n < std::min(count_, fields_.size()) ? fields_[n].raw : row_;
        return place_of(at, row_);
    }
    /// What is wrong with a row that is no UTF-8, place and all; empty if it is.
    std::string encoding_complaint() const {
        const std::size_t at = ascii_ ? std::string_view::npos : not_utf8(row());
        return at == std::string_view::npos ? std::string() : place_of(row_ + at, row_) + utf8_complaint(row());
    }
    [[noreturn]] void fail(std::size_t n, const std::string& what) const { throw data_error(place(n) + what); }

private:
    static constexpr std::size_t chunk = std::size_t{1} << 18, padding = 1 + simd::byte_finder<>::reach;
    struct field {
        std::string_view text;
        const char* raw = nullptr;
    };

    std::string place_of(const char* at, const char* row) const {
        return name_ + ':' + std::to_string(line_) + ':' + std::to_string(at - row + 1) + ": ";
    }
    /// There is always one: a line feed stands at end_.
    const char* line_end() const { return static_cast<const char*>(std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_) + 1)); }
    void reset(std::size_t have) {
        at_ = buffer_.data();
        end_ = at_ + have;
        std::memset(buffer_.data() + have, '\n', padding);
    }
    /// Keeps what is not yet consumed and reads on behind it; false if nothing came.
    bool more() {
        if (ended_) return false;
        const auto kept = static_cast<std::size_t>(end_ - at_);
        std::memmove(buffer_.data(), at_, kept);
        if (kept + chunk + padding > buffer_.size()) buffer_.resize(2 * kept + chunk + padding);
        auto room = std::span(buffer_).subspan(kept, buffer_.size() - padding - kept);
        while (!room.empty() && !ended_) {  // to the brim: a row is split anew each time the buffer ended inside it
            const std::size_t n = read_(room);
            ended_ = n == 0;
            room = room.subspan(n);
        }
        const std::size_t have = buffer_.size() - padding - room.size();
        bytes_ += have - kept;
        ascii_ = is_ascii({buffer_.data(), have});
        reset(have);
        return have > kept;
    }
    void check_length(const char* end) const {
        const auto length = static_cast<std::size_t>(end - at_);
        if (length <= limits_.line) return;
        throw data_error(place_of(at_, at_) + "the row is longer than " + std::to_string(limits_.line) +
                         " bytes; is this a text table? If so, raise " + limits_.line_option);
    }
    /// The row is its first line, if that is tolerated; null if the buffer ends first.
    const char* wrong_quotes(const char* at, const std::string& what) {
        broken_ = place_of(at, at_) + what + "double the quotes inside a field, or set " + limits_.quote_option +
                  " if quotes mean nothing in this file";
        if (!tolerant_) throw data_error(broken_);
        inner_lines_ = count_ = 0;
        open_quote_ = nullptr;
        const char* const end = line_end();
        if (end != end_ || ended_) return end;
        broken_.clear();  // the line ends behind the buffer: to be split anew
        return nullptr;
    }
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
    /// A field in quotes: gives its text and the separator or line feed behind it; null if the buffer ends first. Of a broken row
    /// the end.
    const char* quoted(const char* open, std::size_t n, std::string_view& text) {
        open_quote_ = open;
        const char *p = open + 1, *from = p;
        std::string escaped;
        bool doubled = false;
        for (;; ++p) {
            if (p == end_) {
                if (!ended_) return nullptr;
                return never_closed();
            }
            if (*p == '\n') ++inner_lines_;
            if (*p != *open) continue;
            if (p[1] != *open || p + 1 == end_) break;
            doubled = true;
            escaped.append(from, ++p);
            from = p + 1;
        }
        if (p + 1 == end_ && !ended_) return nullptr;
        text = {from, static_cast<std::size_t>(p - from)};
        if (doubled && n < unescaped_.size()) text = unescaped_[n] = escaped.append(text);
        ++p;
        if (*p == '\r' && p != end_ && (p[1] == '\n')) ++p;
        if (*p != separator_ && *p != '\n')
            return wrong_quotes(inner_lines_ == 0 ? p : open, inner_lines_ == 0 ? "there is text behind a closing quote; "
                                                                                : "there is text behind the quote that closes this one, " +
                                                                                      std::to_string(inner_lines_) + " lines below; ");
        open_quote_ = nullptr;
        return p;
    }

    byte_reader read_;
    std::string name_;
    table_limits limits_;
    std::vector<char> buffer_;
    char *at_ = nullptr, *end_ = nullptr;  ///< not yet consumed; a line feed stands at end_
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
