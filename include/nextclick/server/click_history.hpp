// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/item_id.hpp"
#include "nextclick/serve/event.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

/// A click with the ids and values of the log. Views, valid for the duration of a call.
struct click {
    data::item_id item;
    std::span<const serve::column_value> columns{};
    std::optional<std::int64_t> time{};  ///< ms
    bool starts_session = false;         ///< it starts a further session of its user; stored_session sets it and ignores callers' values
};

/// The last clicks of a stored session, by ids and values of the log, so that they can be replayed to any model: a newer one, or one
/// with other items.   memory  20 bytes a click plus its texts and columns, at most about twice `max_bytes`
class click_history {
public:
    /// Keeps at most `max_length` clicks in at most `max_bytes` bytes.
    explicit click_history(std::size_t max_length = 50, std::size_t max_bytes = 8192) : max_length_(max_length), max_bytes_(max_bytes) {}

    std::size_t size() const { return begin_.size(); }
    std::size_t memory_bytes() const { return bytes_.capacity() + next_.capacity() + begin_.capacity() * sizeof(begin_[0]); }

    /// Appends a click and drops the oldest to make room. Throws `argument_error` for a click larger than `max_bytes`; nothing changes
    /// then.
    void add(const click& c);
    /// `add` in two steps; only `prepare` may throw.
    void prepare(const click& c);
    void commit();
    /// Whether the prepared click fits without dropping another.
    bool has_room() const { return begin_.size() < max_length_ && bytes_.size() + next_.size() <= max_bytes_; }
    void clear();

    /// Calls f(const click&) for each click, oldest first.
    template <class F>
    void replay(const F& f) const {
        std::vector<serve::column_value> columns;
        std::vector<std::vector<float>> vectors;
        for (const std::uint32_t begin : begin_) {
            reader from{bytes_.data() + begin};
            std::optional<std::int64_t> time;
            const auto flags = from.template take<std::uint8_t>();
            if ((flags & timed) != 0) time = from.template take<std::int64_t>();
            const data::item_id item =
                from.template take<std::uint8_t>() == 0 ? data::item_id(from.template take<std::int64_t>()) : data::item_id(from.text());
            columns.clear();
            const auto n = from.template take<std::uint32_t>();
            vectors.resize(std::max<std::size_t>(vectors.size(), n));
            for (std::uint32_t c = 0; c < n; ++c) columns.push_back(read_column(from, vectors[c]));
            f(click{item, columns, time, (flags & session_start) != 0});
        }
    }

private:
    enum tag : std::uint8_t { integer, number, text, vector };
    enum flag : std::uint8_t { timed = 1, session_start = 2 };

    struct reader {
        const char* at;
        template <class T>
        T take() {
            T value;
            std::memcpy(&value, at, sizeof value);
            at += sizeof value;
            return value;
        }
        std::string_view text();
    };

    template <class T>
    void put(const T& value) {
        next_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    void put_text(std::string_view t);
    /// Size in bytes of the click as `write` stores it.
    static std::size_t size_of(const click& c);
    void write(const click& c);
    static serve::column_value read_column(reader& from, std::vector<float>& memory);
    void remove_first();

    std::size_t max_length_, max_bytes_;
    std::string bytes_, next_;
    std::vector<std::uint32_t> begin_;
};

}  // namespace server
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/server/click_history.ipp"
#endif
