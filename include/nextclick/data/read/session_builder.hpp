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

/// Items and sessions of events, numbered as they appear.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The number of each event's item. Integer ids wait for company: looked up in a row, their cache misses overlap.
struct item_builder {
    std::vector<item_index> numbers;

    explicit item_builder(id_kind kind) : items_(kind) {}
    void add(const item_id& id) {
        std::int64_t value = id.integer();
        if (items_.kind() == id_kind::integer && (id.kind() == id_kind::integer || scan_id(id.string(), value) == scanned::ok)) {
            numbers.push_back(no_item);
            waiting_[n_++] = value;
            if (n_ == waiting_.size()) number_those_waiting();
        } else {
            number_those_waiting();
            numbers.push_back(items_.insert(id));
        }
    }
    id_kind kind() const { return items_.kind(); }
    /// The numbers, and what they stand for.
    std::vector<item_index> close(std::shared_ptr<const vocabulary>& items) && {
        number_those_waiting();
        items = std::make_shared<const vocabulary>(std::move(items_));
        return std::move(numbers);
    }

private:
    void number_those_waiting() {
        item_index* to = numbers.data() + numbers.size() - n_;
        for (std::size_t i = 0; i < n_; ++i) items_.prefetch(waiting_[i]);
        for (std::size_t i = 0; i < n_; ++i) to[i] = items_.insert(waiting_[i]);
        n_ = 0;
    }
    vocabulary items_;
    std::array<std::int64_t, 64> waiting_{};
    std::size_t n_ = 0;
};

/// The sessions, and which events are theirs. Integer ids wait here too, unless the number of a session is asked for at once.
class session_builder {
public:
    explicit session_builder(id_kind kind) : ids_(kind) {}

    /// The next event, number `event`, is of the session. `now`: it is numbered at once.
    void add(const item_id& id, std::size_t event, bool now) {
        std::int64_t value = id.integer();
        if (id.kind() == id_kind::string && (ids_.kind() == id_kind::string || scan_id(id.string(), value) != scanned::ok))
            add_string(id.string(), event);
        else if (ids_.kind() == id_kind::integer)
            add_integer(value, event, now);
        else
            add_string(spelled(value), event);
    }
    id_kind kind() const { return ids_.kind(); }
    std::size_t number() const { return number_; }  ///< of the last session that was numbered

    session_runs close(id_column& ids) && {
        number_those_waiting();
        index_ = {};
        ids = std::move(ids_);
        return std::move(runs_);
    }

private:
    void number_those_waiting() {
        for (std::size_t i = 0; i < n_; ++i) index_.prefetch(opening_[i].first);
        for (std::size_t i = 0; i < n_; ++i) runs_.add(number_ = index_.insert_rising(ids_, opening_[i].first), opening_[i].second);
        n_ = 0;
    }
    void add_integer(std::int64_t id, std::size_t event, bool now) {
        if (any_ && id == last_) return;
        any_ = true;
        last_ = id;
        opening_[n_++] = {id, event};
        if (now || n_ == opening_.size()) number_those_waiting();
    }
    void add_string(std::string_view id, std::size_t event) {
        if (any_ && ids_.kind() == id_kind::string && id == last_text_) return;
        any_ = true;
        number_those_waiting();
        if (ids_.kind() == id_kind::integer) spell_out();
        last_text_.assign(id);
        number_ = index_.insert(ids_, id);
        runs_.add(number_, event);
    }
    std::string_view spelled(std::int64_t id) {
        const char* const end = std::to_chars(room_.data(), room_.data() + room_.size(), id).ptr;
        return {room_.data(), static_cast<std::size_t>(end - room_.data())};
    }
    void spell_out() {
        ids_ = spelled_out(ids_);
        index_ = {};
        index_.reserve(ids_, ids_.size() + 8);
    }

    id_column ids_;
    id_index index_;
    session_runs runs_;
    std::array<std::pair<std::int64_t, std::size_t>, 64> opening_{};
    std::size_t n_ = 0;
    std::int64_t last_ = 0;
    std::string last_text_;
    std::array<char, 24> room_{};
    item_index number_ = 0;
    bool any_ = false;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
