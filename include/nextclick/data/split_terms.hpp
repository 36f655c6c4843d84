// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "nextclick/core/config.hpp"

/// Splitting of text into the terms of a bag.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
/// Letters and digits; every byte of a character beyond ASCII counts as a letter.
constexpr bool in_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
constexpr std::string_view without_blanks(std::string_view s) {
    const auto first = s.find_first_not_of(" \t\r\n");
    return first == s.npos ? std::string_view() : s.substr(first, s.find_last_not_of(" \t\r\n") - first + 1);
}
}  // namespace detail

/// Calls f(term) for every term of the text in order, including repeated ones. With a separator, terms are the parts between
/// separators, without surrounding blanks; with 0 they are words: runs of letters and digits, with A to Z in lower case, written to
/// `room`.
/// requires  room.size() >= text.size() for words.   cost  a pass; allocates nothing
template <class F>
void for_each_term(std::string_view text, char separator, std::span<char> room, const F& f) {
    if (separator != 0) {
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find(separator, at), text.size());
            if (const auto term = detail::without_blanks(text.substr(at, end - at)); !term.empty()) f(term);
            at = end + 1;
        }
        return;
    }
    for (std::size_t at = 0; at < text.size();) {
        std::size_t n = 0;
        for (; at + n < text.size() && detail::in_word(text[at + n]); ++n) {
            const char c = text[at + n];
            room[n] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
        if (n > 0) f(std::string_view(room.data(), n));
        at += n + 1;
    }
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
