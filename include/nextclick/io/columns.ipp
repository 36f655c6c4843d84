// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/columns.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE void compare(const tensor_file& file, std::string_view key, const std::string& expected, std::string& faults) {
    const auto found = file.metadata().find(std::string(key));
    const std::string has = found == file.metadata().end() ? "(nothing)" : found->second;
    if (has != expected) faults += "\n  " + std::string(key) + ": the file has " + has + ", expected " + expected;
}

NEXTCLICK_INLINE void add_vocabulary(tensor_writer& file, const data::vocabulary& v, const std::string& name) {
    if (v.kind() == data::id_kind::integer) {
        file.add<std::int64_t>(name + ".integers", v.integers(), {v.size()});
        return;
    }
    file.add<std::uint64_t>(name + ".offsets", v.string_offsets(), {v.string_offsets().size()});
    const auto text = v.string_bytes();
    file.add<std::uint8_t>(name + ".bytes", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, {text.size()});
}

NEXTCLICK_INLINE void add_terms(tensor_writer& file, const data::bag_terms& terms, const std::string& key) {
    const std::uint64_t what[] = {terms.hashed() ? terms.size() : 0, static_cast<unsigned char>(terms.separator()),
                                  terms.unit_length() ? 1u : 0u};
    file.add_copy<std::uint64_t>(key + ".bag", what, {3});
    if (terms.hashed()) return;
    add_vocabulary(file, *terms.vocabulary_of_terms(), key);
    if (!terms.idf().empty()) file.add<float>(key + ".idf", terms.idf(), {terms.idf().size()});
}

NEXTCLICK_INLINE void add_codes(tensor_writer& file, const std::string& name, std::span<const item_index> codes, std::size_t below) {
    if (below < std::numeric_limits<std::uint8_t>::max())
        add_codes<std::uint8_t>(file, name, codes);
    else if (below < std::numeric_limits<std::uint16_t>::max())
        add_codes<std::uint16_t>(file, name, codes);
    else
        add_codes<std::uint32_t>(file, name, codes);
}

NEXTCLICK_INLINE std::vector<item_index> read_codes(const tensor_file& file, const std::string& name, std::size_t below) {
    const auto found = file.tensors().find(name);
    const std::string_view dtype = found == file.tensors().end() ? "" : std::string_view(found->second.dtype);
    auto codes = dtype == "U8"    ? read_narrow<std::uint8_t>(file, name)
                 : dtype == "U16" ? read_narrow<std::uint16_t>(file, name)
                                  : read_narrow<std::uint32_t>(file, name);
    for (const item_index c : codes)
        if (c >= below && c != no_item)
            file.refuse("tensor '" + name + "' has the code " + std::to_string(c) + ", and there are " + std::to_string(below) +
                        "; the file is damaged");
    return codes;
}

NEXTCLICK_INLINE column_writer::column_writer(tensor_writer& file, std::string key) : file_(&file), key_(std::move(key)) {}

NEXTCLICK_INLINE void column_writer::floats(const char* suffix, std::span<const float> values, std::vector<std::size_t> shape) {
    file_->add<float>(key_ + suffix, values, std::move(shape));
}

NEXTCLICK_INLINE void column_writer::floats(const char* suffix, std::vector<float>&& values, std::vector<std::size_t> shape) {
    file_->add_copy<float>(key_ + suffix, values, std::move(shape));
}

NEXTCLICK_INLINE void column_writer::note(std::uint64_t hash) { file_->metadata["nextclick." + key_] = std::to_string(hash); }

NEXTCLICK_INLINE column_file::column_file(const tensor_file& file, std::string key, std::string* faults)
    : file_(&file), key_(std::move(key)), faults_(faults) {}

NEXTCLICK_INLINE bool column_file::is_matrix(const char* suffix, std::size_t columns) const {
    const auto& shape = file_->tensors().find(key_ + suffix)->second.shape;
    return shape.size() == 2 && shape[1] == columns;
}

NEXTCLICK_INLINE std::vector<float> column_file::floats(const char* suffix) const {
    auto numbers = file_->values<float>(key_ + suffix);
    for (const float x : numbers)
        if (std::isinf(x)) refuse(suffix, "has an infinite number; the file is damaged");
    return numbers;
}

NEXTCLICK_INLINE std::vector<float> column_file::finite_floats(const char* suffix) const {
    auto numbers = file_->values<float>(key_ + suffix);
    for (const float x : numbers)
        if (!std::isfinite(x)) refuse(suffix, "has values that are not finite; the file is damaged");
    return numbers;
}

NEXTCLICK_INLINE void column_file::compare_note(std::uint64_t hash) const {
    compare(*file_, "nextclick." + key_, std::to_string(hash), *faults_);
}

NEXTCLICK_INLINE void column_file::refuse(const char* suffix, const std::string& why) const {
    file_->refuse("tensor '" + key_ + suffix + "' " + why);
}

NEXTCLICK_INLINE std::string column_key(std::size_t k) { return "columns." + std::to_string(k); }

NEXTCLICK_INLINE void add_value(tensor_writer& file, const std::string& name, const bool& value) {
    const std::uint8_t flag = value ? 1 : 0;
    file.add_copy<std::uint8_t>(name, {&flag, 1}, {1});
}

}  // namespace io::detail

NEXTCLICK_END_NAMESPACE
