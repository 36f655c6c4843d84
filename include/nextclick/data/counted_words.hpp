// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <memory>

#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column.hpp"

/// Terms for inputs of bags, from a column of a training log or of a table of items.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// All tags of a column, each with the weight 1. Throws `data_error` if the column is of another kind.
inline std::shared_ptr<const bag_terms> tags_of(const event_column& column) {
    return std::make_shared<const bag_terms>(column.shared_terms(), column.separator());
}

/// The words of a column that are frequent enough, weighted by TF-IDF: count x (ln((1 + rows) / (1 + rows with the word))
/// + 1), then scaled to length 1, as scikit-learn's TfidfVectorizer does. Rows without text are ignored. The column is one of a
/// training log or of a table of items. Throws `data_error` if no word is frequent enough.
inline std::shared_ptr<const bag_terms> counted_words(const event_column& column, const word_options& options = {}) {
    return detail::counted(column.shared_terms(), column.bags(), column.separator(), column.name(), options);
}

/// Words hashed into buckets: no vocabulary and no unknown words; bags have length 1. More buckets mean fewer collisions.
inline std::shared_ptr<const bag_terms> hashed_words(std::size_t buckets) {
    return std::make_shared<const bag_terms>(buckets, char{0}, true);
}

}  // namespace data
NEXTCLICK_END_NAMESPACE
