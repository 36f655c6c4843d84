// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/data/item_attributes.hpp"
#include "nextclick/io/item_attributes.hpp"
#include "nextclick/io/safetensors.hpp"

/// Reads vectors of items from a safetensors file. Optional: needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

/// A table with a single column `name` of the vectors in `file`: the tensor `vectors`, F32 (items, width), and the items,
/// `items.integers`, I64 (items); for ids of text `items.offsets`, U64 (items + 1), and `items.bytes`, U8. With Python:
///     safetensors.numpy.save_file({"items.integers": ids, "vectors": vectors.astype("float32")}, "image.safetensors")
/// Throws `file_error` for missing tensors or wrong shapes, a duplicate item, and infinite numbers.
data::item_attributes read_vectors(const tensor_file& file, const std::string& name = "Vector");
inline data::item_attributes read_vectors(const std::filesystem::path& path, const std::string& name = "Vector") {
    return read_vectors(tensor_file::open(path), name);
}

}  // namespace io
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/read_vectors.ipp"
#endif
