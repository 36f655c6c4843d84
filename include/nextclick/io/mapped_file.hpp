// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>

#include "nextclick/core/error.hpp"
#include "nextclick/io/atomic_file.hpp"
#if __has_include(<sys/mman.h>)
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define NEXTCLICK_MMAP 1
#endif

NEXTCLICK_BEGIN_NAMESPACE
namespace io {

/// A memory-mapped file: pages are read on first access and shared by all processes. The file may be replaced by renaming
/// (`write_atomically` does); truncating it ends the reading processes with SIGBUS. Without mmap the file is read whole.
class mapped_file {
public:
    /// Throws `file_error`.
    explicit mapped_file(const std::filesystem::path& path) {
#ifdef NEXTCLICK_MMAP
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        struct stat about {};
        if (file < 0 || ::fstat(file, &about) != 0) {
            const int fault = errno;
            if (file >= 0) ::close(file);
            throw file_error(path.string() + ": cannot be opened: " + std::strerror(fault));
        }
        if (!S_ISREG(about.st_mode)) {
            ::close(file);
            throw file_error(path.string() + ": is a folder or a device, not a file");
        }
        const auto size = static_cast<std::size_t>(about.st_size);
        void* const at = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
        const int fault = errno;
        ::close(file);
        if (at == MAP_FAILED) throw file_error(path.string() + ": cannot be mapped: " + std::strerror(fault));
        bytes_ = {static_cast<const char*>(at), size};
#else
        whole_ = read_whole(path);
        bytes_ = whole_;
#endif
    }
    mapped_file(const mapped_file&) = delete;
    ~mapped_file() {
#ifdef NEXTCLICK_MMAP
        if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
#endif
    }

    std::string_view bytes() const { return bytes_; }

private:
    std::string_view bytes_;
    std::string whole_;
};

}  // namespace io
NEXTCLICK_END_NAMESPACE

#undef NEXTCLICK_MMAP
