// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <initializer_list>
#include <iostream>
#include <new>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "nextclick/core/cpu.hpp"

/// Common behaviour of the programs. Exit codes: 0; 1 after an error, unwritable output included; 2 after an invalid command line;
/// 130 after an interrupt. Results go to standard output, everything else to standard error.
namespace program {

inline constexpr int failed = 1, usage = 2, interrupted = 130;

/// Ends the program with a code, from anywhere within run_program; `what` is printed to standard error unless it is empty.
struct leave : std::runtime_error {
    int code;
    explicit leave(int exit_code, const std::string& what = "") : std::runtime_error(what), code(exit_code) {}
};

/// Ends the program because of an invalid command line.
[[noreturn]] inline void wrong_usage(const std::string& what) { throw leave(usage, what + "\nRun with --help for more information."); }

/// Ends the program if an output is also one of its inputs, under any name, because writing it would destroy the input.
inline void refuse_same_file(const std::string& option, const std::string& output, std::initializer_list<std::string> inputs) {
    for (const std::string& input : inputs) {
        std::error_code none;
        if (!output.empty() && !input.empty() && std::filesystem::equivalent(output, input, none))
            throw leave(usage, option + " " + output + " is the file that is read; give another one");
    }
}

namespace detail {
/// If standard output is closed, a file that the program opens must not take its place; writing to standard output still fails.
inline void keep_standard_descriptors() {
    for (int fd = 0; fd <= 2; ++fd)
        if (fcntl(fd, F_GETFD) == -1 && open("/dev/null", O_RDONLY) != fd) _exit(failed);
}
/// Whether all output has been written; prints a message if not.
inline bool output_arrived() {
    errno = 0;
    const bool ok = std::cout.flush().good() && std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (!ok)
        std::fprintf(stderr, "standard output cannot be written%s%s\n", errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
    return ok;
}
}  // namespace detail

/// The body of main: calls `run`, which may return an exit code, and prints its exceptions.
template <class F>
int run_program(const F& run) {
    detail::keep_standard_descriptors();
    int code = 0;
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<const F&>>)
            run();
        else
            code = run();
    } catch (const leave& e) {
        code = e.code;
        if (*e.what() != '\0') std::fprintf(stderr, "%s\n", e.what());
    } catch (const std::bad_alloc&) {
        code = failed;
        std::fprintf(stderr, "there is not enough memory; smaller logs, models and batches need less\n");
    } catch (const std::exception& e) {
        code = failed;
        std::fprintf(stderr, "%s\n", e.what());
    }
    return detail::output_arrived() || code != 0 ? code : failed;
}

}  // namespace program
