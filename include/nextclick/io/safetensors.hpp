// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/io/atomic_file.hpp"
#include "nextclick/io/checksum.hpp"
#include "nextclick/io/dtype.hpp"
#include "nextclick/io/mapped_file.hpp"

/// The safetensors format: 8 bytes of header length, a JSON header, the bytes of the tensors. Optional: needs
/// nlohmann-json. Files are untrusted: every value is checked before it is used.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {
inline constexpr std::string_view checksum_key = "nextclick.checksum";
inline constexpr std::string_view no_checksum = "0000000000000000";

/// The position of the 16 digits of the checksum in a header; npos if there are none.
inline std::size_t checksum_digits(std::string_view header) {
    const std::string key = "\"" + std::string(checksum_key) + "\":\"";
    const auto at = header.find(key);
    return at == header.npos || at + key.size() + 16 > header.size() ? header.npos : at + key.size();
}
}  // namespace detail

/// Collects tensors and writes them. `add` stores a view, which must live until `write`; `add_copy` a copy.
class tensor_writer {
public:
    std::map<std::string, std::string> metadata;

    /// Throws `argument_error` for a duplicate name.
    template <class T>
    void add(std::string_view name, std::span<const T> data, std::vector<std::size_t> shape) {
        check_name(name);
        entries_.push_back({std::string(name),
                            std::string(detail::dtype_of<T>::name),
                            std::move(shape),
                            {reinterpret_cast<const char*>(data.data()), data.size_bytes()}});
    }
    template <class T>
    void add_copy(std::string_view name, std::span<const T> data, std::vector<std::size_t> shape) {
        check_name(name);
        copies_.emplace_back(reinterpret_cast<const char*>(data.data()), data.size_bytes());
        entries_.push_back({std::string(name), std::string(detail::dtype_of<T>::name), std::move(shape), copies_.back()});
    }
    /// Writes the file, with a checksum over header and data in the metadata. Atomic; throws `file_error`.
    void write(const std::filesystem::path& path) const {
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

private:
    struct entry {
        std::string name, dtype;
        std::vector<std::size_t> shape;
        std::string_view bytes;
    };
    void check_name(std::string_view name) const {
        for (const entry& e : entries_)
            if (e.name == name)
                throw argument_error("io::tensor_writer: two tensors are named \"" + e.name +
                                     "\", and a file keeps one of a name; rename one");
    }
    std::vector<entry> entries_;
    std::deque<std::string> copies_;  ///< a deque keeps their addresses
};

/// The tensors of a file, all checked: dtypes, shapes, offsets without overlap or gap, checksum if there is one.
/// memory    the file, once; none if it is mapped
class tensor_file {
public:
    struct tensor {
        std::string dtype;
        std::vector<std::size_t> shape;
        std::string_view bytes;
        std::size_t size() const {
            std::size_t n = 1;
            for (const auto d : shape) n *= d;
            return n;
        }
    };

    static tensor_file open(const std::filesystem::path& path) { return tensor_file(read_whole(path), path.string()); }
    /// The same without a copy: the file must not be modified in place while its bytes (`owner`) are in use. It may be replaced.
    static tensor_file map(const std::filesystem::path& path) {
        auto mapping = std::make_shared<const mapped_file>(path);
        const std::string_view bytes = mapping->bytes();
        return tensor_file(std::move(mapping), bytes, path.string());
    }
    /// Reads bytes in memory; `name` is used in error messages.
    tensor_file(std::string bytes, std::string name)
        : tensor_file(std::make_shared<const std::string>(std::move(bytes)), std::move(name)) {}
    tensor_file(tensor_file&&) = delete;  // its users have views

