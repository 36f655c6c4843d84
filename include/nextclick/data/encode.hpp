// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/vocabulary.hpp"

/// A log in the numbers of another vocabulary.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The number in `to` of each id of `from`, or `no_item`: to replay a log with a model of other numbers. Kinds may differ, "7" is 7.
inline std::vector<item_index> translation(const vocabulary& from, const vocabulary& to) {
    std::vector<item_index> table(from.size());
    for (item_index i = 0; i < table.size(); ++i) table[i] = to.find(from[i]);
    return table;
}

namespace detail {
using data::translation;  // beside that of bags
inline void translate(std::vector<item_index>& codes, const std::vector<item_index>& table) {
    for (item_index& i : codes)
        if (i != no_item) i = table[i];
}
/// A categorical column with codes that count in `categories`; what these lack is missing.
inline event_column in_categories(const event_column& c, std::shared_ptr<const vocabulary> categories) {
    std::vector<item_index> codes(c.codes().begin(), c.codes().end());
    if (c.shared_categories() != categories) translate(codes, translation(c.categories(), *categories));
    return {c.name(), std::move(categories), std::move(codes)};
}
/// A column of bags as a model reads them: numbers of its terms, and their weights.
inline event_column weighed(const event_column& c, const bag_terms& terms) {
    const std::vector<item_index> table = translation(c, terms);
    bag_rows to;
    to.reserve(c.size());
    std::vector<item_index> codes;
    std::vector<float> weights;
    for (std::size_t r = 0; r < c.size(); ++r) {
        const bag_view bag = c.bags()[r];
        codes.assign(bag.codes.begin(), bag.codes.end());
        weights.assign(bag.weights.begin(), bag.weights.end());
        translate(codes, table);
        const std::size_t n = terms.weigh(codes, weights);
        to.append({std::span(codes).first(n), std::span(weights).first(n)});
    }
    return {c.name(), terms.vocabulary_of_terms(), std::move(to), c.separator()};
}
}  // namespace detail

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
        if (other == nullptr || c.kind() != other->kind()) continue;
        if (c.kind() == column_kind::bags) c = detail::weighed(c, bag_terms(other->shared_terms(), c.separator()));
        if (!c.categorical()) continue;
        c = detail::in_categories(c, other->shared_categories());
    }
    return encoded_with(click_log(std::move(parts)), like.shared_items());
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
