// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/byte_reader.hpp"
#include "nextclick/data/read/event_reader.hpp"
#include "nextclick/data/read/item_lists.hpp"
#include "nextclick/data/read/line_reader.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/utf8.hpp"

/// Text with one session per line: its items, optionally preceded by an id.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

class session_line_reader {
public:
    session_line_reader(byte_reader read, std::string name, const read_options& options);

    click_log read(read_report& report);

private:
    /// The options for session lines: no times and no columns; session or user is the id at the start of a line.
    static read_options as_lines(read_options options);

    void take();

    /// Determines the separator from the first line with several items, if the options do not set it.
    void detect_separator(std::string_view line);
    /// The position of a second separator in the line, which makes it ambiguous. Blanks around another separator are ignored.
    std::size_t other_separator(std::string_view line) const;
    std::string mixed(char odd) const;

    static constexpr std::string_view candidates = ",;\t ";  ///< candidates for the separator, if the options do not set it

    read_options options_;
    line_reader lines_;
    event_reader events_;
    item_lists lists_;
    char separator_ = 0;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/session_lines.ipp"
#endif
