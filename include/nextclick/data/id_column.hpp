// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/data/item_id.hpp"

/// Columns of ids, and a hash index over them.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// A sequence of ids of one kind. memory: 8 bytes an integer; a string's bytes and 8 more.
class id_column {
public:
    id_column() = default;
    explicit id_column(id_kind kind) : kind_(kind) {}

    id_kind kind() const { return kind_; }
    std::size_t size() const;
    bool empty() const { return size() == 0; }
    item_id operator[](std::size_t i) const;
    std::int64_t integer(std::size_t i) const { return integers_[i]; }
    std::string_view text(std::size_t i) const { return std::string_view(bytes_).substr(offsets_[i], offsets_[i + 1] - offsets_[i]); }

    void push_back(std::int64_t id);
    void push_back(std::string_view id);
    void push_back(const item_id& id);
    void reserve(std::size_t n) { kind_ == id_kind::integer ? integers_.reserve(n) : offsets_.reserve(n + 1); }
    void shrink_to_fit();

    std::span<const std::int64_t> integers() const { return integers_; }
    /// One more offset than strings; empty for integers.
    std::span<const std::uint64_t> string_offsets() const {
        return kind_ == id_kind::string ? std::span<const std::uint64_t>(offsets_) : std::span<const std::uint64_t>();
    }
    std::string_view string_bytes() const { return bytes_; }
    std::size_t memory_bytes() const {
        return integers_.capacity() * 8 + (kind_ == id_kind::string ? offsets_.capacity() * 8 + bytes_.capacity() : 0);
    }
    friend bool operator==(const id_column&, const id_column&) = default;

private:
    std::vector<std::int64_t> integers_;
    std::vector<std::uint64_t> offsets_{0};
    std::string bytes_;
    id_kind kind_ = id_kind::integer;
};

/// The same ids as strings, integers in decimal.
id_column spelled_out(const id_column& from);

/// The ids of `from` at the listed positions, in that order.
template <class Places>
id_column gather(const id_column& from, const Places& places) {
    id_column to(from.kind());
    to.reserve(places.size());
    for (const auto i : places) to.push_back(from[i]);
    return to;
}

namespace detail {

std::uint64_t mix(std::uint64_t x);

inline std::uint64_t place_of(std::int64_t id) { return mix(static_cast<std::uint64_t>(id)); }

/// A hash over eight bytes at a time; used in memory only, so it may depend on the byte order of the machine.
std::uint64_t place_of(std::string_view id);

/// Open addressing over an `id_column`: a slot is a position in the column. At most half of the slots are used.
/// memory: 8 to 16 bytes an id
class id_index {
public:
    item_index find(const id_column& ids, std::int64_t id) const { return look(ids, id).second; }
    item_index find(const id_column& ids, std::string_view id) const { return look(ids, id).second; }

    /// Position of the id in the column; adds a new id.
    template <class Id>
    item_index insert(id_column& ids, Id id) {
        if (2 * (ids.size() + 1) > slots_.size()) rebuild(ids, std::bit_ceil(4 * (ids.size() + 8)));
        const auto [slot, known] = look(ids, id);
        if (known != no_item) return known;
        return slots_[slot] = append(ids, id);
    }
    /// The same for integers that mostly increase, as session ids in a log do: while each is above all earlier ones, an insertion
    /// is a comparison and there is no table (and no `find`); the first that is not creates the table.
    item_index insert_rising(id_column& ids, std::int64_t id);
    /// Prefetches the memory that `insert` of this id reads first.
    void prefetch(std::int64_t id) const {
        if (!slots_.empty()) __builtin_prefetch(&slots_[place_of(id) & (slots_.size() - 1)]);
    }
    void reserve(const id_column& ids, std::size_t n) {
        if (2 * n > slots_.size()) rebuild(ids, std::bit_ceil(2 * n));
    }
    std::size_t memory_bytes() const { return slots_.capacity() * sizeof(item_index); }

private:
    static bool same(const id_column& ids, item_index i, std::int64_t id) { return ids.integer(i) == id; }
    static bool same(const id_column& ids, item_index i, std::string_view id) { return ids.text(i) == id; }

    template <class Id>
    std::pair<std::size_t, item_index> look(const id_column& ids, Id id) const {
        if (slots_.empty()) return {0, no_item};
        const std::size_t mask = slots_.size() - 1;
        for (std::size_t slot = place_of(id) & mask;; slot = (slot + 1) & mask)
            if (slots_[slot] == no_item || same(ids, slots_[slot], id)) return {slot, slots_[slot]};
    }
    template <class Id>
    static item_index append(id_column& ids, Id id) {
        if (ids.size() >= no_item - 1)
            throw data_error("more than " + std::to_string(no_item - 1) + " different ids; the index has 32 bits");
        ids.push_back(id);
        return static_cast<item_index>(ids.size() - 1);
    }
    void rebuild(const id_column& ids, std::size_t slots);
    std::vector<item_index> slots_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/id_column.ipp"
#endif
