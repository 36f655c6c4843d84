// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/scan.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE const char* take_digits(const char* p, const char* end, std::int64_t& value) {
    if constexpr (std::endian::native == std::endian::little) {
        for (; end - p >= 8; p += 8) {
            std::uint64_t w = 0;
            std::memcpy(&w, p, 8);
            w -= 0x3030303030303030u;  // a byte above 9 or with the top bit set is not a digit
            if (((w | (w + 0x7676767676767676u)) & 0x8080808080808080u) != 0) break;
            w = (w * 10 + (w >> 8)) & 0x00FF00FF00FF00FFu;
            w = (w * 100 + (w >> 16)) & 0x0000FFFF0000FFFFu;
            w = (w * 10000 + (w >> 32)) & 0xFFFFFFFFu;
            value = value * 100'000'000 + static_cast<std::int64_t>(w);
        }
    }
    for (; p != end; ++p) {
        const auto digit = static_cast<unsigned char>(*p - '0');
        if (digit > 9) break;
        value = value * 10 + digit;
    }
    return p;
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE scanned scan_id(std::string_view text, std::int64_t& out) {
    const char* p = text.data();
    const char* const end = p + text.size();
    const bool negative = p != end && *p == '-';
    if (negative) ++p;
    const auto digits = end - p;
    if (digits < 1 || (*p == '0' && (digits > 1 || negative))) return scanned::malformed;
    if (digits > 18) {  // may overflow: the checked path
        for (const char* q = p; q != end; ++q)
            if (*q < '0' || *q > '9') return scanned::malformed;
        const auto [last, problem] = std::from_chars(text.data(), end, out);
        return problem == std::errc() && last == end ? scanned::ok : scanned::overflow;
    }
    std::int64_t value = 0;
    if (detail::take_digits(p, end, value) != end) return scanned::malformed;
    out = negative ? -value : value;
    return scanned::ok;
}

NEXTCLICK_INLINE scanned scan_float(std::string_view text, float& out) {
    const char* first = text.data();
    const char* const end = first + text.size();
    if (first != end && *first == '+' && ++first != end && *first == '-') return scanned::malformed;
    double value = 0;
    const auto [last, problem] = std::from_chars(first, end, value);
    if (problem == std::errc::result_out_of_range && last == end) return scanned::overflow;
    if (problem != std::errc() || last != end || !(value - value == 0)) return scanned::malformed;
    if (value > std::numeric_limits<float>::max() || value < std::numeric_limits<float>::lowest()) return scanned::overflow;
    out = static_cast<float>(value);
    return scanned::ok;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
