// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE vocabulary vocabulary::from_integers(std::span<const std::int64_t> ids) {
    vocabulary v(id_kind::integer);
    v.reserve(ids.size());
    for (const std::int64_t id : ids) v.insert_new(id);
    return v;
}

NEXTCLICK_INLINE vocabulary vocabulary::from_strings(std::span<const std::uint64_t> offsets, std::string_view bytes) {
    if (offsets.empty() || offsets.front() != 0 || offsets.back() != bytes.size())
        throw data_error("vocabulary: string offsets must start at 0 and end at the " + std::to_string(bytes.size()) +
                         " bytes there are; the file is damaged");
    vocabulary v(id_kind::string);
    v.reserve(offsets.size() - 1);
    for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
        if (offsets[i + 1] < offsets[i] || offsets[i + 1] > bytes.size())
            throw data_error("vocabulary: string offset " + std::to_string(i + 1) + " is " + std::to_string(offsets[i + 1]) + ", outside " +
                             std::to_string(offsets[i]) + ".." + std::to_string(bytes.size()) + "; the file is damaged");
        v.insert_new(bytes.substr(offsets[i], offsets[i + 1] - offsets[i]));
    }
    return v;
}

NEXTCLICK_INLINE item_index vocabulary::insert(const item_id& id) {
    if (kind() == id_kind::string) {
        if (id.kind() == id_kind::string) return insert_known_kind(id.string());
        return insert_known_kind(std::string_view(id.to_string()));
    }
    if (id.kind() == id_kind::integer) return insert_known_kind(id.integer());
    std::int64_t value = 0;
    if (scan_id(id.string(), value) == scanned::ok) return insert_known_kind(value);
    spell_out();
    return insert_known_kind(id.string());
}

NEXTCLICK_INLINE void vocabulary::spell_out() {
    if (kind() == id_kind::string) return;
    vocabulary strings(id_kind::string);
    strings.reserve(size());
    for (const std::int64_t id : integers()) strings.insert_known_kind(std::string_view(std::to_string(id)));
    *this = std::move(strings);
}

NEXTCLICK_INLINE void vocabulary::reserve(std::size_t n) {
    ids_.reserve(n);
    index_.reserve(ids_, n);
}

NEXTCLICK_INLINE item_id vocabulary::operator[](item_index i) const { return ids_[i]; }

NEXTCLICK_INLINE std::string vocabulary::name(item_index i) const { return ids_[i].to_string(); }

NEXTCLICK_INLINE item_index vocabulary::find_integer(std::int64_t id) const {
    if (kind() == id_kind::integer) return index_.find(ids_, id);
    return index_.find(ids_, std::string_view(std::to_string(id)));
}

NEXTCLICK_INLINE item_index vocabulary::find_text(std::string_view id) const {
    if (kind() == id_kind::string) return index_.find(ids_, id);
    std::int64_t value = 0;
    return scan_id(id, value) == scanned::ok ? index_.find(ids_, value) : no_item;
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
