// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/read_options.hpp"
#include "nextclick/data/scan.hpp"
#include "nextclick/data/table_reader.hpp"

/// Columns beside session, item and time, while they are read.
namespace nextclick::inline NEXTCLICK_ABI::data::detail {

/// Words that programs write for "no value".
inline bool is_missing(std::string_view text) {
    if (text.empty()) return true;
    if (text.size() > 4) return false;
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    for (const std::string_view word : {"nan", "null", "none", "na", "n/a", "\\n", "<na>"})
        if (lower == word) return true;
    return false;
}

/// Takes the fields of one column of a table, in two steps: a row is kept once all of its fields can be read.
class extra_column {
public:
    /// Throws `argument_error` for tags that nothing parts.
    extra_column(std::size_t field, column_request request) : field_(field), request_(std::move(request)) {
        if (request_.type == column_type::tags && request_.separator == 0)
            throw argument_error("column_request \"" + request_.name +
                                 "\": tags need a separator, for example '|'; for words "
                                 "ask for column_type::text");
    }

    std::size_t field() const { return field_; }
    /// False if the text cannot be read; `complaint` then says why.
    bool parse(std::string_view text) {
        if (request_.type != column_type::numeric) return true;
        number_ = std::numeric_limits<float>::quiet_NaN();
        return is_missing(text) || scan_float(text, number_) == scanned::ok;
    }
    std::string complaint(std::string_view text) const {
        return shown(text) + " in column \"" + request_.name +
               "\" is not a number that a float holds; ask for the column as column_type::categorical";
    }
    void keep(std::string_view text) {
        switch (request_.type) {
            case column_type::numeric:
                return numbers_.push_back(number_);
            case column_type::categorical:
                return codes_.push_back(is_missing(text) ? no_item : terms_.insert(text));
            default:
                keep_bag(text);
        }
    }
    void reserve(std::size_t rows) {
        switch (request_.type) {
            case column_type::numeric:
                return numbers_.reserve(rows);
            case column_type::categorical:
                return codes_.reserve(rows);
            default:
                bags_.reserve(rows);
        }
    }
    event_column close() && {
        if (request_.type == column_type::numeric) return {request_.name, std::move(numbers_)};
        auto terms = std::make_shared<const vocabulary>(std::move(terms_));
        if (request_.type == column_type::categorical) return {request_.name, std::move(terms), std::move(codes_)};
        return {request_.name, std::move(terms), std::move(bags_), separator()};
    }

private:
    char separator() const { return request_.type == column_type::tags ? request_.separator : char{0}; }
    void keep_bag(std::string_view text) {
        if (is_missing(text)) return bags_.append_missing();
        room_.resize(text.size());
        codes_.clear();
        for_each_term(text, separator(), room_, [&](std::string_view term) { codes_.push_back(terms_.insert(term)); });
        numbers_.assign(codes_.size(), 1.0f);
        const std::size_t n = plain_.weigh(codes_, numbers_);
        bags_.append({std::span(codes_).first(n), std::span(numbers_).first(n)});
    }

    std::size_t field_;
    column_request request_;
    vocabulary terms_{id_kind::string};  ///< or categories
    std::vector<item_index> codes_;      ///< of all rows; of one, if a row has several
    std::vector<float> numbers_;
    bag_rows bags_;
    bag_terms plain_;  ///< counts and no more
    std::string room_;
    float number_ = 0;
};

}  // namespace nextclick::inline NEXTCLICK_ABI::data::detail
