// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/line_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE line_reader::line_reader(byte_reader read, std::string name, std::size_t max_length, const read_options& options)
    : read_(std::move(read)), name_(std::move(name)), max_length_(max_length), options_(options), buffer_(chunk) {}

NEXTCLICK_INLINE bool line_reader::next() {
    for (std::size_t from = at_;;) {
        const auto* const lf = static_cast<const char*>(std::memchr(buffer_.data() + from, '\n', end_ - from));
        const std::size_t end = lf != nullptr ? static_cast<std::size_t>(lf - buffer_.data()) : end_;
        if (end - at_ > max_length_) too_long();
        if (lf != nullptr || ended_) return take(end, lf != nullptr);
        from = end_ - at_;  // continue the search after the bytes already searched
        more();
    }
}

NEXTCLICK_INLINE std::string line_reader::place(std::size_t column) const {
    return name_ + ':' + std::to_string(number_) + ':' + std::to_string(column + 1) + ": ";
}

NEXTCLICK_INLINE bool line_reader::take(std::size_t end, bool whole) {
    if (end == at_ && !whole) return false;
    line_ = {buffer_.data() + at_, end - at_};
    at_ = end + (whole ? 1 : 0);
    if (line_.ends_with('\r')) line_.remove_suffix(1);
    if (++number_ == 1 && line_.starts_with("\xEF\xBB\xBF")) line_.remove_prefix(3);
    return true;
}

NEXTCLICK_INLINE void line_reader::more() {
    const std::size_t kept = end_ - at_;
    std::memmove(buffer_.data(), buffer_.data() + at_, kept);
    at_ = 0;
    if (2 * kept > buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t n = read_(std::span(buffer_).subspan(kept));
    ended_ = n == 0;
    bytes_ += n;
    end_ = kept + n;
}

NEXTCLICK_INLINE void line_reader::too_long() {
    ++number_;
    throw data_error(place(0) + "the line is longer than " + std::to_string(max_length_) +
                     " bytes; is this a text file with one session a line? If so, raise " + options_.spelled("max_line"));
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
