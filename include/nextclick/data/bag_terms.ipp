// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/bag_terms.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE bag_terms::bag_terms(std::shared_ptr<const vocabulary> terms, char separator, std::vector<float> idf, bool unit_length)
    : terms_(std::move(terms)), separator_(separator), unit_length_(unit_length), idf_(std::move(idf)) {
    if (terms_ == nullptr || (!idf_.empty() && idf_.size() != terms_->size()))
        throw data_error("bag_terms: " + std::to_string(idf_.size()) + " weights for other terms; give one for each");
    for (const float w : idf_)
        if (!(w > 0) || std::isinf(w)) throw data_error("bag_terms: a weight is not a finite number above 0");
}

NEXTCLICK_INLINE bag_terms::bag_terms(std::size_t buckets, char separator, bool unit_length)
    : buckets_(buckets), separator_(separator), unit_length_(unit_length) {
    if (buckets == 0 || buckets >= no_item)
        throw data_error("bag_terms: " + std::to_string(buckets) + " buckets; give a number from 1 to 2^32 - 2");
}

NEXTCLICK_INLINE item_index bag_terms::find(std::string_view term) const {
    if (terms_ != nullptr) return terms_->find(term);
    if (buckets_ == 0) return no_item;
    detail::fnv1a h;
    h.text(term);
    return static_cast<item_index>(h.value % buckets_);
}

NEXTCLICK_INLINE std::size_t bag_terms::weigh(std::span<item_index> codes, std::span<float> weights) const {
    sort(codes, weights);
    std::size_t n = 0;
    for (std::size_t i = 0; i < codes.size() && codes[i] != no_item; ++i) {
        if (n > 0 && codes[n - 1] == codes[i]) {
            weights[n - 1] += weights[i];
            continue;
        }
        codes[n] = codes[i];
        weights[n++] = weights[i];
    }
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (!idf_.empty()) weights[i] *= idf_[codes[i]];
        squares += static_cast<double>(weights[i]) * static_cast<double>(weights[i]);
    }
    if (unit_length_ && n > 0)
        for (std::size_t i = 0; i < n; ++i) weights[i] = static_cast<float>(static_cast<double>(weights[i]) / std::sqrt(squares));
    return n;
}

NEXTCLICK_INLINE bag_view bag_terms::read(std::string_view text, workspace& memory) const {
    const std::size_t max = text.size() / 2 + 1;
    const auto codes = memory.take_span<item_index>(max);
    const auto weights = memory.take_span<float>(max);
    std::size_t n = 0;
    for_each_term(text, separator_, memory.take_span<char>(text.size()), [&](std::string_view term) {
        codes[n] = find(term);
        weights[n++] = 1;
    });
    n = weigh(codes.first(n), weights.first(n));
    return {codes.first(n), weights.first(n)};
}

NEXTCLICK_INLINE std::uint64_t bag_terms::hash() const {
    detail::fnv1a h;
    h.word(terms_ != nullptr ? terms_->hash() : buckets_);
    h.word(static_cast<unsigned char>(separator_));
    h.word(unit_length_ ? 1 : 0);
    detail::add_to(h, idf_);
    return h.value;
}

NEXTCLICK_INLINE void bag_terms::sort(std::span<item_index> codes, std::span<float> weights) {
    if (codes.size() > 64) return sort_many(codes, weights);
    for (std::size_t i = 1; i < codes.size(); ++i)
        for (std::size_t j = i; j > 0 && codes[j] < codes[j - 1]; --j) {
            std::swap(codes[j], codes[j - 1]);
            std::swap(weights[j], weights[j - 1]);
        }
}

NEXTCLICK_INLINE void bag_terms::sort_many(std::span<item_index> codes, std::span<float> weights) {
    const auto sink = [&](std::size_t at, std::size_t end) {
        for (std::size_t child; (child = 2 * at + 1) < end; at = child) {
            if (child + 1 < end && codes[child] < codes[child + 1]) ++child;
            if (codes[at] >= codes[child]) return;
            std::swap(codes[at], codes[child]);
            std::swap(weights[at], weights[child]);
        }
    };
    for (std::size_t i = codes.size() / 2; i-- > 0;) sink(i, codes.size());
    for (std::size_t end = codes.size() - 1; end > 0; --end) {
        std::swap(codes[0], codes[end]);
        std::swap(weights[0], weights[end]);
        sink(0, end);
    }
}

}  // namespace data
namespace data::detail {

NEXTCLICK_INLINE std::shared_ptr<const bag_terms> counted(const std::shared_ptr<const vocabulary>& terms, const bag_rows& rows,
                                                          char separator, std::string_view name, const word_options& options) {
    std::vector<std::uint32_t> with(terms->size());
    for (const item_index t : rows.codes) ++with[t];  // terms of a row are distinct
    double texts = 0;
    for (std::size_t r = 0; r < rows.size(); ++r) texts += rows.missing(r) ? 0 : 1;
    auto kept = std::make_shared<vocabulary>(terms->kind());
    std::vector<float> idf;
    for (item_index t = 0; t < terms->size(); ++t) {
        if (with[t] < std::max<std::size_t>(options.min_support, 1)) continue;
        kept->insert((*terms)[t]);
        idf.push_back(static_cast<float>(std::log((1 + texts) / (1 + static_cast<double>(with[t]))) + 1));
    }
    if (kept->size() == 0)
        throw data_error("counted_words: no word of column \"" + std::string(name) + "\" occurs in " + std::to_string(options.min_support) +
                         " rows; lower word_options::min_support, or use hashed_words");
    return std::make_shared<const bag_terms>(std::move(kept), separator, std::move(idf), true);
}

NEXTCLICK_INLINE bag_rows weighed(const bag_rows& rows, const std::vector<item_index>& table, const bag_terms& to) {
    bag_rows read;
    read.reserve(rows.size());
    std::vector<item_index> codes;
    std::vector<float> weights;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const bag_view bag = rows[r];
        codes.assign(bag.codes.begin(), bag.codes.end());
        weights.assign(bag.weights.begin(), bag.weights.end());
        translate(codes, table);
        const std::size_t n = to.weigh(codes, weights);
        read.append({std::span(codes).first(n), std::span(weights).first(n)});
    }
    return read;
}

NEXTCLICK_INLINE void bag_reader::append(std::string_view text, char separator) {
    room_.resize(text.size());
    codes_.clear();
    for_each_term(text, separator, room_, [&](std::string_view term) { codes_.push_back(terms_.insert(term)); });
    counts_.assign(codes_.size(), 1.0f);
    const std::size_t n = plain_.weigh(codes_, counts_);
    rows_.append({std::span(codes_).first(n), std::span(counts_).first(n)});
}

NEXTCLICK_INLINE void bag_reader::append_missing() { rows_.append_missing(); }

NEXTCLICK_INLINE std::pair<std::shared_ptr<const vocabulary>, bag_rows> bag_reader::close() && {
    return {std::make_shared<const vocabulary>(std::move(terms_)), std::move(rows_)};
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
