// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <string_view>
#include <thread>

#include "nextclick/core/config.hpp"
#ifdef __linux__
#include <sched.h>
#include <unistd.h>
#endif

/// How many threads this process may use at once.
NEXTCLICK_BEGIN_NAMESPACE

namespace detail {

inline constexpr int no_limit = std::numeric_limits<int>::max();

/// std::min without <algorithm>, which costs every header of the library 9,000 lines.
constexpr int smaller(long long a, long long b) { return static_cast<int>(a < b ? a : b); }

#ifdef __linux__
/// Calls f(bytes, mask) with the affinity mask of the process, which is that of its first thread: other threads may be pinned separately.
template <class F>
void with_process_mask(const F& f) {
    for (std::size_t bits = 1024; bits <= std::size_t{1} << 20; bits *= 2) {  // the kernel refuses a mask that is too short
        cpu_set_t* const mask = CPU_ALLOC(bits);
        if (!mask) return;
        const std::size_t bytes = CPU_ALLOC_SIZE(bits);
        const bool found = sched_getaffinity(getpid(), bytes, mask) == 0;
        if (found) f(bytes, mask);
        CPU_FREE(mask);
        if (found) return;
    }
}
#endif

/// Sets the thread's affinity to that of the process: a new thread inherits the mask of its creator, which may be narrower.
inline void adopt_process_affinity() {
#ifdef __linux__
    with_process_mask([](std::size_t bytes, const cpu_set_t* mask) { sched_setaffinity(0, bytes, mask); });
#endif
}

/// Processors in the affinity mask of the process.
inline int processor_count() {
#ifdef __linux__
    int allowed = 0;
    with_process_mask([&](std::size_t bytes, const cpu_set_t* mask) { allowed = CPU_COUNT_S(bytes, mask); });
    if (allowed > 0) return allowed;
#endif
    const auto count = static_cast<int>(std::thread::hardware_concurrency());
    return count > 0 ? count : 1;
}

/// The text of a file, empty where it cannot be read.
std::string text_of(const std::string& path);

/// Removes the part before the next separator from `text` and returns it.
std::string_view next_part(std::string_view& text, char separator);

bool lists(std::string_view names, std::string_view name);

/// Parses a positive integer of up to 18 digits with blanks around it; 0 for anything else (a sign, a fraction, a word).
long long whole_number(std::string_view text);

/// The number of processors of a quota of so many microseconds per period, rounded up.
int quota_limit(std::string_view quota, std::string_view period);

/// The first number of a list such as OMP_NUM_THREADS ("4,2"); anything else sets no limit.
int first_of_list(const char* text);

/// Decodes a path of /proc/self/mountinfo, where blanks are octal escapes.
std::string unescaped(std::string_view text);

/// The smallest quota of a control group and its mounted ancestors.
int quota_of_group(const std::string& mount, std::string group, bool second_version);

/// The number of processors that the cpu quotas of this process's control groups (version 1 or 2) allow, rounded up. A file that is
/// missing, unreadable or malformed sets no limit. `root` is prepended to every path.
int cgroup_limit(const std::string& root);

}  // namespace detail

/// The number of threads that this process may use at once: the minimum of the processors of its affinity mask (that of its first
/// thread), the quotas of its control groups (a container's `--cpus`), rounded up, and the first number of OMP_NUM_THREADS. At
/// least 1. `root` is prepended to the paths of /proc and of the control groups.   cost  reads some small files
int thread_limit(const std::string& root = "");

namespace detail {

inline constinit std::atomic<int> cached_thread_limit{0};

/// The value of thread_limit() at the first call.
int thread_limit_of_process();

}  // namespace detail

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/thread_limit.ipp"
#endif
