// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/thread_limit.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE std::string text_of(const std::string& path) {
    std::string text;
    std::FILE* const file = std::fopen(path.c_str(), "re");
    if (!file) return text;
    char part[4096];
    for (std::size_t n; (n = std::fread(part, 1, sizeof part, file)) != 0;) text.append(part, n);
    std::fclose(file);
    return text;
}

NEXTCLICK_INLINE std::string_view next_part(std::string_view& text, char separator) {
    const std::size_t at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    text = at == text.npos ? std::string_view() : text.substr(at + 1);
    return part;
}

NEXTCLICK_INLINE bool lists(std::string_view names, std::string_view name) {
    while (!names.empty())
        if (next_part(names, ',') == name) return true;
    return false;
}

NEXTCLICK_INLINE long long whole_number(std::string_view text) {
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

NEXTCLICK_INLINE int quota_limit(std::string_view quota, std::string_view period) {
    const long long q = whole_number(quota), p = whole_number(period);
    if (q == 0 || p == 0) return no_limit;
    return smaller(no_limit, q / p + (q % p != 0));
}

NEXTCLICK_INLINE int first_of_list(const char* text) {
    std::string_view list = text ? text : "";
    const long long n = whole_number(next_part(list, ','));
    return n == 0 ? no_limit : smaller(no_limit, n);
}

NEXTCLICK_INLINE std::string unescaped(std::string_view text) {
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

NEXTCLICK_INLINE int quota_of_group(const std::string& mount, std::string group, bool second_version) {
    int limit = no_limit;
    for (;;) {
        const std::string folder = mount + group + '/';
        if (second_version) {
            const std::string text = text_of(folder + "cpu.max");  // "max 100000" or "150000 100000"
            std::string_view rest = text;
            const std::string_view quota = next_part(rest, ' ');
            limit = smaller(limit, quota_limit(quota, rest));
        } else {
            limit = smaller(limit, quota_limit(text_of(folder + "cpu.cfs_quota_us"), text_of(folder + "cpu.cfs_period_us")));
        }
        if (group.empty()) return limit;
        group.erase(group.find_last_of('/'));
    }
}

NEXTCLICK_INLINE int cgroup_limit(const std::string& root) {
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
            limit = smaller(limit, quota_of_group(root + where, group, second_version));
        }
    }
    return limit;
}

}  // namespace detail

NEXTCLICK_INLINE int thread_limit(const std::string& root) {
    return detail::smaller(detail::smaller(detail::processor_count(), detail::cgroup_limit(root)),
                           detail::first_of_list(std::getenv("OMP_NUM_THREADS")));
}
namespace detail {

NEXTCLICK_INLINE int thread_limit_of_process() {
    int limit = cached_thread_limit.load(std::memory_order_relaxed);
    if (limit == 0) cached_thread_limit.store(limit = thread_limit(), std::memory_order_relaxed);
    return limit;
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
