// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "nextclick/core/config.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

/// A 64-bit checksum of bytes given in pieces; it does not depend on how the bytes are divided. Every step is a bijection of h, so
/// that a single changed word always changes the result.
class checksum {
public:
    void add(std::string_view bytes);
    std::string hex() const;

private:
    void put(char c);
    void step(std::uint64_t word);
    std::uint64_t h_ = 0xcbf29ce484222325u, word_ = 0, length_ = 0;
    unsigned filled_ = 0;
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/checksum.ipp"
#endif
