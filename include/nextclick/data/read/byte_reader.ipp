// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/byte_reader.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

NEXTCLICK_INLINE void cannot_open(const std::string& name, const std::string& why, const char* remedy) {
    throw file_error(name + ": " + why + "; " + remedy);
}

NEXTCLICK_INLINE std::size_t read_bytes(std::FILE* file, const std::string& name, std::span<char> to) {
    const std::size_t n = std::fread(to.data(), 1, to.size(), file);
    if (n == 0 && std::ferror(file) != 0) cannot_open(name, "cannot be read: " + reason(errno), "check the disk");
    return n;
}

}  // namespace data::detail
namespace data {

NEXTCLICK_INLINE byte_reader open_file(const std::filesystem::path& path) {
    const std::string name = name_of(path);
    if (path == "-") {
        if (std::feof(stdin) != 0) detail::cannot_open(name, "has already been read to its end", "give \"-\" once only");
        return [name](std::span<char> to) { return detail::read_bytes(stdin, name, to); };
    }
    std::error_code none;
    if (std::filesystem::is_directory(path, none)) detail::cannot_open(name, "is a directory", "give the file of clicks inside it");
    errno = 0;
    const std::shared_ptr<std::FILE> file(std::fopen(name.c_str(), "rb"), [](std::FILE* f) {
        if (f != nullptr) std::fclose(f);
    });
    if (!file) detail::cannot_open(name, "cannot be opened: " + detail::reason(errno), "check the path and its permissions");
    std::setvbuf(file.get(), nullptr, _IONBF, 0);  // the table reader has its own buffer
    return [file, name](std::span<char> to) { return detail::read_bytes(file.get(), name, to); };
}

NEXTCLICK_INLINE byte_reader from_memory(std::string_view text) {
    return [text](std::span<char> to) mutable {
        const std::size_t n = std::min(to.size(), text.size());
        if (n > 0) std::memcpy(to.data(), text.data(), n);
        text.remove_prefix(n);
        return n;
    };
}

NEXTCLICK_INLINE std::pair<std::string, byte_reader> peek(byte_reader read, std::size_t bytes) {
    std::string head(bytes, '\0');
    std::size_t have = 0;
    for (std::size_t n = 1; n > 0 && have < bytes; have += n) n = read(std::span(head).subspan(have));
    head.resize(have);
    const byte_reader whole = [head, at = std::size_t{0}, read = std::move(read)](std::span<char> to) mutable {
        if (at == head.size()) return read(to);
        const std::size_t n = std::min(to.size(), head.size() - at);
        if (n > 0) std::memcpy(to.data(), head.data() + at, n);
        at += n;
        return n;
    };
    return {head, whole};
}

}  // namespace data

NEXTCLICK_END_NAMESPACE
