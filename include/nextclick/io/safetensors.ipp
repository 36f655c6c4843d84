// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>

#include "nextclick/core/error.hpp"
#include "nextclick/io/safetensors.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io {
namespace detail {

/// The position of the 16 digits of the checksum in a header; npos if there are none.
NEXTCLICK_INLINE std::size_t checksum_digits(std::string_view header) {
    const std::string key = "\"" + std::string(checksum_key) + "\":\"";
    const auto at = header.find(key);
    return at == header.npos || at + key.size() + 16 > header.size() ? header.npos : at + key.size();
}

/// The header of a file as JSON.
NEXTCLICK_INLINE nlohmann::json parse_header(const tensor_file& file, std::string_view header) {
    using json = nlohmann::json;
    if (header.empty() || header[0] != '{') file.refuse("the header is not a JSON object; is this a safetensors file?");
    std::set<std::string> keys;
    std::string twice;
    const auto on_event = [&](int depth, json::parse_event_t event, json& value) {
        if (depth > 4) file.refuse("the header is nested too deeply");
        if (depth == 1 && event == json::parse_event_t::key && !keys.insert(value.get<std::string>()).second)
            twice = value.get<std::string>();
        return true;
    };
    json root = json::parse(header, on_event, false);
    if (root.is_discarded() || !root.is_object()) file.refuse("the header is not valid JSON; the file is damaged");
    if (!twice.empty()) file.refuse("tensor '" + twice + "' is in the header twice");
    return root;
}

NEXTCLICK_INLINE tensor_file::tensor read_tensor(const tensor_file& file, const std::string& key, const nlohmann::json& value,
                                                 std::string_view data) {
    const auto bad = [&](const std::string& what) { file.refuse("tensor '" + key + "': " + what); };
    if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets"))
        bad("needs dtype, shape and data_offsets, and nothing else");
    const auto &dtype = value["dtype"], &shape = value["shape"], &offsets = value["data_offsets"];
    if (!dtype.is_string() || detail::dtype_size(dtype.get<std::string>()) == 0) bad("unknown dtype");
    if (!shape.is_array() || shape.size() > 8) bad("shape is not an array of at most 8 numbers");
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
        bad("data_offsets are not two numbers");
    const auto begin = offsets[0].get<std::uint64_t>(), end = offsets[1].get<std::uint64_t>();
    if (begin > end || end > data.size())
        bad("data_offsets " + std::to_string(begin) + ".." + std::to_string(end) + " lie outside the data of " +
            std::to_string(data.size()) + " bytes");
    tensor_file::tensor t{dtype.get<std::string>(), {}, data.substr(begin, end - begin)};
    std::uint64_t size = detail::dtype_size(t.dtype);
    for (const auto& d : shape) {
        if (!d.is_number_unsigned()) bad("shape has an entry that is not a number");
        const auto n = d.get<std::uint64_t>();
        if (n != 0 && size > data.size() / n) bad("shape is larger than the file");
        size *= n;
        t.shape.push_back(n);
    }
    if (size != end - begin) bad("shape needs " + std::to_string(size) + " bytes, data_offsets give " + std::to_string(end - begin));
    return t;
}

}  // namespace detail

NEXTCLICK_INLINE void tensor_writer::write(const std::filesystem::path& path) const {
    nlohmann::ordered_json header;
    for (const auto& [key, value] : metadata) header["__metadata__"][key] = value;
    header["__metadata__"][std::string(detail::checksum_key)] = detail::no_checksum;
    std::size_t offset = 0;
    for (const auto& e : entries_) {
        header[e.name] = {{"dtype", e.dtype}, {"shape", e.shape}, {"data_offsets", {offset, offset + e.bytes.size()}}};
        offset += e.bytes.size();
    }
    std::string text = header.dump();
    text.append((64 - (8 + text.size()) % 64) % 64, ' ');  // the data begin on a cache line
    detail::checksum sum;
    sum.add(text);
    for (const auto& e : entries_) sum.add(e.bytes);
    text.replace(detail::checksum_digits(text), 16, sum.hex());
    const std::uint64_t length = text.size();
    std::vector<std::string_view> parts{{reinterpret_cast<const char*>(&length), 8}, text};
    for (const auto& e : entries_) parts.push_back(e.bytes);
    write_atomically(path, parts);
}

NEXTCLICK_INLINE void tensor_writer::check_name(std::string_view name) const {
    for (const entry& e : entries_)
        if (e.name == name)
            throw argument_error("io::tensor_writer: two tensors are named \"" + e.name + "\", and a file keeps one of a name; rename one");
}

NEXTCLICK_INLINE tensor_file tensor_file::open(const std::filesystem::path& path) { return tensor_file(read_whole(path), path.string()); }

