// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/io/atomic_file.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

NEXTCLICK_INLINE void fail(const std::filesystem::path& path, const char* what, int code) {
    const char* remedy = code == ENOSPC || code == EFBIG || code == EDQUOT  ? "; free some room"
                         : code == EACCES || code == EROFS || code == EPERM ? "; choose a folder that may be written"
                                                                            : "";
    throw file_error(path.string() + ": " + what + ": " + std::strerror(code) + remedy + " (an existing file is unchanged)");
}

NEXTCLICK_INLINE std::filesystem::path file_behind(const std::filesystem::path& path) {
    namespace fs = std::filesystem;
    std::error_code fault;
    const auto refuse = [&](const char* what) {
        throw file_error(path.string() + ": " + what + "; nothing was written; give the path of a file");
    };
    if (!path.has_filename()) refuse(path.empty() ? "the path is empty" : "the path names a folder");
    switch (const auto there = fs::status(path, fault); there.type()) {
        case fs::file_type::regular:
        case fs::file_type::not_found:
            break;
        case fs::file_type::directory:
            refuse("it is a folder");
            break;
        case fs::file_type::block:
        case fs::file_type::character:
            refuse("it is a device");
            break;
        case fs::file_type::fifo:
            refuse("it is a pipe");
            break;
        case fs::file_type::socket:
            refuse("it is a socket");
            break;
        default:
            fail(path, "its status cannot be read", fault.value());
    }
    fs::path target = path;
    for (int links = 0; fs::is_symlink(fs::symlink_status(target, fault)); ++links) {
        if (links == 40) fail(path, "its links cannot be followed", ELOOP);
        const fs::path next = fs::read_symlink(target, fault);
        if (fault) fail(path, "its link cannot be read", fault.value());
        target = folder_of(target) / next;  // an absolute link replaces the folder
    }
    if (!target.has_filename()) refuse("it is a link to a folder");
    if (!fs::is_directory(folder_of(target), fault) && (!fault || fault == std::errc::no_such_file_or_directory))
        throw file_error(path.string() + ": there is no folder " + folder_of(target).string() + ": " + std::strerror(ENOENT) +
                         "; make it, or choose another");
    return target;
}

}  // namespace io::detail
namespace io {

NEXTCLICK_INLINE void write_atomically(const std::filesystem::path& path, std::span<const std::string_view> parts) {
    detail::temporary_file file(detail::file_behind(path));
    for (const auto part : parts) file.write(part);
    file.place();
}

NEXTCLICK_INLINE void check_writable(const std::filesystem::path& path) {
    const std::filesystem::path target = detail::file_behind(path);
    const detail::temporary_file probe(target);
    probe.check_replaceable();
}

NEXTCLICK_INLINE std::string read_whole(const std::filesystem::path& path) {
    std::error_code fault;
    if (std::filesystem::is_directory(path, fault)) throw file_error(path.string() + ": is a folder, not a file");
    std::ifstream in(path, std::ios::binary);
    if (!in) throw file_error(path.string() + ": cannot be opened: " + std::strerror(errno));
    std::string bytes;
    const auto size = std::filesystem::file_size(path, fault);
    if (!fault) bytes.reserve(size);
    char buffer[1 << 16];
    while (in.read(buffer, sizeof buffer) || in.gcount() > 0) bytes.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (in.bad()) throw file_error(path.string() + ": reading failed");
    return bytes;
}

}  // namespace io

NEXTCLICK_END_NAMESPACE
