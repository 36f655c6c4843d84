// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/serve/stored.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve::detail {

NEXTCLICK_INLINE void refuse(const char* why) { throw file_error(std::string("serve::session: ") + why); }

NEXTCLICK_INLINE std::uint64_t fnv(std::string_view bytes) {
    std::uint64_t h = 0xcbf29ce484222325u;
    for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return h;
}

NEXTCLICK_INLINE void stored_header::write_header(std::string_view kind, std::string& bytes) {
    std::memcpy(magic, kind.data(), sizeof magic);
    checksum = 0;
    std::memcpy(bytes.data(), this, sizeof *this);
    checksum = fnv(std::string_view(bytes).substr(checked_from));
    std::memcpy(bytes.data(), this, sizeof *this);
}

NEXTCLICK_INLINE stored_header stored_header::open(std::string_view bytes) {
    stored_header h;
    if (bytes.size() < sizeof h) refuse("the bytes end inside the header; the stored session is truncated");
    std::memcpy(&h, bytes.data(), sizeof h);
    if (std::memcmp(h.magic, "nc", 2) != 0) refuse("these bytes are not a stored session");
    if (h.checksum != fnv(bytes.substr(checked_from))) refuse("checksum differs; the stored session is damaged");
    return h;
}

NEXTCLICK_INLINE void stored_header::check(std::string_view kind, std::uint64_t model, std::uint64_t items) const {
    if (signature != model) refuse("stored by a model of another architecture");
    if (std::memcmp(magic, kind.data(), sizeof magic) != 0) refuse("stored in a format that this version does not read");
    if (vocabulary != items) refuse("stored by a model with other items or categories; replay the clicks instead");
}

}  // namespace serve::detail

NEXTCLICK_END_NAMESPACE
