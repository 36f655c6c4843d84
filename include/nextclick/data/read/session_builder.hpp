// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/id_column.hpp"
#include "nextclick/data/session_order.hpp"
#include "nextclick/data/vocabulary.hpp"

/// Numbering of the items and sessions of events by first appearance.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// Maps each event's item to its index. Integer ids are looked up in batches of 64, so that their cache misses overlap.
struct item_builder {
    std::vector<item_index> numbers;

    explicit item_builder(id_kind kind) : items_(kind) {}
    void add(const item_id& id);
    id_kind kind() const { return items_.kind(); }
    /// Returns the indices, and sets `items` to the vocabulary.
    std::vector<item_index> close(std::shared_ptr<const vocabulary>& items) &&;

private:
    void look_up_pending();
    vocabulary items_;
    std::array<std::int64_t, 64> pending_{};
    std::size_t n_ = 0;
};

/// Maps events to sessions. Integer ids are looked up in batches, unless the index of a session is needed at once.
class session_builder {
public:
    explicit session_builder(id_kind kind) : ids_(kind) {}

    /// Adds the next event, with index `event`, to the session. `now`: look up the session at once.
    void add(const item_id& id, std::size_t event, bool now);
    id_kind kind() const { return ids_.kind(); }
    std::size_t number() const { return number_; }  ///< index of the session looked up last

    session_runs close(id_column& ids) &&;

private:
    void look_up_pending();
    void add_integer(std::int64_t id, std::size_t event, bool now);
    void add_string(std::string_view id, std::size_t event);
    std::string_view spelled(std::int64_t id);
    void spell_out();

    id_column ids_;
    id_index index_;
    session_runs runs_;
    std::array<std::pair<std::int64_t, std::size_t>, 64> pending_{};
    std::size_t n_ = 0;
    std::int64_t last_ = 0;
    std::string last_text_;
    std::array<char, 24> room_{};
    item_index number_ = 0;
    bool any_ = false;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/session_builder.ipp"
#endif