NEXTCLICK_INLINE tensor_file tensor_file::map(const std::filesystem::path& path) {
    auto mapping = std::make_shared<const mapped_file>(path);
    const std::string_view bytes = mapping->bytes();
    return tensor_file(std::move(mapping), bytes, path.string());
}

NEXTCLICK_INLINE tensor_file::tensor_file(std::string bytes, std::string name)
    : tensor_file(std::make_shared<const std::string>(std::move(bytes)), std::move(name)) {}

NEXTCLICK_INLINE tensor_file::tensor_file(std::shared_ptr<const std::string> bytes, std::string name)
    : owner_(bytes), bytes_(*bytes), name_(std::move(name)) {
    parse();
}

NEXTCLICK_INLINE tensor_file::tensor_file(std::shared_ptr<const mapped_file> owner, std::string_view bytes, std::string name)
    : owner_(std::move(owner)), bytes_(bytes), name_(std::move(name)) {
    parse();
}

NEXTCLICK_INLINE void tensor_file::refuse(const std::string& what) const { throw file_error(name_ + ": " + what); }

NEXTCLICK_INLINE const tensor_file::tensor& tensor_file::find(std::string_view tensor_name) const {
    const auto found = tensors_.find(tensor_name);
    if (found == tensors_.end()) refuse("tensor '" + std::string(tensor_name) + "' is missing");
    return found->second;
}

NEXTCLICK_INLINE void tensor_file::check_type(std::string_view tensor_name, const tensor& t, std::string_view dtype) const {
    if (t.dtype != dtype) refuse("tensor '" + std::string(tensor_name) + "' is " + t.dtype + ", " + std::string(dtype) + " is needed");
}

NEXTCLICK_INLINE void tensor_file::check_alignment(std::string_view tensor_name, const tensor& t, std::size_t alignment) const {
    if (reinterpret_cast<std::uintptr_t>(t.bytes.data()) % alignment != 0)
        refuse("tensor '" + std::string(tensor_name) + "' does not begin at a multiple of its size; write the file again");
}

NEXTCLICK_INLINE void tensor_file::copy_bytes(std::string_view tensor_name, const tensor& t, void* to, std::size_t bytes) const {
    if (t.bytes.size() != bytes) refuse("tensor '" + std::string(tensor_name) + "' has another size");
    if (bytes > 0) std::memcpy(to, t.bytes.data(), bytes);
}

NEXTCLICK_INLINE void tensor_file::parse() {
    if (bytes_.size() < 8) refuse("the file ends inside the length of its header; it is truncated");
    std::uint64_t length;
    std::memcpy(&length, bytes_.data(), 8);
    if (length > bytes_.size() - 8)
        refuse("the header is declared as " + std::to_string(length) + " bytes long, the file has " + std::to_string(bytes_.size()) +
               "; it is truncated, or not a safetensors file");
    const std::string_view all = bytes_;
    const std::string_view header = all.substr(8, length), data = all.substr(8 + length);
    const nlohmann::json root = detail::parse_header(*this, header);
    for (const auto& [key, value] : root.items()) {
        if (key != "__metadata__") {
            tensors_.emplace(key, detail::read_tensor(*this, key, value, data));
            continue;
        }
        if (!value.is_object()) refuse("__metadata__ is not an object");
        for (const auto& [name, text] : value.items()) {
            if (!text.is_string()) refuse("__metadata__ '" + name + "' is not text");
            metadata_[name] = text.get<std::string>();
        }
    }
    check_coverage(data);
    check_sum(header);
}

NEXTCLICK_INLINE void tensor_file::check_coverage(std::string_view data) const {
    std::vector<std::pair<std::size_t, std::size_t>> parts;
    for (const auto& [key, t] : tensors_)
        if (!t.bytes.empty()) parts.emplace_back(static_cast<std::size_t>(t.bytes.data() - data.data()), t.bytes.size());
    std::sort(parts.begin(), parts.end());
    std::size_t at = 0;
    for (const auto& [begin, size] : parts) {
        if (begin != at) refuse(begin < at ? "two tensors overlap" : "there is a gap between the tensors");
        at = begin + size;
    }
    if (at != data.size()) refuse("there are bytes after the last tensor");
}

NEXTCLICK_INLINE void tensor_file::check_sum(std::string_view header) const {
    const auto stored = metadata_.find(std::string(detail::checksum_key));
    if (stored == metadata_.end()) return;
    const auto at = detail::checksum_digits(header);
    if (at == header.npos || header.substr(at, 16) != stored->second) refuse("the checksum is not at its position in the header");
    std::string blank(header);
    blank.replace(at, 16, detail::no_checksum);
    detail::checksum sum;
    sum.add(blank);
    sum.add(bytes_.substr(8 + header.size()));
    if (sum.hex() != stored->second) refuse("the checksum differs; the file is damaged, fetch or make it again");
}

}  // namespace io
NEXTCLICK_END_NAMESPACE
