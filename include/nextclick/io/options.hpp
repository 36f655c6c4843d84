// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
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

/// An option as files store it.
struct option_value {
    enum class kind : std::uint8_t { nothing, boolean, whole, number, text, list };
    kind is = kind::nothing;  ///< nothing: an option stored elsewhere in the file, or a JSON value of another type
    bool boolean = false;
    bool negative = false;  ///< for whole numbers: the number is -whole
    std::uint64_t whole = 0;
    double number = 0;  ///< the value of any number, whole or not
    std::string text{};
    std::vector<option_value> list{};

    bool is_not_listed() const { return is == kind::text && text == not_listed; }
};
option_value value_of_bool(bool x);
option_value value_of_whole(std::uint64_t x);
option_value value_of_signed(std::int64_t x);
option_value value_of_text(std::string_view x);
/// A number in its shortest exact spelling; as text if JSON has no such number (infinity, NaN).
option_value value_of_number(float x);
option_value value_of_number(double x);
/// The number of a value; false if it has none, or one beyond `largest`.
bool read_number(const option_value& from, double largest, double& x);

template <class V>
option_value value_of(const V& value) {
    if constexpr (std::is_same_v<V, bool>)
        return value_of_bool(value);
    else if constexpr (is_extent<V>)
        return value_of_whole(std::size_t{value});
    else if constexpr (std::is_enum_v<V>)
        return value_of_text(option_names(value)[static_cast<std::size_t>(value)]);
    else if constexpr (std::is_signed_v<V> && std::is_integral_v<V>)
        return value_of_signed(value);
    else if constexpr (std::is_integral_v<V>)
        return value_of_whole(value);
    else if constexpr (std::is_floating_point_v<V>)
        return value_of_number(value);
    else if constexpr (is_array<V>) {
        option_value all{.is = option_value::kind::list};
        for (const auto& x : value) all.list.push_back(value_of(x));
        return all;
    } else if constexpr (is_pointer<V>)
        return {};
    else
        return value_of_text(not_listed);
}
/// Sets an option; false if the value is not one of its type. A width fixed in the type must equal that of the file.
template <class V>
bool set_option(const option_value& from, V& value) {
    using kind = option_value::kind;
    if constexpr (std::is_same_v<V, bool>) {
        if (from.is == kind::boolean) value = from.boolean;
        return from.is == kind::boolean;
    } else if constexpr (std::is_same_v<V, extent<dynamic>>) {
        constexpr std::size_t widest = std::size_t{1} << 24;  // so that a product of two widths does not overflow
        const bool fits = from.is == kind::whole && !from.negative && from.whole <= widest;
        if (fits) value = extent<dynamic>(from.whole);
        return fits;
    } else if constexpr (is_extent<V>) {
        return true;  // a file of another width has tensors of other shapes, which are reported
    } else if constexpr (std::is_enum_v<V>) {
        const auto names = option_names(value);
        for (std::size_t i = 0; i < names.size(); ++i)
            if (from.is == kind::text && from.text == names[i]) return value = static_cast<V>(i), true;
        return false;
    } else if constexpr (std::is_integral_v<V>) {
        const bool fits = from.is == kind::whole && !from.negative;
        if (fits) value = static_cast<V>(from.whole);
        return fits;
    } else if constexpr (std::is_floating_point_v<V>) {
        double x = 0;
        const bool fits = read_number(from, static_cast<double>(std::numeric_limits<V>::max()), x);
        if (fits) value = static_cast<V>(x);
        return fits;
    } else if constexpr (is_array<V>) {
        if (from.is != kind::list || from.list.size() != value.size()) return false;
        for (std::size_t i = 0; i < value.size(); ++i)
            if (!set_option(from.list[i], value[i])) return false;
        return true;
    } else {
        return true;
    }
}

using named_options = std::vector<std::pair<std::string, option_value>>;
/// The text of a JSON object of options; those that are stored elsewhere are left out.
std::string text_of(const named_options& options);
/// An option as text: text as it is, other values as JSON.
std::string text_of(const option_value& value);

/// All options of policies, or of a method's options, as the text of a JSON object.
template <class Policies>
std::string options_text(const Policies& policies) {
    named_options all;
    for_each_option([&](const std::string& path, const auto& value) { all.emplace_back(path, value_of(value)); }, policies);
    return text_of(all);
}

/// The options that a file stores.
class stored_options {
public:
    /// `of_others`: options whose names begin with one of these belong to another loss or sampler and are ignored.
    stored_options(const tensor_file& file, const std::vector<std::string>& of_others);
    bool exist() const { return exist_; }  ///< false: the file is of an older version
    /// Sets an option by `assign`, if the file has it; adds a sentence to `faults` if its value is invalid.
    void set(const std::string& path, bool is_set, void* option, bool (*assign)(const option_value&, void*), std::string& faults);
    /// Adds a sentence to `faults` for each option that was not set.
    void list_unknown(std::string& faults) const;

private:
    struct stored {
        option_value value;
        std::string json;
    };
    bool exist_ = false;
    std::map<std::string, stored> all_;
};

/// Sets all options from the file, or only dynamic widths that are 0; returns false if the file (of an older version) has no
/// options.
template <class Policies>
bool read_options(const tensor_file& file, Policies& policies, bool widths_alone, std::string& faults,
                  const std::vector<std::string>& of_others = {}) {
    stored_options all(file, of_others);
    if (!all.exist()) return false;
    for_each_option(
        [&]<class V>(const std::string& path, V& value) {
            bool is_set = !widths_alone;
            if constexpr (std::is_same_v<V, extent<dynamic>>) is_set = is_set || value == 0;
            all.set(
                path, is_set, &value, [](const option_value& from, void* to) { return set_option(from, *static_cast<V*>(to)); }, faults);
        },
        policies);
    all.list_unknown(faults);
    return true;
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/options.ipp"
#endif
