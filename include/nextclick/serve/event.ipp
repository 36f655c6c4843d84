// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/serve/event.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace serve {

NEXTCLICK_INLINE item_index column_value::code(const data::vocabulary& categories) const {
    if (kind_ == kind::text) return categories.find(text_);
    if (kind_ == kind::integer) return categories.find(integer_);
    throw argument_error(column_label() + " is " + type_name() + ", but the column has categories; give text or an integer");
}

NEXTCLICK_INLINE float column_value::number() const {
    if (kind_ != kind::number && kind_ != kind::integer)
        throw argument_error(column_label() + " is " + type_name() + ", but the column is numeric; give a number");
    return static_cast<float>(number_);
}

NEXTCLICK_INLINE std::string_view column_value::text() const {
    if (kind_ != kind::text)
        throw argument_error(column_label() + " is " + type_name() + ", but the column has terms; give text as the log has it");
    return text_;
}

NEXTCLICK_INLINE std::span<const float> column_value::vector(std::size_t width) const {
    if (kind_ != kind::vector || vector_.size() != width)
        throw argument_error(column_label() + " is " + type_name() + ", but the column has vectors of " + std::to_string(width) +
                             " numbers; give a std::span<const float> of so many");
    return vector_;
}

NEXTCLICK_INLINE std::string column_value::column_label() const { return "serve: the value of column \"" + std::string(name_) + '"'; }

NEXTCLICK_INLINE std::string column_value::type_name() const {
    if (kind_ == kind::vector) return "a vector of " + std::to_string(vector_.size()) + " numbers";
    return kind_ == kind::text ? "text" : kind_ == kind::integer ? "an integer" : "a floating-point number";
}

}  // namespace serve

NEXTCLICK_END_NAMESPACE
