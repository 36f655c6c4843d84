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

/// What a file says about where it comes from: data::provenance. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

inline constexpr const char* support_key = "about.support";

/// `about` must live until the file is written; its support, if that is not left out.
void add_about(tensor_writer& file, const data::provenance& about, bool support = true);

/// Refuses what is damaged; a file that says nothing gives what is known of nothing.
data::provenance read_about(const tensor_file& file, std::size_t items);

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/about.ipp"
#endif
