// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/session_builder.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void item_builder::add(const item_id& id) {
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

NEXTCLICK_INLINE std::vector<item_index> item_builder::close(std::shared_ptr<const vocabulary>& items) && {
    number_those_waiting();
    items = std::make_shared<const vocabulary>(std::move(items_));
    return std::move(numbers);
}

NEXTCLICK_INLINE void item_builder::number_those_waiting() {
    item_index* to = numbers.data() + numbers.size() - n_;
    for (std::size_t i = 0; i < n_; ++i) items_.prefetch(waiting_[i]);
    for (std::size_t i = 0; i < n_; ++i) to[i] = items_.insert(waiting_[i]);
    n_ = 0;
}

NEXTCLICK_INLINE void session_builder::add(const item_id& id, std::size_t event, bool now) {
    std::int64_t value = id.integer();
    if (id.kind() == id_kind::string && (ids_.kind() == id_kind::string || scan_id(id.string(), value) != scanned::ok))
        add_string(id.string(), event);
    else if (ids_.kind() == id_kind::integer)
        add_integer(value, event, now);
    else
        add_string(spelled(value), event);
}

NEXTCLICK_INLINE session_runs session_builder::close(id_column& ids) && {
    number_those_waiting();
    index_ = {};
    ids = std::move(ids_);
    return std::move(runs_);
}

NEXTCLICK_INLINE void session_builder::number_those_waiting() {
    for (std::size_t i = 0; i < n_; ++i) index_.prefetch(opening_[i].first);
    for (std::size_t i = 0; i < n_; ++i) runs_.add(number_ = index_.insert_rising(ids_, opening_[i].first), opening_[i].second);
    n_ = 0;
}

NEXTCLICK_INLINE void session_builder::add_integer(std::int64_t id, std::size_t event, bool now) {
    if (any_ && id == last_) return;
    any_ = true;
    last_ = id;
    opening_[n_++] = {id, event};
    if (now || n_ == opening_.size()) number_those_waiting();
}

NEXTCLICK_INLINE void session_builder::add_string(std::string_view id, std::size_t event) {
    if (any_ && ids_.kind() == id_kind::string && id == last_text_) return;
    any_ = true;
    number_those_waiting();
    if (ids_.kind() == id_kind::integer) spell_out();
    last_text_.assign(id);
    number_ = index_.insert(ids_, id);
    runs_.add(number_, event);
}

NEXTCLICK_INLINE std::string_view session_builder::spelled(std::int64_t id) {
    const char* const end = std::to_chars(room_.data(), room_.data() + room_.size(), id).ptr;
    return {room_.data(), static_cast<std::size_t>(end - room_.data())};
}

NEXTCLICK_INLINE void session_builder::spell_out() {
    ids_ = spelled_out(ids_);
    index_ = {};
    index_.reserve(ids_, ids_.size() + 8);
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
