// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "nextclick/io/atomic_file.hpp"
#include "nextclick/io/checksum.hpp"
#include "nextclick/io/dtype.hpp"
#include "nextclick/io/mapped_file.hpp"

#if !__has_include(<nlohmann/json.hpp>)
#include <nlohmann/json.hpp>  // the compiler names what is missing
#endif

/// The safetensors format: 8 bytes of header length, a JSON header, the bytes of the tensors. Optional: needs
/// nlohmann-json. Files are untrusted: every value is checked before it is used.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {
inline constexpr std::string_view checksum_key = "nextclick.checksum";
inline constexpr std::string_view no_checksum = "0000000000000000";

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
    void write(const std::filesystem::path& path) const;

private:
    struct entry {
        std::string name, dtype;
        std::vector<std::size_t> shape;
        std::string_view bytes;
    };
    void check_name(std::string_view name) const;
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

    static tensor_file open(const std::filesystem::path& path);
    /// The same without a copy: the file must not be modified in place while its bytes (`owner`) are in use. It may be replaced.
    static tensor_file map(const std::filesystem::path& path);
    /// Reads bytes in memory; `name` is used in error messages.
    tensor_file(std::string bytes, std::string name);
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
        const tensor& t = find(tensor_name);
        std::vector<T> out(t.size());
        copy<T>(tensor_name, t, out);
        return out;
    }
    template <class T>
    void copy(std::string_view tensor_name, const tensor& t, std::span<T> out) const {
        check_type(tensor_name, t, detail::dtype_of<T>::name);
        copy_bytes(tensor_name, t, out.data(), out.size_bytes());
    }
    /// A view of a tensor, valid while `owner` exists. Throws `file_error` if the tensor is missing, of another type, or not
    /// aligned for it.
    template <class T>
    std::span<const T> in_place(std::string_view tensor_name) const {
        const tensor& t = find(tensor_name);
        check_type(tensor_name, t, detail::dtype_of<T>::name);
        check_alignment(tensor_name, t, alignof(T));
        return {reinterpret_cast<const T*>(t.bytes.data()), t.size()};
    }
    [[noreturn]] void refuse(const std::string& what) const;

private:
    tensor_file(std::shared_ptr<const std::string> bytes, std::string name);
    tensor_file(std::shared_ptr<const mapped_file> owner, std::string_view bytes, std::string name);

    const tensor& find(std::string_view tensor_name) const;
    void check_type(std::string_view tensor_name, const tensor& t, std::string_view dtype) const;
    void check_alignment(std::string_view tensor_name, const tensor& t, std::size_t alignment) const;
    void copy_bytes(std::string_view tensor_name, const tensor& t, void* to, std::size_t bytes) const;
    void parse();
    /// Checks that the tensors are contiguous and fill the data.
    void check_coverage(std::string_view data) const;
    void check_sum(std::string_view header) const;

    std::shared_ptr<const void> owner_;
    std::string_view bytes_;
    std::string name_;
    std::map<std::string, std::string> metadata_;
    std::map<std::string, tensor, std::less<>> tensors_;
};

}  // namespace io
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/safetensors.ipp"
#endif
