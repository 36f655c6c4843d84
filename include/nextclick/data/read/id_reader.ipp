// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/id_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE bool id_reader::read(std::string_view text, id_kind so_far, item_id& id) const {
    std::int64_t value = 0;
    if (so_far == id_kind::integer && scan_id(text, value) == scanned::ok) {
        id = value;
        return true;
    }
    if (type_ == id_type::integer || text.empty() || (type_ == id_type::automatic && is_missing(text))) return false;
    id = text;
    return std::none_of(text.begin(), text.end(), is_control);
}

NEXTCLICK_INLINE std::string id_reader::fault(std::string_view text, const read_options& options) const {
    if (is_missing(text)) return shown(text) + " is not an id; fill it in, or set " + options.spelled("on_bad_row", "bad_rows::skip");
    if (type_ != id_type::integer) return shown(text) + " has a control character; is this a text file with LF or CR LF line ends?";
    std::int64_t value = 0;
    const char* why = scan_id(text, value) == scanned::overflow ? " does not fit a 64-bit integer"
                                                                : " is not an integer id (digits without leading zeros)";
    return shown(text) + why + "; if such ids are intended, set " + options.spelled(option_, "id_type::string");
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
