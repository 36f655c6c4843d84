// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/options.hpp"
#include "nextclick/io/safetensors.hpp"

/// The options of policies in a file: one JSON object, "input.probability": 0.25, ... Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

inline constexpr const char* options_key = "nextclick.options";
inline constexpr std::string_view not_listed = "(not listed)";

template <class T>
inline constexpr bool is_pointer = false;  // to vocabularies, terms and tables, which are stored as tensors
template <class T>
inline constexpr bool is_pointer<std::shared_ptr<T>> = true;
template <class T>
inline constexpr bool is_array = false;
template <class T, std::size_t N>
inline constexpr bool is_array<std::array<T, N>> = true;

/// A number in its shortest exact spelling; as text if JSON has no such number (infinity, NaN).
template <std::floating_point T>
nlohmann::json json_of(T x) {
    if (!std::isfinite(x)) return std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf";
    char text[32];
    const char* const end = std::to_chars(text, text + sizeof text, x).ptr;
    double value = 0;
    std::from_chars(text, end, value);
    return value;
}
template <std::floating_point T>
bool from_json(const nlohmann::json& from, T& x) {
    using limits = std::numeric_limits<T>;
    if (from == "nan" || from == "inf" || from == "-inf") {
        x = from == "nan" ? limits::quiet_NaN() : from == "inf" ? limits::infinity() : -limits::infinity();
        return true;
    }
    if (!from.is_number() || !(std::abs(from.get<double>()) <= static_cast<double>(limits::max()))) return false;
    x = static_cast<T>(from.get<double>());
    return true;
}

/// An option as JSON; null for options stored elsewhere in the file.
template <class V>
nlohmann::json option_json(const V& value) {
    if constexpr (std::is_same_v<V, bool>)
        return value;
    else if constexpr (is_extent<V>)
        return std::size_t{value};
    else if constexpr (std::is_enum_v<V>)
        return option_names(value)[static_cast<std::size_t>(value)];
    else if constexpr (std::is_integral_v<V>)
        return value;
    else if constexpr (std::is_floating_point_v<V>)
        return json_of(value);
    else if constexpr (is_array<V>) {
        nlohmann::json all = nlohmann::json::array();
        for (const auto& x : value) all.push_back(option_json(x));
        return all;
    } else if constexpr (is_pointer<V>)
        return nullptr;
    else
        return not_listed;
}
/// Reads an option from JSON; false if the JSON is no such value. A width fixed in the type must equal that of the file.
template <class V>
bool read_option(const nlohmann::json& from, V& value) {
    if constexpr (std::is_same_v<V, bool>) {
        if (from.is_boolean()) value = from.get<bool>();
        return from.is_boolean();
    } else if constexpr (std::is_same_v<V, extent<dynamic>>) {
        constexpr std::size_t widest = std::size_t{1} << 24;  // so that a product of two widths does not overflow
        const bool fits = from.is_number_unsigned() && from.get<std::size_t>() <= widest;
        if (fits) value = extent<dynamic>(from.get<std::size_t>());
        return fits;
    } else if constexpr (is_extent<V>) {
        return true;  // a file of another width has tensors of other shapes, which are reported
    } else if constexpr (std::is_enum_v<V>) {
        const auto names = option_names(value);
        for (std::size_t i = 0; i < names.size(); ++i)
            if (from == names[i]) return value = static_cast<V>(i), true;
        return false;
    } else if constexpr (std::is_integral_v<V>) {
        if (from.is_number_unsigned()) value = from.get<V>();
        return from.is_number_unsigned();
    } else if constexpr (std::is_floating_point_v<V>) {
        return from_json(from, value);
    } else if constexpr (is_array<V>) {
        if (!from.is_array() || from.size() != value.size()) return false;
        for (std::size_t i = 0; i < value.size(); ++i)
            if (!read_option(from[i], value[i])) return false;
        return true;
    } else {
        return true;
    }
}

/// All options of policies, or of a method's options, as the text of a JSON object.
template <class Policies>
std::string options_text(const Policies& policies) {
    nlohmann::ordered_json all = nlohmann::ordered_json::object();
    for_each_option(
        [&](const std::string& path, const auto& value) {
            if (auto entry_value = option_json(value); !entry_value.is_null()) all[path] = std::move(entry_value);
        },
        policies);
    return all.dump();
}

/// A JSON object of the metadata; null if the file has no such entry. Throws `file_error` if the entry is no object.
inline nlohmann::json metadata_object(const tensor_file& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end()) return nullptr;
    nlohmann::json all = nlohmann::json::parse(found->second, nullptr, false);
    if (!all.is_object()) file.refuse("metadata '" + key + "' is no JSON object; the file is damaged");
    return all;
}

/// Sets all options from the file, or only dynamic widths that are 0; returns false if the file (of an older version) has no
/// options. Options whose names begin with one of `of_others` belong to another loss or sampler and are ignored.
template <class Policies>
bool read_options(const tensor_file& file, Policies& policies, bool widths_alone, std::string& faults,
                  const std::vector<std::string>& of_others = {}) {
    nlohmann::json all = metadata_object(file, options_key);
    if (all.is_null()) return false;
    for (const std::string& other : of_others)
        std::erase_if(all.get_ref<nlohmann::json::object_t&>(), [&](const auto& entry) { return entry.first.starts_with(other); });
    for_each_option(
        [&]<class V>(const std::string& path, V& value) {
            const auto found = all.find(path);
            if (found == all.end()) return;
            bool wanted = !widths_alone;
            if constexpr (std::is_same_v<V, extent<dynamic>>) wanted = wanted || value == 0;
            if (wanted && !read_option(*found, value)) faults += "\n  option '" + path + "' cannot be " + found->dump();
            all.erase(found);
        },
        policies);
    for (const auto& [path, value] : all.items())
        faults += "\n  option '" + path + "' (" + value.dump() + ") is none of this version; the file is of a newer one";
    return true;
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
