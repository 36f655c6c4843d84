// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "nextclick/core/error.hpp"
#if __has_include(<unistd.h>)
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#define NEXTCLICK_POSIX 1
#endif

/// Atomic writing and reading of whole files.
NEXTCLICK_BEGIN_NAMESPACE
namespace io {

namespace detail {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what, int code);

inline std::filesystem::path folder_of(const std::filesystem::path& target) {
    return target.has_parent_path() ? target.parent_path() : std::filesystem::path(".");
}

/// The path with all symbolic links resolved; the file need not exist. Throws `file_error` for a path that is not a regular file: a
/// folder, a device, a pipe, a socket, a cycle of links.
std::filesystem::path file_behind(const std::filesystem::path& path);

#ifdef NEXTCLICK_POSIX
/// A temporary file in the folder of its target. If the system supports O_TMPFILE, the file has no name until it is complete, so
/// that a killed process leaves no file; otherwise, and during the renaming, it has a unique name.
class temporary_file {
public:
    explicit temporary_file(const std::filesystem::path& target) : target_(target), folder_(folder_of(target)) {
#ifdef O_TMPFILE
        if (::access("/proc/self/fd", X_OK) == 0) descriptor_ = ::open(folder_.c_str(), O_TMPFILE | O_WRONLY, 0600);
        if (descriptor_ >= 0) return;
#endif
        name_ = stem() + ".XXXXXX";
        descriptor_ = ::mkstemp(name_.data());
        if (descriptor_ < 0) fail(target_, "a temporary file in its folder cannot be created", errno);
    }
    temporary_file(const temporary_file&) = delete;
    ~temporary_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
        if (!name_.empty()) ::unlink(name_.c_str());
    }
    void write(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::write(descriptor_, bytes.data(), bytes.size());
            if (n < 0 && errno == EINTR) continue;
            if (n <= 0) fail(target_, "writing failed", n < 0 ? errno : ENOSPC);
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
    }
    /// Throws if the target belongs to another user in a sticky folder such as /tmp, where it cannot be replaced.
    void check_replaceable() const {
        struct stat old, folder;
        const uid_t own = ::geteuid();
        if (own == 0 || ::lstat(target_.c_str(), &old) != 0 || ::stat(folder_.c_str(), &folder) != 0) return;
        if ((folder.st_mode & S_ISVTX) != 0 && old.st_uid != own && folder.st_uid != own)
            fail(target_, "it belongs to another user, in a folder where users can replace only their own files", EPERM);
    }
    /// Flushes the file, renames it over the target, then flushes the folder.
    void place() {
        struct stat old;  // the new file gets the permissions of the old one
        const mode_t mode = ::stat(target_.c_str(), &old) == 0 ? old.st_mode & 0777 : 0644;
        if (::fchmod(descriptor_, mode) != 0 || ::fsync(descriptor_) != 0) fail(target_, "flushing failed", errno);
        name_.empty() ? name_and_rename() : rename();
        if (const int d = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY); d >= 0) {
            ::fsync(d);  // best effort: some file systems do not support fsync of folders
            ::close(d);
        }
    }

private:
    /// The prefix of a temporary file's name: the target's name, truncated to leave room for a suffix.
    std::string stem() const { return (folder_ / target_.filename().string().substr(0, 200)).string(); }
    void rename() {
        if (::rename(name_.c_str(), target_.c_str()) != 0) fail(target_, "renaming over it failed", errno);
        name_.clear();
    }
    /// Links the file to a unique name, then renames it: linkat cannot replace an existing file, rename can.
    void name_and_rename() {
        const std::string own = "/proc/self/fd/" + std::to_string(descriptor_);
        for (;;) {  // until the name is unique
            std::timespec now{};
            ::clock_gettime(CLOCK_REALTIME, &now);
            const std::string name = stem() + '.' + std::to_string(::getpid()) + std::to_string(now.tv_nsec) + ".new";
            if (::linkat(AT_FDCWD, own.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) != 0) {
                if (errno == EEXIST) continue;
                fail(target_, "a temporary name in its folder cannot be created", errno);
            }
            name_ = name;
            return rename();
        }
    }

    std::filesystem::path target_, folder_;
    std::string name_;  ///< name of the temporary file; empty if it has none, or after the renaming
    int descriptor_ = -1;
};
#else
class temporary_file {
public:
    explicit temporary_file(const std::filesystem::path& target)
        : target_(target), name_(target.string() + ".new"), out_(name_, std::ios::binary) {
        if (!out_) fail(target_, "a temporary file in its folder cannot be created", errno);
    }
    temporary_file(const temporary_file&) = delete;
    ~temporary_file() {
        out_.close();
        std::error_code gone;
        std::filesystem::remove(name_, gone);
    }
    void check_replaceable() const {}
    void write(std::string_view bytes) {
        if (!out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) fail(target_, "writing failed", EIO);
    }
    void place() {
        out_.close();
        if (!out_) fail(target_, "writing failed", EIO);
        std::filesystem::rename(name_, target_);
    }

private:
    std::filesystem::path target_, name_;
    std::ofstream out_;
};
#endif

}  // namespace detail

/// Writes the parts one after the other to a temporary file in the same folder, flushes it, and renames it over `path`:
/// after a crash at any time the path has the complete old file or the complete new one. A symbolic link is kept and its target is
/// replaced, in the target's folder. Devices, pipes, sockets and folders are never replaced or written. Throws `file_error`.
void write_atomically(const std::filesystem::path& path, std::span<const std::string_view> parts);

/// Throws `file_error` if `write_atomically` would fail at once: the folder does not exist or is not writable, or the path is a
/// device or a folder. For long-running programs to call first. Changes nothing.
void check_writable(const std::filesystem::path& path);

/// All bytes of a file. Throws `file_error`.
std::string read_whole(const std::filesystem::path& path);

}  // namespace io
NEXTCLICK_END_NAMESPACE

#undef NEXTCLICK_POSIX

#ifndef NEXTCLICK_KERNELS
#include "nextclick/io/atomic_file.ipp"
#endif
