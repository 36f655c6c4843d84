// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "nextclick/core/stored.hpp"

/// How safetensors files name the types of numbers.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

constexpr std::size_t dtype_size(std::string_view d) {
    if (d == "F64" || d == "I64" || d == "U64") return 8;
    if (d == "F32" || d == "U32" || d == "I32") return 4;
    if (d == "F16" || d == "BF16" || d == "I16" || d == "U16") return 2;
    return d == "U8" || d == "I8" || d == "BOOL" ? 1 : 0;
}

template <class T>
struct dtype_of {  // of a form of tables
    static constexpr std::string_view name = stored<T>::dtype;
    static_assert(dtype_size(name) == sizeof(T) && std::is_trivially_copyable_v<T>,
                  "stored<E>::dtype: the element of this form has another size than its name says, or cannot be copied byte by byte");
};
template <>
struct dtype_of<std::int8_t> {
    static constexpr std::string_view name = "I8";
};
template <>
struct dtype_of<std::int16_t> {
    static constexpr std::string_view name = "I16";
};
template <>
struct dtype_of<std::int32_t> {
    static constexpr std::string_view name = "I32";
};
template <>
struct dtype_of<float> {
    static constexpr std::string_view name = "F32";
};
template <>
struct dtype_of<double> {
    static constexpr std::string_view name = "F64";
};
template <>
struct dtype_of<std::int64_t> {
    static constexpr std::string_view name = "I64";
};
template <>
struct dtype_of<std::uint64_t> {
    static constexpr std::string_view name = "U64";
};
template <>
struct dtype_of<std::uint32_t> {
    static constexpr std::string_view name = "U32";
};
template <>
struct dtype_of<std::uint16_t> {
    static constexpr std::string_view name = "U16";
};
template <>
struct dtype_of<std::uint8_t> {
    static constexpr std::string_view name = "U8";
};

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
