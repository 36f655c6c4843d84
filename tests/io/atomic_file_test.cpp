// SPDX-License-Identifier: Apache-2.0
#include "nextclick/io/atomic_file.hpp"

#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(atomic_file)

namespace nc = nextclick;
namespace io = nc::io;

// Records the system calls in order: these functions replace the C library's in this program.
namespace {
thread_local std::string system_calls;  // of this thread
template <class F>
F real(const char* name) {
    return reinterpret_cast<F>(dlsym(RTLD_NEXT, name));
}
}  // namespace
extern "C" int fsync(int descriptor) {
    struct stat what;
    system_calls += ::fstat(descriptor, &what) == 0 && S_ISDIR(what.st_mode) ? "flush folder, " : "flush file, ";
    return real<int (*)(int)>("fsync")(descriptor);
}
extern "C" int rename(const char* from, const char* to) noexcept {
    system_calls += "rename, ";
    return real<int (*)(const char*, const char*)>("rename")(from, to);
}

namespace {
void write(const std::filesystem::path& path, std::string_view text) { io::write_atomically(path, {&text, 1}); }
std::size_t files_in(const std::filesystem::path& folder) {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}
}  // namespace

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

BOOST_AUTO_TEST_CASE(unwritable_places_are_errors) {
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

/// In a separate process of an unprivileged user.
BOOST_AUTO_TEST_CASE(a_folder_that_may_not_be_written_or_seen) {
    const temporary_folder folder;
    const auto closed = folder.path / "closed", shut = folder.path / "shut";
    std::filesystem::create_directory(closed);
    std::filesystem::create_directory(shut);
    write(closed / "file", "old");
    ::chmod(folder.path.c_str(), 0755);
    ::chmod(closed.c_str(), 0555);
    ::chmod(shut.c_str(), 0000);
    const pid_t child = ::fork();
    if (child == 0) {
        if (::getuid() == 0 && ::setuid(65534) != 0) ::_exit(9);
        int refused = 0;
        for (const auto& path : {closed / "file", shut / "file"}) try {
                write(path, "new");
            } catch (const nc::file_error& e) {
                refused += says("choose a folder that may be written")(e) ? 1 : 0;
            }
        try {
            io::check_writable(closed / "file");
        } catch (const nc::file_error& e) {
            refused += says("choose a folder that may be written")(e) ? 1 : 0;
        }
        ::_exit(refused);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    ::chmod(closed.c_str(), 0755);
    ::chmod(shut.c_str(), 0755);
    BOOST_TEST((WIFEXITED(status) && WEXITSTATUS(status) == 3));
    BOOST_TEST(io::read_whole(closed / "file") == "old");
    BOOST_TEST(files_in(closed) + files_in(shut) == 1u);
}

BOOST_AUTO_TEST_CASE(links_stay_links_and_their_targets_are_replaced) {
    const temporary_folder folder;
    const auto releases = folder.path / "releases", current = folder.path / "current", latest = folder.path / "latest";
    std::filesystem::create_directory(releases);
    write(releases / "v17", "old");
    std::filesystem::create_symlink("releases/v17", current);  // relative to where the link is
    std::filesystem::create_symlink(current, latest);          // a chain
    for (const auto& path : {current, latest}) {
        write(path, "new " + path.filename().string());
        BOOST_TEST(io::read_whole(releases / "v17") == "new " + path.filename().string());
        BOOST_TEST(std::filesystem::is_symlink(path));
    }
    std::filesystem::create_symlink("releases/v18", folder.path / "next");  // to a target that does not exist yet
    io::check_writable(folder.path / "next");
    BOOST_TEST(!std::filesystem::exists(releases / "v18"));
    write(folder.path / "next", "begun");
    BOOST_TEST(std::filesystem::is_symlink(folder.path / "next"));
    BOOST_TEST(io::read_whole(releases / "v18") == "begun");
    BOOST_TEST(files_in(releases) == 2u);
    BOOST_TEST(files_in(folder.path) == 4u);

    std::filesystem::create_symlink("round", folder.path / "about");
    std::filesystem::create_symlink("about", folder.path / "round");
    std::filesystem::create_symlink("releases", folder.path / "a folder");
    std::filesystem::create_symlink("gone/file", folder.path / "into nothing");
    BOOST_CHECK_EXCEPTION(write(folder.path / "about", "x"), nc::file_error, says("about"));
    BOOST_CHECK_EXCEPTION(write(folder.path / "a folder", "x"), nc::file_error, says("folder"));
    BOOST_CHECK_EXCEPTION(write(folder.path / "into nothing", "x"), nc::file_error, says("there is no folder"));
    BOOST_TEST(files_in(folder.path) == 8u);
}

/// Also for root, who might write them.
BOOST_AUTO_TEST_CASE(devices_pipes_and_folders_are_never_replaced_nor_written) {
    const temporary_folder folder;
    const auto pipe = folder.path / "pipe", socket = folder.path / "socket", link = folder.path / "link";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const int s = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    BOOST_REQUIRE(::bind(s, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    std::filesystem::create_symlink("/dev/null", link);
    for (const auto& [path, word] : {std::pair<std::filesystem::path, const char*>{"/dev/null", "device"},
                                     {"/dev/full", "device"},
                                     {link, "device"},
                                     {pipe, "pipe"},
                                     {socket, "socket"},
                                     {folder.path, "folder"},
                                     {folder.path / "", "folder"},
                                     {"", "empty"}}) {
        BOOST_CHECK_EXCEPTION(write(path, "x"), nc::file_error, says(word));
        BOOST_CHECK_EXCEPTION(io::check_writable(path), nc::file_error, says(word));
    }
    BOOST_TEST(std::filesystem::is_character_file("/dev/null"));
    BOOST_TEST(std::filesystem::is_character_file("/dev/full"));
    BOOST_TEST(std::filesystem::is_fifo(pipe));
    BOOST_TEST(std::filesystem::is_socket(socket));
    BOOST_TEST(files_in(folder.path) == 3u);
    ::close(s);
}

BOOST_AUTO_TEST_CASE(check_writable_detects_unwritable_places_and_leaves_nothing_behind) {
    const temporary_folder folder;
    write(folder.path / "file", "old");
    io::check_writable(folder.path / "file");
    io::check_writable(folder.path / "other");
    BOOST_TEST(io::read_whole(folder.path / "file") == "old");
    BOOST_TEST(files_in(folder.path) == 1u);
    BOOST_CHECK_EXCEPTION(io::check_writable(folder.path / "no" / "file"), nc::file_error, says("there is no folder"));
    BOOST_CHECK_EXCEPTION(io::check_writable(folder.path / "file" / "below"), nc::file_error, says("below"));
    BOOST_CHECK_THROW(io::check_writable(folder.path / std::string(300, 'x')), nc::file_error);
    const auto longest = folder.path / std::string(255, 'x');  // too long with the suffix of a temporary file
    io::check_writable(longest);
    write(longest, "text");
    BOOST_TEST(io::read_whole(longest) == "text");
}

BOOST_AUTO_TEST_CASE(is_flushed_before_it_gets_its_name) {
    const temporary_folder folder;
    system_calls.clear();
    write(folder.path / "file", "text");
    BOOST_TEST(system_calls == "flush file, rename, flush folder, ");
}

BOOST_AUTO_TEST_CASE(permissions_are_kept) {
    const temporary_folder folder;
    write(folder.path / "file", "old");
    ::chmod((folder.path / "file").c_str(), 0600);
    write(folder.path / "file", "new");
    struct stat now;
    BOOST_TEST(::stat((folder.path / "file").c_str(), &now) == 0);
    BOOST_TEST((now.st_mode & 0777) == 0600u);
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

/// A full disk, simulated by a limit on the size of files in a separate process.
BOOST_AUTO_TEST_CASE(a_full_disk_leaves_the_old_file_alone) {
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
