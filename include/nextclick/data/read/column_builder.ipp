// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/column_builder.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE const char* column_builder::read(field_value& value) const {
    return with_builder(values_, [&](const auto& values) { return values.read(value); });
}

NEXTCLICK_INLINE void column_builder::keep(const field_value& value) {
    with_builder(values_, [&](auto& values) { values.keep(value); });
}

NEXTCLICK_INLINE void column_builder::reserve(std::size_t rows) {
    with_builder(values_, [=](auto& values) { values.reserve(rows); });
}

NEXTCLICK_INLINE event_column column_builder::close() && {
    return with_builder(values_, [&](auto& values) { return event_column(std::move(name_), std::move(values).close()); });
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
