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
constexpr int lesser(long long a, long long b) { return static_cast<int>(a < b ? a : b); }

#ifdef __linux__
/// f(bytes, mask) with the affinity mask of the process, which is that of its first thread: another may be pinned for work of its own.
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

/// Lets a thread run wherever the process may: a new one is as confined as the one that made it.
inline void run_where_the_process_runs() {
#ifdef __linux__
    with_process_mask([](std::size_t bytes, const cpu_set_t* mask) { sched_setaffinity(0, bytes, mask); });
#endif
}

/// Processors in the affinity mask of the process.
inline int processor_count() {
#ifdef __linux__
    int confined = 0;
    with_process_mask([&](std::size_t bytes, const cpu_set_t* mask) { confined = CPU_COUNT_S(bytes, mask); });
    if (confined > 0) return confined;
#endif
    const auto count = static_cast<int>(std::thread::hardware_concurrency());
    return count > 0 ? count : 1;
}

/// The text of a file, empty where it cannot be read.
std::string text_of(const std::string& path);

/// Cuts the part before the next separator off a text.
std::string_view next_part(std::string_view& text, char separator);

bool lists(std::string_view names, std::string_view name);

/// A positive whole number with blanks around it, or 0: neither a sign, a fraction, a word nor more than 18 digits are one.
long long whole_number(std::string_view text);

/// Processors of a quota of so many microseconds a period, rounded up.
int quota_limit(std::string_view quota, std::string_view period);

/// The first number of a list such as OMP_NUM_THREADS ("4,2"); anything else is no limit.
int first_of_list(const char* text);

/// A path as /proc/self/mountinfo spells it: blanks are octal numbers.
std::string unescaped(std::string_view text);

/// The least quota of a control group and those above it, as far as they are mounted.
int quota_of_group(const std::string& mount, std::string group, bool second_version);

/// Processors that the cpu quotas of this process's control groups come to, version 1 or 2, rounded up. What is missing, cannot
/// be read or is malformed is no limit. root: goes before every path.
int cgroup_limit(const std::string& root);

}  // namespace detail

/// How many threads this process may use at once: the least of the processors of its affinity mask (that of its first thread), of
/// the quotas of its control groups (a container's `--cpus`), rounded up, and of the first number of OMP_NUM_THREADS. At least 1.
/// root: goes before the paths of /proc and of the control groups.   cost  reads some small files
int thread_limit(const std::string& root = "");

namespace detail {

inline constinit std::atomic<int> asked_thread_limit{0};

/// thread_limit() as it was when it was first asked for.
int known_thread_limit();

}  // namespace detail

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/thread_limit.ipp"
#endif
