// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/text_fields.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::string shown(std::string_view text) {
    constexpr std::size_t max_shown = 40;
    constexpr const char* hex = "0123456789ABCDEF";
    std::string s = "\"";
    for (const char c : text.substr(0, max_shown)) {
        const auto b = static_cast<unsigned char>(c);
        if (b >= 0x20 && b != 0x7F)
            s += c;
        else
            s += {'\\', 'x', hex[b >> 4], hex[b & 15]};
    }
    return s + (text.size() > max_shown ? "...\"" : "\"");
}

NEXTCLICK_INLINE std::string_view trimmed(std::string_view s) {
    const auto first = s.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : s.substr(first, s.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE bool is_missing(std::string_view text) {
    if (text.empty()) return true;
    if (text.size() > 4 || std::string_view("nN\\<").find(text[0]) == std::string_view::npos) return false;
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const std::string_view word : {"nan", "null", "none", "na", "n/a", "\\n", "<na>"})
        if (lower == word) return true;
    return false;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
