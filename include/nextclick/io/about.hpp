// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "nextclick/core/version.hpp"
#include "nextclick/data/provenance.hpp"
#include "nextclick/io/options.hpp"
#include "nextclick/io/safetensors.hpp"

/// Stores data::provenance in files. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

inline constexpr const char* support_key = "about.support";

/// Adds `about`, which must live until the file is written; `support`: whether to store its support.
void add_about(tensor_writer& file, const data::provenance& about, bool support = true);

/// Reads the provenance; an empty one if the file has none. Throws `file_error` for damaged entries.
data::provenance read_about(const tensor_file& file, std::size_t items);

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/about.ipp"
#endif
