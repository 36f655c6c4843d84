// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nextclick/io/safetensors.hpp"

namespace fuzz {

/// A safetensors file with its checksum corrected, so that the checks after it are reached.
inline std::string with_checksum(std::string bytes) {
    namespace io = nextclick::io;
    std::uint64_t length = 0;
    if (bytes.size() < 8) return bytes;
    std::memcpy(&length, bytes.data(), 8);
    if (length > bytes.size() - 8) return bytes;
    const auto at = io::detail::checksum_digits(std::string_view(bytes).substr(8, length));
    if (at == std::string_view::npos) return bytes;
    bytes.replace(8 + at, 16, io::detail::no_checksum);
    io::detail::checksum sum;
    sum.add(std::string_view(bytes).substr(8));
    return bytes.replace(8 + at, 16, sum.hex());
}

}  // namespace fuzz
