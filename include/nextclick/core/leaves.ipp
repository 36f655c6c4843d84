// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/error.hpp"
#include "nextclick/core/leaves.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE __attribute__((noinline)) path_text path_text::below(std::string_view field) const {
    path_text path = *this;
    if (size + field.size() + 1 > sizeof text)
        throw argument_error("a parameter's path is longer than 255 characters; choose shorter field names");
    if (size > 0 && !field.empty()) path.text[path.size++] = '.';
    path.size += field.copy(path.text + path.size, field.size());
    return path;
}

NEXTCLICK_INLINE __attribute__((noinline)) void name_tensor(const path_text& pack, std::string_view field, bool row_per_item,
                                                            tensor_name*& to) {
    *to++ = {pack.below(field), row_per_item};
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
