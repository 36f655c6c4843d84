// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/id_column.hpp"
#include "nextclick/data/item_id.hpp"
#include "nextclick/data/scan.hpp"

/// Dense indices 0, 1, 2, ... of external ids, in order of first insertion.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

namespace detail {
/// FNV-1a, 64 bits (Fowler, Noll, Vo), byte by byte.
struct fnv1a {
    std::uint64_t value = 0xCBF29CE484222325u;
    void byte(std::uint8_t b) { value = (value ^ b) * 0x100000001B3u; }
    void word(std::uint64_t w) {  // little-endian on every machine
        for (int i = 0; i < 64; i += 8) byte(static_cast<std::uint8_t>(w >> i));
    }
    void text(std::string_view s) {
        for (const char c : s) byte(static_cast<std::uint8_t>(c));
    }
};
}  // namespace detail

/// memory  16 to 24 bytes an integer id; a string's bytes and 16 to 24 more
/// cost    find and insert are one probe of an open-addressing table, O(1)
class vocabulary {
public:
    explicit vocabulary(id_kind kind = id_kind::integer) : ids_(kind) { hash_.byte(static_cast<std::uint8_t>(kind)); }

    /// Throws `data_error` if an id occurs twice.
    static vocabulary from_integers(std::span<const std::int64_t> ids);
    /// `offsets` has one more element than strings, starts at 0, is non-decreasing and ends at the size of `bytes`.
    static vocabulary from_strings(std::span<const std::uint64_t> offsets, std::string_view bytes);

    id_kind kind() const { return ids_.kind(); }
    std::size_t size() const { return ids_.size(); }

    /// The index of an id, or `no_item`. "7" finds 7 among integers, and 7 finds "7" among strings.
    template <std::integral I>
    item_index find(I id) const {
        return std::in_range<std::int64_t>(id) ? find_integer(static_cast<std::int64_t>(id)) : no_item;
    }
    template <Text S>
    item_index find(const S& id) const {
        return find_text(id);
    }
    item_index find(const item_id& id) const { return id.kind() == id_kind::integer ? find_integer(id.integer()) : find_text(id.string()); }

    /// The index of an id, which is added if it is new. A string that is not an integer converts a vocabulary of integers into one of
    /// strings: ids keep their indices and are found by the same spelling. cost: the conversion, once, costs as much as a new
    /// vocabulary
    template <std::integral I>
    item_index insert(I id) {
        return insert(item_id(id));
    }
    template <Text S>
    item_index insert(const S& id) {
        return insert(item_id(id));
    }
    item_index insert(const item_id& id);
    /// Converts integers into strings: 7 becomes "7" and keeps its index.
    void spell_out();
    /// Prefetches the memory that `insert` of this id reads first.
    void prefetch(std::int64_t id) const { index_.prefetch(id); }
    void reserve(std::size_t n);

    /// Requires i < size(). A string id points into this vocabulary and is valid until that is changed or destroyed.
    item_id operator[](item_index i) const;
    std::string name(item_index i) const;

    /// The ids as arrays, for files; integers() is empty for strings, and the other way round.
    std::span<const std::int64_t> integers() const { return ids_.integers(); }
    std::span<const std::uint64_t> string_offsets() const { return ids_.string_offsets(); }
    std::string_view string_bytes() const { return ids_.string_bytes(); }

    /// A hash of the whole content: FNV-1a 64 over the kind (one byte) and then the ids in order, each integer as 8 bytes and each
    /// string as its length in 8 bytes and its characters; little-endian. Equal on every machine. cost: none, `insert` updates it.
    std::uint64_t hash() const { return hash_.value; }
    std::size_t memory_bytes() const { return ids_.memory_bytes() + index_.memory_bytes(); }

    friend bool operator==(const vocabulary& a, const vocabulary& b) { return a.hash() == b.hash() && a.ids_ == b.ids_; }

private:
    item_index find_integer(std::int64_t id) const;
    item_index find_text(std::string_view id) const;
    template <class Id>
    item_index insert_known_kind(Id id) {
        const item_index i = index_.insert(ids_, id);
        if (size() > hashed_) {
            hashed_ = size();
            if constexpr (std::is_same_v<Id, std::int64_t>) {
                hash_.word(static_cast<std::uint64_t>(id));
            } else {
                hash_.word(id.size());
                hash_.text(id);
            }
        }
        return i;
    }
    template <class Id>
    void insert_new(Id id) {
        const std::size_t before = size();
        if (const item_index known = insert_known_kind(id); size() == before)
            throw data_error("vocabulary: the id " + item_id(id).to_string() + " is at " + std::to_string(known) + " and at " +
                             std::to_string(before) + "; ids must be different");
    }

    id_column ids_;
    detail::id_index index_;
    detail::fnv1a hash_;
    std::size_t hashed_ = 0;  ///< number of ids in the hash
};

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/vocabulary.ipp"
#endif
