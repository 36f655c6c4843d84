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
#include "nextclick/data/read/read_options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Splits text into lines, which end in LF, CR LF or the end of the file; a UTF-8 mark at the start is left out.
/// memory: 256 kB, or twice the longest line. cost: linear
class line_reader {
public:
    /// `longest` is in bytes; a longer line throws.
    line_reader(byte_reader read, std::string name, std::size_t longest, const read_options& options)
        : read_(std::move(read)), name_(std::move(name)), longest_(longest), options_(options), buffer_(chunk) {}

    /// Goes to the next line; false at the end of the text.
    bool next() {
        for (std::size_t from = at_;;) {
            const auto* const lf = static_cast<const char*>(std::memchr(buffer_.data() + from, '\n', end_ - from));
            const std::size_t end = lf != nullptr ? static_cast<std::size_t>(lf - buffer_.data()) : end_;
            if (end - at_ > longest_) too_long();
            if (lf != nullptr || ended_) return take(end, lf != nullptr);
            from = end_ - at_;  // what was looked at is not looked at again
            more();
        }
    }
    std::string_view line() const { return line_; }
    std::uint64_t number() const { return number_; }  ///< of the line, from 1
    std::uint64_t bytes() const { return bytes_; }    ///< read from the source so far

    /// "file:line:column: ", the column from 0.
    std::string place(std::size_t column) const { return name_ + ':' + std::to_string(number_) + ':' + std::to_string(column + 1) + ": "; }

private:
    static constexpr std::size_t chunk = std::size_t{1} << 18;

    bool take(std::size_t end, bool whole) {
        if (end == at_ && !whole) return false;
        line_ = {buffer_.data() + at_, end - at_};
        at_ = end + (whole ? 1 : 0);
        if (line_.ends_with('\r')) line_.remove_suffix(1);
        if (++number_ == 1 && line_.starts_with("\xEF\xBB\xBF")) line_.remove_prefix(3);
        return true;
    }
    /// Keeps what is not yet taken and reads on behind it.
    void more() {
        const std::size_t kept = end_ - at_;
        std::memmove(buffer_.data(), buffer_.data() + at_, kept);
        at_ = 0;
        if (2 * kept > buffer_.size()) buffer_.resize(2 * buffer_.size());
        const std::size_t n = read_(std::span(buffer_).subspan(kept));
        ended_ = n == 0;
        bytes_ += n;
        end_ = kept + n;
    }
    [[noreturn]] void too_long() {
        ++number_;
        throw data_error(place(0) + "the line is longer than " + std::to_string(longest_) +
                         " bytes; is this a text file with one session a line? If so, raise " + options_.spelled("max_line"));
    }

    byte_reader read_;
    std::string name_;
    std::size_t longest_;
    const read_options& options_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;  ///< not yet taken
    bool ended_ = false;
    std::string_view line_;
    std::uint64_t number_ = 0, bytes_ = 0;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
