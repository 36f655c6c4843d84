// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "nextclick/data/item_id.hpp"
#include "nextclick/data/read/log_builder.hpp"
#include "nextclick/data/read/read_options.hpp"
#include "nextclick/data/read/text_fields.hpp"
#include "nextclick/data/scan.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Ids in the text of a log.
class id_reader {
public:
    /// `option` is the name of the option that sets the type.
    id_reader(id_type type, const char* option) : type_(type), option_(option) {}

    /// An id of the kind kept so far, or the string that ends a row of integers; false if the text is none, and `complaint` then
    /// says why. Where nobody asked for strings, a word such as "NaN" is a hole, not an id.
    bool read(std::string_view text, id_kind so_far, item_id& id) const;
    std::string complaint(std::string_view text, const read_options& options) const;

private:
    static bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }
    id_type type_;
    const char* option_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/id_reader.ipp"
#endif
