// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/click_log.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/data/read/read_clicks.hpp"

/// Tables of items from logs and files.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Contradictions between rows of the same item.
struct item_report {
    std::uint64_t contradictions = 0;   ///< values that differ from the one kept
    std::vector<std::string> messages;  ///< the first eight of them
    read_report file;                   ///< the report of the file, for `read_items`
};

namespace detail {
/// The first row with a value for each item; reports other values.
std::vector<std::uint32_t> first_values(const click_log& log, const event_column& column, item_report& report);
}  // namespace detail

/// Derives attributes of items from a log whose events repeat them: the first value of each item in the named columns (in all, if
/// none is named). The report shows columns that are not attributes of items.
/// errors  `data_error` if the log has no such column.   cost  a pass over the log for each column
item_attributes items_of(const click_log& log, const std::vector<std::string>& names = {}, item_report* report = nullptr);

namespace detail {
/// Options to read a table of items as a log in which each item is a session.
read_options as_items(read_options options);
template <class Read>
item_attributes read_items_by(const Read& read, item_report* report) {
    item_report unused;
    item_report& out = report != nullptr ? *report : unused;
    const click_log rows = read(out.file);
    return items_of(rows, {}, &out);
}
}  // namespace detail

/// Reads a table of items: TSV or CSV with named columns, one row an item, with the columns `options.columns`. Session, time and
/// user of the options are ignored. Repeated rows of an item are treated as in `items_of`.
/// errors  as `read_clicks`.   memory  while reading, twice the table
template <Decoder D>
item_attributes read_items(const std::filesystem::path& path, const D& decoder, const read_options& options,
                           item_report* report = nullptr) {
    return detail::read_items_by([&](read_report& reading) { return read_clicks(path, decoder, detail::as_items(options), &reading); },
                                 report);
}
/// Reads a plain file.
inline item_attributes read_items(const std::filesystem::path& path, const read_options& options, item_report* report = nullptr) {
    return read_items(path, plain_text{}, options, report);
}
/// Reads a table from text in memory; `name` is its name in messages.
item_attributes parse_items(std::string_view text, std::string_view name, const read_options& options, item_report* report = nullptr);

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/items_of.ipp"
#endif
