// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/thread_limit.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <string>

#include "io/temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(thread_limit_)

namespace nc = nextclick;
using nc::detail::no_limit;

namespace {
std::filesystem::path new_folder() {
    static const temporary_folder all;
    static int made = 0;
    return all.path / std::to_string(++made);
}

/// The root of a file system with the files that the limit is read from.
struct fake_root {
    std::filesystem::path folder = new_folder();

    void put(const std::string& path, const std::string& text) const {
        const auto file = folder / path;
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file) << text;
    }
    int limit() const { return nc::detail::cgroup_limit(folder.string()); }
};

/// Version 2 as a distribution mounts it.
struct second_version : fake_root {
    explicit second_version(const std::string& group, const std::string& top = "/") {
        put("proc/self/cgroup", "0::" + group + "\n");
        put("proc/self/mountinfo", "22 1 8:1 / / rw - ext4 /dev/sda rw\n30 22 0:26 " + top +
                                       " /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n");
    }
    void quota(const std::string& group, const std::string& text) const { put("sys/fs/cgroup" + group + "/cpu.max", text); }
};

struct first_version : fake_root {
    explicit first_version(const std::string& group, const std::string& top = "/") {
        put("proc/self/cgroup", "5:cpuset:/elsewhere\n4:cpu,cpuacct:" + group + "\n3:cpuacct:/no\n1:name=systemd:/\n0::/\n");
        put("proc/self/mountinfo", "31 22 0:27 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset\n32 22 0:28 " + top +
                                       " /sys/fs/cgroup/cpu,cpuacct rw shared:5 - cgroup cgroup rw,cpu,cpuacct\n");
    }
    void quota(const std::string& group, const std::string& quota, const std::string& period = "100000\n") const {
        put("sys/fs/cgroup/cpu,cpuacct" + group + "/cpu.cfs_quota_us", quota);
        put("sys/fs/cgroup/cpu,cpuacct" + group + "/cpu.cfs_period_us", period);
    }
};
}  // namespace

BOOST_AUTO_TEST_CASE(no_files_are_no_limit) {
    const fake_root empty;
    BOOST_TEST(empty.limit() == no_limit);
    const second_version without("/a");
    BOOST_TEST(without.limit() == no_limit);
    const first_version first("/a");
    BOOST_TEST(first.limit() == no_limit);
}

BOOST_AUTO_TEST_CASE(quotas_of_version_2_are_rounded_up) {
    const second_version root("/user.slice/job");
    for (const auto& [text, cpus] : {std::pair{"100000 100000\n", 1},
                                     {"100001 100000\n", 2},
                                     {"150000 100000\n", 2},
                                     {"400000 100000\n", 4},
                                     {"1000 100000\n", 1},
                                     {"20000 10000", 2},
                                     {"max 100000\n", no_limit}}) {
        root.quota("/user.slice/job", text);
        BOOST_TEST(root.limit() == cpus, text);
    }
}

BOOST_AUTO_TEST_CASE(quotas_of_version_1_are_rounded_up) {
    const first_version root("/docker/abc");
    for (const auto& [text, cpus] : {std::pair{"100000\n", 1}, {"250000\n", 3}, {"50000\n", 1}, {"-1\n", no_limit}}) {
        root.quota("/docker/abc", text);
        BOOST_TEST(root.limit() == cpus, text);
    }
    root.quota("/docker/abc", "100000\n", "50000\n");
    BOOST_TEST(root.limit() == 2);
}

BOOST_AUTO_TEST_CASE(the_least_quota_of_the_groups_above_holds) {
    const second_version second("/a/b/c");
    second.quota("/a/b/c", "800000 100000");
    second.quota("/a/b", "max 100000");
    second.quota("/a", "300000 100000");
    second.quota("/a/b/other", "100000 100000");
    BOOST_TEST(second.limit() == 3);
    second.quota("/a/b", "200000 100000");
    BOOST_TEST(second.limit() == 2);
    second.quota("", "100000 100000");
    BOOST_TEST(second.limit() == 1);
    const first_version first("/a/b");
    first.quota("/a/b", "-1");
    first.quota("/a", "300000");
    first.quota("", "-1");
    BOOST_TEST(first.limit() == 3);
}

