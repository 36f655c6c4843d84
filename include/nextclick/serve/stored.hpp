// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"

/// Sessions as bytes. Little-endian.
NEXTCLICK_BEGIN_NAMESPACE
namespace serve::detail {

[[noreturn]] void refuse(const char* why);

std::uint64_t fnv(std::string_view bytes);

/// Header of a serialised session.
struct stored_header {
    char magic[8];
    std::uint64_t checksum;  // of all bytes after it
    std::uint64_t signature, vocabulary, clicks;
    std::uint32_t memory, query;  // layout of the kept state or clicks; width of the query

    /// Zeros in place of the header; `write_header` writes it when the state has been appended.
    static std::string space() { return std::string(sizeof(stored_header), '\0'); }
    void write_header(std::string_view kind, std::string& bytes);
    /// Throws `file_error` for bytes that are too few, or of no session, or damaged.
    static stored_header open(std::string_view bytes);
    /// Throws `file_error` for a session of another model, or kind, or vocabulary.
    void check(std::string_view kind, std::uint64_t model, std::uint64_t items) const;

private:
    static constexpr std::size_t checked_from = 16;
};
static_assert(sizeof(stored_header) == 48);

}  // namespace serve::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/serve/stored.ipp"
#endif
