// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The type as which the text of a column is read. The builder of a kind of column determines the types that it reads (kind::bags
/// reads tags and text); a user-defined kind declares its own type: inline constexpr data::column_type place{"place"}. Types are
/// compared by name.
struct column_type {
    std::string_view name;
    bool several = false;  ///< whether a field has several values

    static const column_type categorical;
    static const column_type numeric;
    static const column_type tags;  ///< several categories per field, separated by column_request::separator
    static const column_type text;  ///< words: runs of letters and digits, in lower case; every character beyond ASCII counts as a letter

    friend constexpr bool operator==(const column_type& a, const column_type& b) { return a.name == b.name; }
};
inline constexpr column_type column_type::categorical{"categorical"};
inline constexpr column_type column_type::numeric{"numeric"};
inline constexpr column_type column_type::tags{"tags", true};
inline constexpr column_type column_type::text{"text", true};

struct column_request {
    std::string name;
    column_type type = column_type::categorical;
    char separator = '|';  ///< separator of tags
};

}  // namespace data
NEXTCLICK_END_NAMESPACE
