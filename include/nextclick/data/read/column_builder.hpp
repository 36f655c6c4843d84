// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/read/field_value.hpp"
#include "nextclick/data/scan.hpp"
#include "nextclick/data/split_terms.hpp"
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

enum class column_type : std::uint8_t {
    categorical,
    numeric,
    tags,  ///< several categories a field, parted by column_request::separator
    text   ///< words: runs of letters and digits, in lower case; every character beyond ASCII counts as a letter
};

struct column_request {
    std::string name;
    column_type type = column_type::categorical;
    char separator = '|';  ///< of tags
};

/// A column of events while it grows.
namespace detail {

/// Takes the values of one column, in two steps: an event is kept once all of its values can be read.
class column_builder {
public:
    /// Throws `argument_error` for tags that nothing parts.
    explicit column_builder(column_request request) : request_(std::move(request)) {
        if (request_.type == column_type::tags && request_.separator == 0)
            throw argument_error("column_request \"" + request_.name +
                                 "\": tags need a separator, for example '|'; for words "
                                 "ask for column_type::text");
    }

    const std::string& name() const { return request_.name; }
    /// False if the column cannot take the value, which is not a number; text that is one becomes it.
    bool read(field_value& value) const {
        if (request_.type != column_type::numeric || value.missing()) return true;
        if (value.what() != field_value::kind::text) return std::abs(value.number()) <= std::numeric_limits<float>::max();
        float number = 0;
        if (scan_float(value.as_text(), number) != scanned::ok) return false;
        value = number;
        return true;
    }
    /// Requires a value that `read` took.
    void keep(const field_value& value) {
        std::array<char, 32> room;
        switch (request_.type) {
            case column_type::numeric:
                return numbers_.push_back(value.missing() ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(value.number()));
            case column_type::categorical:
                return codes_.push_back(value.missing() ? no_item : terms_.insert(value.text(room)));
            default:
                return value.missing() ? bags_.append_missing() : keep_bag(value.text(room));
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
        room_.resize(text.size());
        codes_.clear();
        for_each_term(text, separator(), room_, [&](std::string_view term) { codes_.push_back(terms_.insert(term)); });
        numbers_.assign(codes_.size(), 1.0f);
        const std::size_t n = plain_.weigh(codes_, numbers_);
        bags_.append({std::span(codes_).first(n), std::span(numbers_).first(n)});
    }

    column_request request_;
    vocabulary terms_{id_kind::string};  ///< or categories
    std::vector<item_index> codes_;      ///< of all rows; of one, if a row has several
    std::vector<float> numbers_;
    bag_rows bags_;
    bag_terms plain_;  ///< counts and no more
    std::string room_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
