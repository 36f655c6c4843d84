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
inline std::string text_of(const std::string& path) {
    std::string text;
    std::FILE* const file = std::fopen(path.c_str(), "re");
    if (!file) return text;
    char part[4096];
    for (std::size_t n; (n = std::fread(part, 1, sizeof part, file)) != 0;) text.append(part, n);
    std::fclose(file);
    return text;
}

/// Cuts the part before the next separator off a text.
inline std::string_view next_part(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    text = at == text.npos ? std::string_view() : text.substr(at + 1);
    return part;
}

inline bool lists(std::string_view names, std::string_view name) {
    while (!names.empty())
        if (next_part(names, ',') == name) return true;
    return false;
}

/// A positive whole number with blanks around it, or 0: neither a sign, a fraction, a word nor more than 18 digits are one.
inline long long whole_number(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    while (!text.empty() && blanks.find(text.front()) != blanks.npos) text.remove_prefix(1);
    while (!text.empty() && blanks.find(text.back()) != blanks.npos) text.remove_suffix(1);
    if (text.empty() || text.size() > 18) return 0;
    long long value = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return 0;
        value = 10 * value + (digit - '0');
    }
    return value;
}

/// Processors of a quota of so many microseconds a period, rounded up.
inline int quota_limit(std::string_view quota, std::string_view period) {
    const long long q = whole_number(quota), p = whole_number(period);
    if (q == 0 || p == 0) return no_limit;
    return lesser(no_limit, q / p + (q % p != 0));
}

/// The first number of a list such as OMP_NUM_THREADS ("4,2"); anything else is no limit.
inline int first_of_list(const char* text) {
    std::string_view list = text ? text : "";
    const long long n = whole_number(next_part(list, ','));
    return n == 0 ? no_limit : lesser(no_limit, n);
}

/// A path as /proc/self/mountinfo spells it: blanks are octal numbers.
inline std::string unescaped(std::string_view text) {
    std::string path;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\\' && i + 3 < text.size()) {
            path += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            path += text[i];
        }
    return path;
}

/// The least quota of a control group and those above it, as far as they are mounted.
inline int quota_of_group(const std::string& mount, std::string group, bool second_version) {
    int limit = no_limit;
    for (;;) {
        const std::string folder = mount + group + '/';
        if (second_version) {
            const std::string text = text_of(folder + "cpu.max");  // "max 100000" or "150000 100000"
            std::string_view rest = text;
            const std::string_view quota = next_part(rest, ' ');
            limit = lesser(limit, quota_limit(quota, rest));
        } else {
            limit = lesser(limit, quota_limit(text_of(folder + "cpu.cfs_quota_us"), text_of(folder + "cpu.cfs_period_us")));
        }
        if (group.empty()) return limit;
        group.erase(group.find_last_of('/'));
    }
}

/// Processors that the cpu quotas of this process's control groups come to, version 1 or 2, rounded up. What is missing, cannot
/// be read or is malformed is no limit. root: goes before every path.
inline int cgroup_limit(const std::string& root) {
    int limit = no_limit;
    const std::string groups = text_of(root + "/proc/self/cgroup"), mounts = text_of(root + "/proc/self/mountinfo");
    for (std::string_view lines = groups; !lines.empty();) {
        std::string_view line = next_part(lines, '\n');  // "4:cpu,cpuacct:/a/b" or "0::/a/b"
        const bool second_version = next_part(line, ':') == "0";
        const std::string_view controllers = next_part(line, ':');
        if (!second_version && !lists(controllers, "cpu")) continue;
        for (std::string_view rest = mounts; !rest.empty();) {  // "36 25 0:30 /top /where options ... - cgroup2 cgroup rw,cpu"
            std::string_view mount = next_part(rest, '\n');
            const std::size_t dash = mount.find(" - ");
            if (dash == mount.npos) continue;
            std::string_view type = mount.substr(dash + 3);
            if (next_part(type, ' ') != (second_version ? "cgroup2" : "cgroup")) continue;
            next_part(type, ' ');
            if (!second_version && !lists(type, "cpu")) continue;
            for (int field = 0; field < 3; ++field) next_part(mount, ' ');
            std::string top = unescaped(next_part(mount, ' '));
            const std::string where = unescaped(next_part(mount, ' '));
            std::string group(line);
            if (top == "/") top.clear();
            const bool beneath = group.starts_with(top) && (group.size() == top.size() || group[top.size()] == '/');
            group = beneath ? group.substr(top.size()) : std::string();
            if (group.ends_with('/')) group.pop_back();
            limit = lesser(limit, quota_of_group(root + where, group, second_version));
        }
    }
    return limit;
}

}  // namespace detail

/// How many threads this process may use at once: the least of the processors of its affinity mask (that of its first thread), of
/// the quotas of its control groups (a container's `--cpus`), rounded up, and of the first number of OMP_NUM_THREADS. At least 1.
/// root: goes before the paths of /proc and of the control groups.   cost  reads some small files
inline int thread_limit(const std::string& root = "") {
    return detail::lesser(detail::lesser(detail::processor_count(), detail::cgroup_limit(root)),
                          detail::first_of_list(std::getenv("OMP_NUM_THREADS")));
}

namespace detail {

inline constinit std::atomic<int> asked_thread_limit{0};

/// thread_limit() as it was when it was first asked for.
inline int known_thread_limit() {
    int limit = asked_thread_limit.load(std::memory_order_relaxed);
    if (limit == 0) asked_thread_limit.store(limit = thread_limit(), std::memory_order_relaxed);
    return limit;
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
