// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/session_builder.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void item_builder::add(const item_id& id) {
    std::int64_t value = id.integer();
    if (items_.kind() == id_kind::integer && (id.kind() == id_kind::integer || scan_id(id.string(), value) == scanned::ok)) {
        numbers.push_back(no_item);
        pending_[n_++] = value;
        if (n_ == pending_.size()) look_up_pending();
    } else {
        look_up_pending();
        numbers.push_back(items_.insert(id));
    }
}

NEXTCLICK_INLINE std::vector<item_index> item_builder::close(std::shared_ptr<const vocabulary>& items) && {
    look_up_pending();
    items = std::make_shared<const vocabulary>(std::move(items_));
    return std::move(numbers);
}

NEXTCLICK_INLINE void item_builder::look_up_pending() {
    item_index* to = numbers.data() + numbers.size() - n_;
    for (std::size_t i = 0; i < n_; ++i) items_.prefetch(pending_[i]);
    for (std::size_t i = 0; i < n_; ++i) to[i] = items_.insert(pending_[i]);
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
    look_up_pending();
    index_ = {};
    ids = std::move(ids_);
    return std::move(runs_);
}

NEXTCLICK_INLINE void session_builder::look_up_pending() {
    for (std::size_t i = 0; i < n_; ++i) index_.prefetch(pending_[i].first);
    for (std::size_t i = 0; i < n_; ++i) runs_.add(number_ = index_.insert_rising(ids_, pending_[i].first), pending_[i].second);
    n_ = 0;
}

NEXTCLICK_INLINE void session_builder::add_integer(std::int64_t id, std::size_t event, bool now) {
    if (any_ && id == last_) return;
    any_ = true;
    last_ = id;
    pending_[n_++] = {id, event};
    if (now || n_ == pending_.size()) look_up_pending();
}

NEXTCLICK_INLINE void session_builder::add_string(std::string_view id, std::size_t event) {
    if (any_ && ids_.kind() == id_kind::string && id == last_text_) return;
    any_ = true;
    look_up_pending();
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