    const std::string& name() const { return name_; }
    /// The owner of the bytes that tensors point to.
    const std::shared_ptr<const void>& owner() const { return owner_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    const std::map<std::string, tensor, std::less<>>& tensors() const { return tensors_; }
    bool has_checksum() const { return metadata_.count(std::string(detail::checksum_key)) > 0; }

    /// A copy of a tensor. Throws `file_error` if it is missing, or of another type or size.
    template <class T>
    std::vector<T> values(std::string_view tensor_name) const {
        const auto found = tensors_.find(tensor_name);
        if (found == tensors_.end()) refuse("tensor '" + std::string(tensor_name) + "' is missing");
        std::vector<T> out(found->second.size());
        copy<T>(tensor_name, found->second, out);
        return out;
    }
    template <class T>
    void copy(std::string_view tensor_name, const tensor& t, std::span<T> out) const {
        if (t.dtype != detail::dtype_of<T>::name)
            refuse("tensor '" + std::string(tensor_name) + "' is " + t.dtype + ", " + std::string(detail::dtype_of<T>::name) +
                   " is needed");
        if (t.bytes.size() != out.size_bytes()) refuse("tensor '" + std::string(tensor_name) + "' has another size");
        if (!out.empty()) std::memcpy(out.data(), t.bytes.data(), out.size_bytes());
    }
    /// A view of a tensor, valid while `owner` exists. Throws `file_error` if the tensor is missing, of another type, or not
    /// aligned for it.
    template <class T>
    std::span<const T> in_place(std::string_view tensor_name) const {
        const auto found = tensors_.find(tensor_name);
        if (found == tensors_.end()) refuse("tensor '" + std::string(tensor_name) + "' is missing");
        const tensor& t = found->second;
        if (t.dtype != detail::dtype_of<T>::name)
            refuse("tensor '" + std::string(tensor_name) + "' is " + t.dtype + ", " + std::string(detail::dtype_of<T>::name) +
                   " is needed");
        if (reinterpret_cast<std::uintptr_t>(t.bytes.data()) % alignof(T) != 0)
            refuse("tensor '" + std::string(tensor_name) + "' does not begin at a multiple of its size; write the file again");
        return {reinterpret_cast<const T*>(t.bytes.data()), t.size()};
    }
    [[noreturn]] void refuse(const std::string& what) const { throw file_error(name_ + ": " + what); }

private:
    using json = nlohmann::json;

    tensor_file(std::shared_ptr<const std::string> bytes, std::string name) : owner_(bytes), bytes_(*bytes), name_(std::move(name)) {
        parse();
    }
    tensor_file(std::shared_ptr<const mapped_file> owner, std::string_view bytes, std::string name)
        : owner_(std::move(owner)), bytes_(bytes), name_(std::move(name)) {
        parse();
    }

    void parse() {
        if (bytes_.size() < 8) refuse("the file ends inside the length of its header; it is truncated");
        std::uint64_t length;
        std::memcpy(&length, bytes_.data(), 8);
        if (length > bytes_.size() - 8)
            refuse("the header is declared as " + std::to_string(length) + " bytes long, the file has " + std::to_string(bytes_.size()) +
                   "; it is truncated, or not a safetensors file");
        const std::string_view all = bytes_;
        const std::string_view header = all.substr(8, length), data = all.substr(8 + length);
        const json root = parse_header(header);
        for (const auto& [key, value] : root.items()) {
            if (key == "__metadata__")
                read_metadata(value);
            else
                tensors_.emplace(key, read_tensor(key, value, data));
        }
        check_coverage(data);
        check_sum(header);
    }
    json parse_header(std::string_view header) const {
        if (header.empty() || header[0] != '{') refuse("the header is no JSON object; is this a safetensors file?");
        std::set<std::string> keys;
        std::string twice;
        const auto on_event = [&](int depth, json::parse_event_t event, json& value) {
            if (depth > 4) refuse("the header is nested too deeply");
            if (depth == 1 && event == json::parse_event_t::key && !keys.insert(value.get<std::string>()).second)
                twice = value.get<std::string>();
            return true;
        };
        json root = json::parse(header, on_event, false);
        if (root.is_discarded() || !root.is_object()) refuse("the header is not valid JSON; the file is damaged");
        if (!twice.empty()) refuse("tensor '" + twice + "' is in the header twice");
        return root;
    }
    void read_metadata(const json& value) {
        if (!value.is_object()) refuse("__metadata__ is no object");
        for (const auto& [key, text] : value.items()) {
            if (!text.is_string()) refuse("__metadata__ '" + key + "' is no text");
            metadata_[key] = text.get<std::string>();
        }
    }
    tensor read_tensor(const std::string& key, const json& value, std::string_view data) const {
        const auto bad = [&](const std::string& what) { refuse("tensor '" + key + "': " + what); };
        if (!value.is_object() || value.size() != 3 || !value.contains("dtype") || !value.contains("shape") ||
            !value.contains("data_offsets"))
            bad("needs dtype, shape and data_offsets, and nothing else");
        const auto &dtype = value["dtype"], &shape = value["shape"], &offsets = value["data_offsets"];
        if (!dtype.is_string() || detail::dtype_size(dtype.get<std::string>()) == 0) bad("unknown dtype");
        if (!shape.is_array() || shape.size() > 8) bad("shape is no array of at most 8 numbers");
        if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
            bad("data_offsets are not two numbers");
        const auto begin = offsets[0].get<std::uint64_t>(), end = offsets[1].get<std::uint64_t>();
        if (begin > end || end > data.size())
            bad("data_offsets " + std::to_string(begin) + ".." + std::to_string(end) + " lie outside the data of " +
                std::to_string(data.size()) + " bytes");
        tensor t{dtype.get<std::string>(), {}, data.substr(begin, end - begin)};
        std::uint64_t size = detail::dtype_size(t.dtype);
        for (const auto& d : shape) {
            if (!d.is_number_unsigned()) bad("shape has an entry that is no number");
            const auto n = d.get<std::uint64_t>();
            if (n != 0 && size > data.size() / n) bad("shape is larger than the file");
            size *= n;
            t.shape.push_back(n);
        }
        if (size != end - begin) bad("shape needs " + std::to_string(size) + " bytes, data_offsets give " + std::to_string(end - begin));
        return t;
    }
    /// Checks that the tensors are contiguous and fill the data.
    void check_coverage(std::string_view data) const {
        std::vector<std::pair<std::size_t, std::size_t>> parts;
        for (const auto& [key, t] : tensors_)
            if (!t.bytes.empty()) parts.emplace_back(static_cast<std::size_t>(t.bytes.data() - data.data()), t.bytes.size());
        std::sort(parts.begin(), parts.end());
        std::size_t at = 0;
        for (const auto& [begin, size] : parts) {
            if (begin != at) refuse(begin < at ? "two tensors overlap" : "there is a hole between the tensors");
            at = begin + size;
        }
        if (at != data.size()) refuse("bytes behind the last tensor that belong to none");
    }
    void check_sum(std::string_view header) const {
        const auto stored = metadata_.find(std::string(detail::checksum_key));
        if (stored == metadata_.end()) return;
        const auto at = detail::checksum_digits(header);
        if (at == header.npos || header.substr(at, 16) != stored->second) refuse("the checksum is not where it should be");
        std::string blank(header);
        blank.replace(at, 16, detail::no_checksum);
        detail::checksum sum;
        sum.add(blank);
        sum.add(bytes_.substr(8 + header.size()));
        if (sum.hex() != stored->second) refuse("the checksum differs; the file is damaged, fetch or make it again");
    }

    std::shared_ptr<const void> owner_;
    std::string_view bytes_;
    std::string name_;
    std::map<std::string, std::string> metadata_;
    std::map<std::string, tensor, std::less<>> tensors_;
};

}  // namespace io
NEXTCLICK_END_NAMESPACE
