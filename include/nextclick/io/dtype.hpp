// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstddef>
#include <string_view>
#include <type_traits>

#include "nextclick/core/stored.hpp"

/// The names of number types in safetensors files.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

constexpr std::size_t dtype_size(std::string_view d) {
    if (d == "F64" || d == "I64" || d == "U64") return 8;
    if (d == "F32" || d == "U32" || d == "I32") return 4;
    if (d == "F16" || d == "BF16" || d == "I16" || d == "U16") return 2;
    return d == "U8" || d == "I8" || d == "BOOL" ? 1 : 0;
}

/// F32 or F64, the sign and size of an integer, or the `dtype` of a compressed form.
template <class T>
struct dtype_of {
    static constexpr std::string_view name = [] {
        constexpr std::string_view integers[][4] = {{"U8", "U16", "U32", "U64"}, {"I8", "I16", "I32", "I64"}};
        if constexpr (std::is_integral_v<T>)
            return integers[std::is_signed_v<T>][std::bit_width(sizeof(T)) - 1];
        else if constexpr (std::is_floating_point_v<T>)
            return std::string_view(sizeof(T) == 8 ? "F64" : "F32");
        else
            return std::string_view(stored<T>::dtype);
    }();
    static_assert(dtype_size(name) == sizeof(T) && std::is_trivially_copyable_v<T>,
                  "stored<E>::dtype: the element of this form has another size than its name states, or cannot be copied byte by byte");
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
