// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/translation.hpp"
#include "nextclick/data/vocabulary.hpp"

/// A log in the numbers of another vocabulary.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The same events with the item numbers of `items`. Items that it lacks become `no_item`: they stay in the log, and an
/// evaluator counts them as misses. cost: one look-up an item; pass an rvalue and nothing but the numbers is rewritten.
inline click_log encoded_with(click_log log, std::shared_ptr<const vocabulary> items) {
    log_columns parts = std::move(log).release();
    if (parts.items != items) detail::translate(parts.item, translation(*parts.items, *items));
    parts.items = std::move(items);
    return click_log(std::move(parts));
}
/// The same with a copy of the vocabulary.
inline click_log encoded_with(click_log log, const vocabulary& items) {
    return encoded_with(std::move(log), std::make_shared<const vocabulary>(items));
}

/// The same events in the numbers of `like`, for items and for each categorical or multi-valued column that both logs have: how a test
/// log read on its own is made to fit its train log. Vocabularies are shared, not copied.
inline click_log encoded_with(click_log log, const click_log& like) {
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
