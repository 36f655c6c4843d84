// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/checksum.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE void checksum::add(std::string_view bytes) {
    length_ += bytes.size();
    while (filled_ != 0 && !bytes.empty()) {
        put(bytes.front());
        bytes.remove_prefix(1);
    }
    for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
        std::uint64_t word;
        std::memcpy(&word, bytes.data(), 8);
        step(word);
    }
    for (const char c : bytes) put(c);
}

NEXTCLICK_INLINE std::string checksum::hex() const {
    checksum last = *this;
    last.step(word_);
    last.step(length_);
    std::string s(16, '0');
    for (std::size_t i = 0; i < 16; ++i) s[15 - i] = "0123456789abcdef"[last.h_ >> (4 * i) & 15];
    return s;
}

NEXTCLICK_INLINE void checksum::put(char c) {
    word_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << (8 * filled_);
    if (++filled_ < 8) return;
    step(word_);
    word_ = filled_ = 0;
}

NEXTCLICK_INLINE void checksum::step(std::uint64_t word) {
    h_ = (h_ ^ word) * 0x9E3779B97F4A7C15u;
    h_ ^= h_ >> 32;
}

}  // namespace io::detail

NEXTCLICK_END_NAMESPACE
