// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/utf8.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE std::size_t utf8_character(std::string_view text) {
    const auto byte = [&](std::size_t n) { return n < text.size() ? static_cast<unsigned char>(text[n]) : 0u; };
    const auto follows = [&](std::size_t n) { return byte(n) >= 0x80 && byte(n) <= 0xBF; };
    const unsigned first = byte(0), second = byte(1);
    if (first < 0x80) return text.empty() ? 0 : 1;
    if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF)  // neither overlong nor a surrogate
        return second >= (first == 0xE0 ? 0xA0u : 0x80u) && second <= (first == 0xED ? 0x9Fu : 0xBFu) && follows(2) ? 3 : 0;
    if (first >= 0xF0 && first <= 0xF4)  // neither overlong nor above U+10FFFF
        return second >= (first == 0xF0 ? 0x90u : 0x80u) && second <= (first == 0xF4 ? 0x8Fu : 0xBFu) && follows(2) && follows(3) ? 4 : 0;
    return 0;
}

NEXTCLICK_INLINE bool is_ascii(std::string_view text) {
    std::uint64_t any = 0, word = 0;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::memcpy(&word, text.data() + at, 8);
        any |= word;
    }
    for (; at < text.size(); ++at) any |= static_cast<unsigned char>(text[at]);
    return (any & 0x8080808080808080u) == 0;
}

NEXTCLICK_INLINE std::size_t not_utf8(std::string_view text) {
    if (is_ascii(text)) return std::string_view::npos;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_character(text.substr(at));
        if (length == 0) return at;
        at += length;
    }
    return std::string_view::npos;
}

NEXTCLICK_INLINE std::string utf8_fault(std::string_view text) {
    const auto at = not_utf8(text);
    constexpr const char* hex = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(at < text.size() ? text[at] : 0);
    return std::string("the byte \\x") + hex[byte >> 4] + hex[byte & 15] +
           " is not UTF-8; convert the file from the encoding that it has (Latin-1: iconv -f LATIN1 -t UTF-8)";
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
