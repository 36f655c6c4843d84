// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/read/event_reader.hpp"
#include "nextclick/data/read/item_lists.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/table_header.hpp"
#include "nextclick/data/read/table_reader.hpp"

/// Converts the rows of a table into a click log.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

class click_reader {
public:
    click_reader(byte_reader read, std::string name, std::uint64_t size_hint, const read_options& options);

    click_log read(read_report& report);

private:
    void find_columns(const table_header& header);
    bool passes_filters(const table_header& header);
    /// Whether a row with multi-line quotes or non-ASCII text is valid; otherwise it is counted as a bad row.
    bool is_valid_row();
    void take();
    /// Reads a row with a list of items, of a user, of a session, or without an owner.
    void take_list(event_text event);
    /// Reserves memory for the whole file, estimated from its first rows; unused memory is freed later.
    void reserve();
    void note_lines();
    void odd_row(std::size_t columns);

    std::string in_quotes() const;

    static constexpr std::size_t sample = std::size_t{1} << 16;

    read_options options_;
    table_reader rows_;
    std::uint64_t size_hint_;
    event_reader events_;
    item_lists lists_;
    std::vector<std::size_t> field_ = std::vector<std::size_t>(first_column_field);  ///< positions of an event's fields in a row
    std::vector<std::size_t> chosen_by_;
    std::vector<std::string_view> texts_, chosen_, all_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/click_reader.ipp"
#endif
