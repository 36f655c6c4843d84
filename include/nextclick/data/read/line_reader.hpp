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

/// Splits text into lines, which end in LF, CR LF or the end of the file; a UTF-8 byte order mark at the start is skipped.
/// memory: 256 kB, or twice the longest line. cost: linear
class line_reader {
public:
    /// `max_length` is the maximum line length in bytes; a longer line throws.
    line_reader(byte_reader read, std::string name, std::size_t max_length, const read_options& options);

    /// Advances to the next line; returns false at the end of the text.
    bool next();
    std::string_view line() const { return line_; }
    std::uint64_t number() const { return number_; }  ///< line number, from 1
    std::uint64_t bytes() const { return bytes_; }    ///< read from the source so far

    /// "file:line:column: ", the column from 0.
    std::string place(std::size_t column) const;

private:
    static constexpr std::size_t chunk = std::size_t{1} << 18;

    bool take(std::size_t end, bool whole);
    /// Moves unread bytes to the front of the buffer and reads more.
    void more();
    [[noreturn]] void too_long();

    byte_reader read_;
    std::string name_;
    std::size_t max_length_;
    const read_options& options_;
    std::vector<char> buffer_;
    std::size_t at_ = 0, end_ = 0;  ///< unread bytes of the buffer
    bool ended_ = false;
    std::string_view line_;
    std::uint64_t number_ = 0, bytes_ = 0;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/line_reader.ipp"
#endif
