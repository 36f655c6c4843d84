// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/atomic_file.hpp"

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <vector>

#include "temporary_folder.hpp"

namespace nc = nextclick;
namespace io = nc::io;

namespace {
void write(const std::filesystem::path& path, std::string_view text) { io::write_atomically(path, {&text, 1}); }
std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}
}  // namespace

BOOST_AUTO_TEST_SUITE(atomic_file)

BOOST_AUTO_TEST_CASE(replaces_the_old_file_whole) {
    const temporary_folder folder;
    const auto path = folder.path / "file";
    write(path, "old");
    BOOST_TEST(io::read_whole(path) == "old");
    const std::string_view parts[] = {"new ", "", "text"};
    io::write_atomically(path, parts);
    BOOST_TEST(io::read_whole(path) == "new text");
    BOOST_TEST(files_in(folder.path) == 1u);
}

BOOST_AUTO_TEST_CASE(places_that_cannot_be_written) {
    const temporary_folder folder;
    write(folder.path / "file", "old");
    BOOST_CHECK_EXCEPTION(write(folder.path / "no" / "such" / "folder", "x"), nc::file_error, says("No such file"));
    BOOST_CHECK_EXCEPTION(write(folder.path / "file" / "below", "x"), nc::file_error, says("below"));
    BOOST_CHECK_EXCEPTION(write(folder.path, "x"), nc::file_error, says("folder"));
    BOOST_CHECK_EXCEPTION(io::read_whole(folder.path / "absent"), nc::file_error, says("cannot be opened"));
    BOOST_CHECK_EXCEPTION(io::read_whole(folder.path), nc::file_error, says("folder"));
    BOOST_TEST(io::read_whole(folder.path / "file") == "old");
    BOOST_TEST(files_in(folder.path) == 1u);
}

BOOST_AUTO_TEST_CASE(many_may_write_one_file) {
    const temporary_folder folder;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i < 25; ++i) write(folder.path / "file", std::string(1000, static_cast<char>('a' + t)));
        });
    for (auto& t : threads) t.join();
    const std::string last = io::read_whole(folder.path / "file");
    BOOST_TEST(last == std::string(1000, last[0]));
    BOOST_TEST(files_in(folder.path) == 1u);
}

/// A full disk, as a limit on the size of files in a process of its own.
BOOST_AUTO_TEST_CASE(a_full_disk_leaves_the_old_file_and_no_rubbish) {
    const temporary_folder folder;
    const auto path = folder.path / "file";
    write(path, "old");
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        int result = 1;
        try {
            write(path, std::string(1'000'000, 'x'));
        } catch (const nc::file_error& e) {
            result = says("free some room")(e) ? 0 : 2;
        }
        ::_exit(result);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    BOOST_TEST(io::read_whole(path) == "old");
    BOOST_TEST(files_in(folder.path) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