BOOST_AUTO_TEST_CASE(a_container_sees_its_group_as_the_root) {
    const second_version inside("/");  // with its own name space
    inside.quota("", "200000 100000");
    BOOST_TEST(inside.limit() == 2);
    const first_version mounted("/docker/abc/job", "/docker/abc");  // without: the mount begins at the container's group
    mounted.quota("/job", "300000");
    BOOST_TEST(mounted.limit() == 3);
    mounted.quota("", "200000");
    BOOST_TEST(mounted.limit() == 2);
    const first_version moved("/docker/abcdef", "/docker/abc");  // the path leads outside of what is mounted
    moved.quota("", "200000");
    moved.quota("def", "100000");
    BOOST_TEST(moved.limit() == 2);
}

BOOST_AUTO_TEST_CASE(both_versions_at_once) {
    const first_version root("/job");
    root.quota("/job", "300000");
    root.put("proc/self/mountinfo",
             "32 22 0:28 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n33 22 0:29 / /two rw - cgroup2 none rw\n");
    root.put("two/cpu.max", "200000 100000");
    BOOST_TEST(root.limit() == 2);
}

BOOST_AUTO_TEST_CASE(folders_with_blanks) {
    const second_version root("/a b");
    root.put("proc/self/mountinfo", "30 22 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
    root.put("my groups/a b/cpu.max", "200000 100000");
    BOOST_TEST(root.limit() == 2);
}

BOOST_AUTO_TEST_CASE(malformed_or_unreadable_files_are_no_limit) {
    const second_version root("/a");
    for (const char* text : {"", "\n", "max", "100000", "many 100000", "-5 100000", "0 100000", "100000 0", "1e5 100000", "100000 x",
                             "99999999999999999999 100000"}) {
        root.quota("/a", text);
        BOOST_TEST(root.limit() == no_limit, text);
    }
    std::filesystem::remove(root.folder / "sys/fs/cgroup/a/cpu.max");
    std::filesystem::create_directory(root.folder / "sys/fs/cgroup/a/cpu.max");  // opens, but cannot be read
    BOOST_TEST(root.limit() == no_limit);
    for (const char* text : {"", "\n\n", "0", "0::", ":::", "nonsense", "0::no/slash", "4:cpu"}) {
        root.put("proc/self/cgroup", text);
        BOOST_TEST(root.limit() == no_limit, text);
    }
    root.put("proc/self/cgroup", "0::/a\n");
    for (const char* text : {"", "nonsense", " - cgroup2", "1 2 3 - cgroup2 x", "30 22 0:26 / - cgroup2", "\\04 - cgroup2 cgroup2"}) {
        root.put("proc/self/mountinfo", text);
        BOOST_TEST(root.limit() == no_limit, text);
    }
}

BOOST_AUTO_TEST_CASE(the_first_number_of_a_list_counts) {
    for (const auto& [text, threads] : {std::pair{"4", 4}, {"4,2", 4}, {" 3 , 2", 3}, {"1", 1}, {"007", 7}, {"99999999999", no_limit}})
        BOOST_TEST(nc::detail::first_of_list(text) == threads, text);
    for (const char* nonsense : {"", " ", "0", "-1", "four", "4x", "4.5", ",4", "99999999999999999999", "+4", "0x4"})
        BOOST_TEST(nc::detail::first_of_list(nonsense) == no_limit, nonsense);
    BOOST_TEST(nc::detail::first_of_list(nullptr) == no_limit);
}

BOOST_AUTO_TEST_CASE(the_least_of_all_holds) {
    const second_version root("/a");
    root.quota("/a", "100000 100000");
    BOOST_TEST(nc::thread_limit(root.folder.string()) == 1);
    root.quota("/a", "max 100000");
    const int open = nc::thread_limit(root.folder.string());
    BOOST_TEST(open <= nc::detail::processor_count());
    BOOST_TEST(open >= 1);
}

BOOST_AUTO_TEST_SUITE_END()
