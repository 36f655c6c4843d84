// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/server/click_history.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace server {

NEXTCLICK_INLINE void click_history::add(const click& c) {
    prepare(c);
    commit();
}

NEXTCLICK_INLINE void click_history::prepare(const click& c) {
    const std::size_t size = size_of(c);
    if (size > max_bytes_)
        throw argument_error("server::click_history: a click of " + std::to_string(size) + " bytes with its columns, where " +
                             std::to_string(max_bytes_) + " may be kept; shorten its texts, or raise history_bytes");
    next_.clear();
    write(c);
    bytes_.reserve(bytes_.size() + next_.size());
    begin_.reserve(begin_.size() + 1);
}

NEXTCLICK_INLINE void click_history::commit() {
    if (max_length_ == 0) return;
    while (!begin_.empty() && !has_room()) remove_first();
    begin_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    bytes_ += next_;
}

NEXTCLICK_INLINE void click_history::clear() {
    bytes_.clear();
    begin_.clear();
}

NEXTCLICK_INLINE std::string_view click_history::reader::text() {
    const auto n = take<std::uint32_t>();
    at += n;
    return {at - n, n};
}

NEXTCLICK_INLINE void click_history::put_text(std::string_view t) {
    put(static_cast<std::uint32_t>(t.size()));
    next_.append(t);
}

NEXTCLICK_INLINE std::size_t click_history::size_of(const click& c) {
    std::size_t n = 1 + (c.time ? 8 : 0) + 1 + (c.item.kind() == data::id_kind::integer ? 8 : 4 + c.item.string().size()) + 4;
    for (const serve::column_value& v : c.columns) {
        n += 4 + v.name().size() + 1;
        v.visit([&]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, std::string_view>)
                n += 4 + value.size();
            else if constexpr (requires { value.size_bytes(); })
                n += 4 + value.size_bytes();
            else
                n += sizeof value;
        });
    }
    return n;
}

NEXTCLICK_INLINE void click_history::write(const click& c) {
    put(static_cast<std::uint8_t>((c.time ? timed : 0) | (c.starts_session ? session_start : 0)));
    if (c.time) put(*c.time);
    put(static_cast<std::uint8_t>(c.item.kind()));
    c.item.kind() == data::id_kind::integer ? put(c.item.integer()) : put_text(c.item.string());
    put(static_cast<std::uint32_t>(c.columns.size()));
    for (const serve::column_value& v : c.columns) {
        put_text(v.name());
        v.visit([&]<class T>(const T& value) {
            if constexpr (std::is_same_v<T, std::int64_t>) {
                put(integer);
                put(value);
            } else if constexpr (std::is_same_v<T, double>) {
                put(number);
                put(value);
            } else if constexpr (std::is_same_v<T, std::string_view>) {
                put(text);
                put_text(value);
            } else {
                put(vector);
                put_text({reinterpret_cast<const char*>(value.data()), value.size_bytes()});
            }
        });
    }
}

NEXTCLICK_INLINE serve::column_value click_history::read_column(reader& from, std::vector<float>& memory) {
    const std::string_view name = from.text();
    switch (from.take<tag>()) {
        case integer:
            return {name, from.take<std::int64_t>()};
        case number:
            return {name, from.take<double>()};
        case text:
            return {name, from.text()};
        default:
            break;
    }
    const std::string_view floats = from.text();
    memory.resize(floats.size() / sizeof(float));
    if (!memory.empty()) std::memcpy(memory.data(), floats.data(), floats.size());
    return {name, std::span<const float>(memory)};
}

NEXTCLICK_INLINE void click_history::remove_first() {
    const std::uint32_t gone = begin_.size() > 1 ? begin_[1] : static_cast<std::uint32_t>(bytes_.size());
    bytes_.erase(0, gone);
    begin_.erase(begin_.begin());
    for (std::uint32_t& b : begin_) b -= gone;
}

}  // namespace server

NEXTCLICK_END_NAMESPACE
