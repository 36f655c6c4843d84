// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <charconv>
#include <cmath>

#include "nextclick/io/json.hpp"
#include "nextclick/io/options.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE option_value value_of_bool(bool x) { return {.is = option_value::kind::boolean, .boolean = x}; }
NEXTCLICK_INLINE option_value value_of_whole(std::uint64_t x) {
    return {.is = option_value::kind::whole, .whole = x, .number = static_cast<double>(x)};
}
NEXTCLICK_INLINE option_value value_of_signed(std::int64_t x) {
    option_value value = value_of_whole(x < 0 ? 0 - static_cast<std::uint64_t>(x) : static_cast<std::uint64_t>(x));
    value.negative = x < 0;
    value.number = static_cast<double>(x);
    return value;
}
NEXTCLICK_INLINE option_value value_of_text(std::string_view x) { return {.is = option_value::kind::text, .text = std::string(x)}; }

NEXTCLICK_INLINE option_value value_of_number(double x) {
    if (!std::isfinite(x)) return value_of_text(std::isnan(x) ? "nan" : x > 0 ? "inf" : "-inf");
    return {.is = option_value::kind::number, .number = x};
}
NEXTCLICK_INLINE option_value value_of_number(float x) {
    if (!std::isfinite(x)) return value_of_number(static_cast<double>(x));
    char text[32];
    const char* const end = std::to_chars(text, text + sizeof text, x).ptr;
    double value = 0;
    std::from_chars(text, end, value);
    return value_of_number(value);
}

NEXTCLICK_INLINE bool read_number(const option_value& from, double largest, double& x) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (from.is == option_value::kind::text) {
        if (from.text != "nan" && from.text != "inf" && from.text != "-inf") return false;
        x = from.text == "nan" ? std::numeric_limits<double>::quiet_NaN() : from.text == "inf" ? infinity : -infinity;
        return true;
    }
    if (from.is != option_value::kind::number && from.is != option_value::kind::whole) return false;
    x = from.number;
    return std::abs(x) <= largest;
}

NEXTCLICK_INLINE nlohmann::ordered_json json_of(const option_value& value) {
    switch (value.is) {
        case option_value::kind::boolean:
            return value.boolean;
        case option_value::kind::whole:
            if (value.negative) return static_cast<std::int64_t>(0 - value.whole);
            return value.whole;
        case option_value::kind::number:
            return value.number;
        case option_value::kind::text:
            return value.text;
        case option_value::kind::list: {
            auto all = nlohmann::ordered_json::array();
            for (const option_value& x : value.list) all.push_back(json_of(x));
            return all;
        }
        default:
            return nullptr;
    }
}

inline constexpr std::size_t longest_list = 4096;  // longer ones belong to no option, and a value needs more memory than its JSON

NEXTCLICK_INLINE option_value value_of_json(const nlohmann::json& from) {
    option_value value;
    if (from.is_boolean()) value = value_of_bool(from.get<bool>());
    if (from.is_string()) value = value_of_text(from.get_ref<const std::string&>());
    if (from.is_number()) value = {.is = option_value::kind::number, .number = from.get<double>()};
    if (from.is_number_unsigned()) value = value_of_whole(from.get<std::uint64_t>());
    if (from.is_array() && from.size() <= longest_list) {
        value.is = option_value::kind::list;
        value.list.reserve(from.size());
        for (const auto& x : from) value.list.push_back(value_of_json(x));
    }
    return value;
}

NEXTCLICK_INLINE std::string text_of(const named_options& options) {
    auto all = nlohmann::ordered_json::object();
    for (const auto& [path, value] : options)
        if (value.is != option_value::kind::nothing) all[path] = json_of(value);
    return all.dump();
}

NEXTCLICK_INLINE std::string text_of(const option_value& value) {
    return value.is == option_value::kind::text ? value.text : json_of(value).dump();
}

NEXTCLICK_INLINE stored_options::stored_options(const tensor_file& file, const std::vector<std::string>& of_others) {
    const nlohmann::json all = metadata_object(file, options_key);
    exist_ = !all.is_null();
    for (const auto& [path, value] : all.items()) {
        bool is_other = false;
        for (const std::string& prefix : of_others) is_other = is_other || path.starts_with(prefix);
        if (!is_other) all_.emplace(path, stored{value_of_json(value), value.dump()});
    }
}

NEXTCLICK_INLINE void stored_options::set(const std::string& path, bool is_set, void* option, bool (*assign)(const option_value&, void*),
                                          std::string& faults) {
    const auto found = all_.find(path);
    if (found == all_.end()) return;
    if (is_set && !assign(found->second.value, option)) faults += "\n  option '" + path + "' cannot be " + found->second.json;
    all_.erase(found);
}

NEXTCLICK_INLINE void stored_options::list_unknown(std::string& faults) const {
    for (const auto& [path, value] : all_)
        faults += "\n  option '" + path + "' (" + value.json + ") is unknown to this version; a newer version wrote the file";
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
