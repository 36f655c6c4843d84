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

    /// Parses an id of the kind so far, or the first string after integers; returns false if the text is not an id, and `fault`
    /// then returns the reason. Unless strings are requested, a word such as "NaN" is a missing value, not an id.
    bool read(std::string_view text, id_kind so_far, item_id& id) const;
    std::string fault(std::string_view text, const read_options& options) const;

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
