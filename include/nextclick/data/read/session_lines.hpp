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

/// Text with a session a line: nothing but its items, and before them perhaps an id.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

class session_line_reader {
public:
    session_line_reader(byte_reader read, std::string name, const read_options& options);

    click_log read(read_report& report);

private:
    /// Options that hold for lines: no times and no columns; session and user are what a line begins with.
    static read_options as_lines(read_options options);

    void take();

    /// The first line with several items settles what parts them, where nobody has said it.
    void settle(std::string_view line);
    /// Where a settled separator is not the only one: the line could be read in two ways. Blanks around another one are nothing.
    std::size_t other_separator(std::string_view line) const;
    std::string mixed(char odd) const;

    static constexpr std::string_view candidates = ",;\t ";  ///< for what parts items, where nobody has said it

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
