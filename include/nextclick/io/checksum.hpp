// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

/// Of bytes that come in pieces; where they are cut makes no difference. Every step is a bijection of h, so that a
/// single changed word always changes the result.
class checksum {
public:
    void add(std::string_view bytes) {
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
    std::string hex() const {
        checksum last = *this;
        last.step(word_);
        last.step(length_);
        std::string s(16, '0');
        for (std::size_t i = 0; i < 16; ++i) s[15 - i] = "0123456789abcdef"[last.h_ >> (4 * i) & 15];
        return s;
    }

private:
    void put(char c) {
        word_ |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << (8 * filled_);
        if (++filled_ < 8) return;
        step(word_);
        word_ = filled_ = 0;
    }
    void step(std::uint64_t word) {
        h_ = (h_ ^ word) * 0x9E3779B97F4A7C15u;
        h_ ^= h_ >> 32;
    }
    std::uint64_t h_ = 0xcbf29ce484222325u, word_ = 0, length_ = 0;
    unsigned filled_ = 0;
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
