// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/encode.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE click_log encoded_with(click_log log, std::shared_ptr<const vocabulary> items) {
    log_columns parts = std::move(log).release();
    if (parts.items != items) detail::translate(parts.item, translation(*parts.items, *items));
    parts.items = std::move(items);
    return click_log(std::move(parts));
}

NEXTCLICK_INLINE click_log encoded_with(click_log log, const vocabulary& items) {
    return encoded_with(std::move(log), std::make_shared<const vocabulary>(items));
}

NEXTCLICK_INLINE click_log encoded_with(click_log log, const click_log& like) {
    log_columns parts = std::move(log).release();
    for (event_column& c : parts.extra) {
        const event_column* other = like.find_column(c.name());
        if (other == nullptr || !c.same_kind(*other)) continue;
        c.visit([&]<class K>(K& column) { column.encode_for(other->as<K>()); });
    }
    return encoded_with(click_log(std::move(parts)), like.shared_items());
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
