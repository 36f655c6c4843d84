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

/// How text becomes bags, and a model reads them: logs hold terms and how often they occur, what these weigh belongs to the model.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Which terms there are, and what each weighs. Made by `tags_of`, `counted_words`, `hashed_words`; constant, shared.
class bag_terms {
public:
    bag_terms() = default;
    /// Terms of a vocabulary. `idf`, one a term or none, multiplies counts; with `unit_length` a bag has length 1 then.
    /// Throws `data_error` if the numbers do not fit.
    bag_terms(std::shared_ptr<const vocabulary> terms, char separator, std::vector<float> idf = {}, bool unit_length = false);
    /// Buckets that terms are hashed into; different terms may meet in one.
    bag_terms(std::size_t buckets, char separator, bool unit_length);

    /// How many rows of a table they need.
    std::size_t size() const { return terms_ != nullptr ? terms_->size() : buckets_; }
    bool hashed() const { return buckets_ > 0; }
    char separator() const { return separator_; }  ///< 0: words
    bool unit_length() const { return unit_length_; }
    std::span<const float> idf() const { return idf_; }
    const std::shared_ptr<const vocabulary>& vocabulary_of_terms() const { return terms_; }

    /// The number of a term, or `no_item`.
    item_index find(std::string_view term) const;

    /// Makes a row of what was found, in place: by rising number, each once, unknown ones (`no_item`) left out. `weights` are
    /// counts before. Returns how many are left.
    std::size_t weigh(std::span<item_index> codes, std::span<float> weights) const;
    /// The bag of a text; the spans lie in `memory`.
    bag_view read(std::string_view text, workspace& memory) const;

    /// Names the whole content: FNV-1a 64.
    std::uint64_t hash() const;

private:
    /// By insertion: rows are short, and nearly in order.
    static void sort(std::span<item_index> codes, std::span<float> weights);
    /// A heap sort of two arrays side by side. Sums of equal terms are of counts, so their order shows in no bit.
    static void sort_many(std::span<item_index> codes, std::span<float> weights);

    std::shared_ptr<const vocabulary> terms_;
    std::size_t buckets_ = 0;
    char separator_ = 0;
    bool unit_length_ = false;
    std::vector<float> idf_;
};

struct word_options {
    std::size_t fewest = 10;  ///< rows in which a word must occur (Twardowski); rarer ones are left out
};

namespace detail {

/// The terms that occur in at least options.fewest rows, weighed by TF-IDF (counted_words). `name` is that of the column.
std::shared_ptr<const bag_terms> counted(const std::shared_ptr<const vocabulary>& terms, const bag_rows& rows, char separator,
                                         std::string_view name, const word_options& options = {});

/// The rows as a model reads them: `table` has the model's number of each term.
bag_rows weighed(const bag_rows& rows, const std::vector<item_index>& table, const bag_terms& to);

/// Rows of bags while they are read from text: terms are numbered as they come, and counted.
class bag_reader {
public:
    void append(std::string_view text, char separator);
    void append_missing();
    void reserve(std::size_t rows) { rows_.reserve(rows); }
    std::pair<std::shared_ptr<const vocabulary>, bag_rows> close() &&;

private:
    vocabulary terms_{id_kind::string};
    bag_rows rows_;
    std::vector<item_index> codes_;  ///< of one row
    std::vector<float> counts_;
    bag_terms plain_;  ///< counts and no more
    std::string room_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/bag_terms.ipp"
#endif
