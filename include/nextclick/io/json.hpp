// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "nextclick/io/safetensors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

/// A JSON object of the metadata; null if the file has no such entry. Throws `file_error` if the entry is not an object. Optional: needs
/// nlohmann-json.
inline nlohmann::json metadata_object(const tensor_file& file, const std::string& key) {
    const auto found = file.metadata().find(key);
    if (found == file.metadata().end()) return nullptr;
    const auto on_event = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > 8) file.refuse("metadata '" + key + "' is nested too deeply; the file is damaged");
        return true;
    };
    nlohmann::json all = nlohmann::json::parse(found->second, on_event, false);
    if (!all.is_object()) file.refuse("metadata '" + key + "' is not a JSON object; the file is damaged");
    return all;
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
