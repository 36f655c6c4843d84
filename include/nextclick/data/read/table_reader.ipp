// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/table_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE table_reader::table_reader(byte_reader read, std::string name, table_limits limits)
    : read_(std::move(read)), name_(std::move(name)), limits_(std::move(limits)), buffer_(chunk + padding) {
    reset(0);
}

NEXTCLICK_INLINE void table_reader::separate_by(char separator, std::size_t columns, char quote) {
    separator_ = separator;
    quote_ = quote == 0 ? no_quote : static_cast<unsigned char>(quote);
    fields_.assign(columns, {});
    unescaped_.resize(columns);
}

NEXTCLICK_INLINE std::string_view table_reader::peek_line() {
    line_ = next_line_;
    for (;;) {
        const char* const lf = line_end();
        if (lf != end_) return {at_, static_cast<std::size_t>(lf - at_)};
        if (!more()) return {at_, static_cast<std::size_t>(end_ - at_)};  // `more` may have moved it
        check_length(end_);
    }
}

NEXTCLICK_INLINE bool table_reader::skip_line() {
    at_ += peek_line().size();
    if (at_ == end_) return false;
    ++at_;
    ++next_line_;
    return true;
}

NEXTCLICK_INLINE std::string_view table_reader::operator[](std::size_t n) const { return fields_[n].text; }

NEXTCLICK_INLINE std::string table_reader::place(std::size_t n) const {
    const char* at = n < std::min(count_, fields_.size()) ? fields_[n].raw : row_;
    return place_of(at, row_);
}

NEXTCLICK_INLINE std::string table_reader::encoding_fault() const {
    const std::size_t at = ascii_ ? std::string_view::npos : not_utf8(row());
    return at == std::string_view::npos ? std::string() : place_of(row_ + at, row_) + utf8_fault(row());
}

NEXTCLICK_INLINE void table_reader::fail(std::size_t n, const std::string& what) const { throw data_error(place(n) + what); }

NEXTCLICK_INLINE std::string table_reader::place_of(const char* at, const char* row) const {
    return name_ + ':' + std::to_string(line_) + ':' + std::to_string(at - row + 1) + ": ";
}

NEXTCLICK_INLINE void table_reader::reset(std::size_t have) {
    at_ = buffer_.data();
    end_ = at_ + have;
    std::memset(buffer_.data() + have, '\n', padding);
}

NEXTCLICK_INLINE bool table_reader::more() {
    if (ended_) return false;
    const auto kept = static_cast<std::size_t>(end_ - at_);
    std::memmove(buffer_.data(), at_, kept);
    if (kept + chunk + padding > buffer_.size()) buffer_.resize(2 * kept + chunk + padding);
    auto room = std::span(buffer_).subspan(kept, buffer_.size() - padding - kept);
    while (!room.empty() && !ended_) {  // fills the buffer, since a row is split again each time the buffer ends inside it
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

NEXTCLICK_INLINE void table_reader::check_length(const char* end) const {
    const auto length = static_cast<std::size_t>(end - at_);
    if (length <= limits_.line) return;
    throw data_error(place_of(at_, at_) + "the row is longer than " + std::to_string(limits_.line) +
                     " bytes; is this a text table? If so, raise " + limits_.line_option);
}

NEXTCLICK_INLINE const char* table_reader::wrong_quotes(const char* at, const std::string& what) {
    broken_ = place_of(at, at_) + what + "double the quotes inside a field, or set " + limits_.quote_option +
              " if quotes have no meaning in this file";
    if (!tolerant_) throw data_error(broken_);
    inner_lines_ = count_ = 0;
    open_quote_ = nullptr;
    const char* const end = line_end();
    if (end != end_ || ended_) return end;
    broken_.clear();  // the line ends past the buffer and is split again
    return nullptr;
}

NEXTCLICK_INLINE const char* table_reader::quoted(const char* open, std::size_t n, std::string_view& text) {
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
        return wrong_quotes(inner_lines_ == 0 ? p : open, inner_lines_ == 0 ? "there is text after a closing quote; "
                                                                            : "there is text after the quote that closes this one, " +
                                                                                  std::to_string(inner_lines_) + " lines below; ");
    open_quote_ = nullptr;
    return p;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
