// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/split_terms.hpp"
#include "nextclick/data/translation.hpp"
#include "nextclick/data/vocabulary.hpp"

/// Bags of terms: a log stores terms and their counts, a model the weights of the terms.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// The terms of a model and their weights. Made by `tags_of`, `counted_words`, `hashed_words`; immutable, shared.
class bag_terms {
public:
    bag_terms() = default;
    /// Terms of a vocabulary. `idf` (one per term, or empty) multiplies counts; with `unit_length` bags are then scaled to length 1.
    /// Throws `data_error` if the sizes do not match.
    bag_terms(std::shared_ptr<const vocabulary> terms, char separator, std::vector<float> idf = {}, bool unit_length = false);
    /// Terms hashed into buckets; different terms may share a bucket.
    bag_terms(std::size_t buckets, char separator, bool unit_length);

    /// The number of table rows that the terms need.
    std::size_t size() const { return terms_ != nullptr ? terms_->size() : buckets_; }
    bool hashed() const { return buckets_ > 0; }
    char separator() const { return separator_; }  ///< 0: terms are words
    bool unit_length() const { return unit_length_; }
    std::span<const float> idf() const { return idf_; }
    const std::shared_ptr<const vocabulary>& vocabulary_of_terms() const { return terms_; }

    /// The index of a term, or `no_item`.
    item_index find(std::string_view term) const;

    /// Normalises a row in place: sorts codes, merges duplicates, removes unknown ones (`no_item`), and turns `weights` from counts
    /// into weights. Returns the number of codes left.
    std::size_t weigh(std::span<item_index> codes, std::span<float> weights) const;
    /// The bag of a text; its spans are in `memory`.
    bag_view read(std::string_view text, workspace& memory) const;

    /// A hash of the whole content: FNV-1a 64.
    std::uint64_t hash() const;

private:
    /// Insertion sort: rows are short and nearly sorted.
    static void sort(std::span<item_index> codes, std::span<float> weights);
    /// A heap sort of two parallel arrays. It is not stable, but equal terms have integer counts, whose sum does not depend on the order.
    static void sort_many(std::span<item_index> codes, std::span<float> weights);

    std::shared_ptr<const vocabulary> terms_;
    std::size_t buckets_ = 0;
    char separator_ = 0;
    bool unit_length_ = false;
    std::vector<float> idf_;
};

struct word_options {
    std::size_t min_support = 10;  ///< minimum number of rows in which a word occurs (Twardowski); rarer words are left out
};

namespace detail {

/// The terms that occur in at least options.min_support rows, weighted by TF-IDF (counted_words). `name` is that of the column.
std::shared_ptr<const bag_terms> counted(const std::shared_ptr<const vocabulary>& terms, const bag_rows& rows, char separator,
                                         std::string_view name, const word_options& options = {});

/// The rows with the terms and weights of a model; `table` maps each term to the model's index.
bag_rows weighed(const bag_rows& rows, const std::vector<item_index>& table, const bag_terms& to);

/// Reads rows of bags from text: numbers terms in order of appearance, and counts them.
class bag_reader {
public:
    void append(std::string_view text, char separator);
    void append_missing();
    void reserve(std::size_t rows) { rows_.reserve(rows); }
    std::pair<std::shared_ptr<const vocabulary>, bag_rows> close() &&;

private:
    vocabulary terms_{id_kind::string};
    bag_rows rows_;
    std::vector<item_index> codes_;  ///< codes of the current row
    std::vector<float> counts_;
    bag_terms plain_;  ///< terms without weights
    std::string room_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/bag_terms.ipp"
#endif
