// SPDX-License-Identifier: Apache-2.0
// life SCENE PLUGIN: one scenario of a process with a thread team. Exits with 0 on success.
#include <dlfcn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "nextclick/core/error.hpp"
#include "sum.hpp"

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "life: %s\n", what.c_str());
    std::_Exit(1);
}
void check(bool so, const char* what) {
    if (!so) fail(what);
}
int threads_of_process() {
    int n = 0;
    for (const auto& each : std::filesystem::directory_iterator("/proc/self/task")) n += each.exists();
    return n;
}

/// Forks; the child runs a function and exits with 0.
template <class F>
void in_a_child(const F& f, bool by_exit = false) {
    const pid_t child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
        f();
        if (by_exit) std::exit(0);
        std::_Exit(0);
    }
    int status = -1;
    check(waitpid(child, &status, 0) == child, "waitpid");
    check(WIFEXITED(status) && WEXITSTATUS(status) == 0, "the child failed");
}

/// A thread that runs regions repeatedly until it is stopped.
struct busy_caller {
    std::atomic<bool> stop{false};
    std::atomic<int> regions{0};
    std::thread thread{[this] {
        while (!stop) {
            nextclick::for_each_block(16, 1, 4, [](std::size_t, std::size_t) {
                for (int i = 0; i < 1000; ++i) std::atomic_signal_fence(std::memory_order_seq_cst);
            });
            ++regions;
        }
    }};
    void wait() const {
        while (regions < 10) std::this_thread::yield();
    }
};

void fork_scene() {
    check(all_run(4), "before the fork");
    for (int i = 0; i < 3; ++i)
        in_a_child(
            [] {
                check(nextclick::detail::the_team.value.size() == 1, "a child begins with itself alone");
                check(all_run(4), "in the child");
                in_a_child([] { check(all_run(3), "in the grandchild"); });
            },
            i == 1);
    check(all_run(5), "after the forks");
}

void fork_while_another_works() {
    busy_caller other;
    other.wait();
    for (int i = 0; i < 50; ++i) in_a_child([] { check(all_run(3), "in the child"); });
    other.stop = true;
    other.thread.join();
    check(all_run(3), "after the forks");
}

void fork_in_a_block() {
    std::atomic<int> started{0};
    std::atomic<pid_t> children[2]{};
    const pid_t parent = getpid();
    try {
        nextclick::for_each_block(2, 1, 2, [&](std::size_t i, std::size_t) {
            ++started;
            while (started < 2) std::this_thread::yield();  // each on a separate thread
            const pid_t child = fork();
            if (child != 0) children[i] = child;
        });
    } catch (const nextclick::error&) {
        if (getpid() == parent) fail("an error in the parent");
        std::_Exit(all_run(3) ? 0 : 1);  // the caller's child, which may continue except for that region
    }
    if (getpid() != parent) fail("a region without its threads came to an end");
    int good = 0, ended = 0;
    for (const auto& child : children) {
        int status = -1;
        check(waitpid(child, &status, 0) == child, "a child hung");
        good += WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 1 : 0;
        ended += WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT ? 1 : 0;  // a worker's child, which has no caller to return to
    }
    check(good == 1 && ended == 1, "the caller's child goes on, the worker's ends by std::terminate");
    check(all_run(3), "afterwards");
}

/// A team that a pinned thread starts runs on every processor of the process.
void pinned() {
    const auto processors = [] {
        cpu_set_t mask;
        check(sched_getaffinity(0, sizeof mask, &mask) == 0, "the mask can be read");
        return CPU_COUNT(&mask);
    };
    const int all = processors();
    std::thread([&] {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET(static_cast<std::size_t>(sched_getcpu()), &one);
        check(sched_setaffinity(0, sizeof one, &one) == 0, "a thread can be pinned");
        check(all_run(2), "the pinned thread's region");
        check(nextclick::thread_limit() <= all && (all == 1 || nextclick::detail::processor_count() == all), "the process's mask counts");
    }).join();
    std::atomic<int> started{0}, least{all};
    nextclick::for_each_block(2, 1, 2, [&](std::size_t, std::size_t) {
        ++started;
        while (started < 2) std::this_thread::yield();  // each on a separate thread
        int now = least;
        while (processors() < now && !least.compare_exchange_weak(now, processors())) {
        }
    });
    check(least == all, "the threads of the team run wherever the process may");
}

void exit_while_another_works() {
    auto* const other = new busy_caller;  // still running when the process ends
    static busy_caller* kept;             // keeps it reachable for the leak sanitizer
    kept = other;
    kept->wait();
    std::exit(0);
}

void exit_in_a_block() {
    std::atomic<int> started{0};
    nextclick::for_each_block(3, 1, 3, [&](std::size_t i, std::size_t) {
        ++started;
        while (started < 3) std::this_thread::yield();
        if (i == 2) std::exit(0);
        std::this_thread::sleep_for(std::chrono::seconds(60));
    });
}

/// Objects that are destroyed last and still use the library.
struct late_user {
    bool active = false;
    ~late_user() {
        if (!active) return;
        std::atomic<int> runs{0};
        nextclick::for_each_block(10, 1, 4, [&](std::size_t, std::size_t) { ++runs; });
        check(runs == 10, "in a destructor");
        in_a_child([] { nextclick::for_each_block(10, 1, 4, [](std::size_t, std::size_t) {}); });
    }
};
late_user last_destroyed;

struct plugin {
    void* handle;
    bool (*run)(int);
    int (*threads)();
    explicit plugin(const char* path) : handle(dlopen(path, RTLD_NOW | RTLD_LOCAL)) {
        if (!handle) fail(dlerror());
        run = reinterpret_cast<bool (*)(int)>(dlsym(handle, "plugin_all_run"));
        threads = reinterpret_cast<int (*)()>(dlsym(handle, "plugin_threads"));
        check(run && threads, "symbols of the plugin");
    }
};

void several_teams(const char* path) {
    const plugin other(path);
    for (int i = 0; i < 20; ++i) {
        check(all_run(3), "of the program");
        check(other.run(4), "of the plugin");
    }
    check(nextclick::detail::the_team.value.size() == 3, "the program's team has 3");
    check(other.threads() == 4, "the plugin's team has 4");
    nextclick::for_each_block(4, 1, 3, [&](std::size_t, std::size_t) { check(other.threads() == 4, "inside"); });
    in_a_child([&] { check(all_run(2) && other.run(2), "both in a child"); });
}

void unload(const char* path) {
    std::thread([] {}).join();  // the thread sanitizer then starts its own thread
    const int before = threads_of_process();
    for (int i = 0; i < 10; ++i) {
        const plugin other(path);
        check(other.run(4), "of the plugin");
        check(dlclose(other.handle) == 0, "dlclose");
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
        check(dlopen(path, RTLD_NOW | RTLD_NOLOAD) == nullptr, "the plugin is still loaded");
#endif
    }
    for (int i = 0; threads_of_process() != before; ++i) {
        check(i < 10'000, "workers of an unloaded plugin are left");
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    in_a_child([] { check(all_run(2), "a child after the plugin is gone"); });
}

void no_more_threads() {
    long pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto bytes = static_cast<rlim_t>(pages) * 4096 + (rlim_t{40} << 20);  // space for a few stacks of 8 MB
    const rlimit limit{bytes, bytes};
    check(setrlimit(RLIMIT_AS, &limit) == 0, "setrlimit");
    std::atomic<int> runs{0};
    for (int i = 0; i < 3; ++i) nextclick::for_each_block(1000, 1, 64, [&](std::size_t, std::size_t) { ++runs; });
    check(runs == 3000, "blocks");
    check(nextclick::detail::the_team.value.size() < 64, "the limit did not hold");
}

}  // namespace

int main(int argc, char** argv) {
    check(argc == 3, "usage: life SCENE PLUGIN");
    const std::string scene = argv[1];
    if (scene == "fork")
        fork_scene();
    else if (scene == "fork_while_another_works")
        fork_while_another_works();
    else if (scene == "fork_in_a_block")
        fork_in_a_block();
    else if (scene == "pinned")
        pinned();
    else if (scene == "exit_while_workers_sleep") {
        check(all_run(4), "at first");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    } else if (scene == "exit_while_another_works")
        exit_while_another_works();
    else if (scene == "exit_in_a_block")
        exit_in_a_block();
    else if (scene == "exit_in_a_destructor")
        last_destroyed.active = all_run(4);
    else if (scene == "several_teams")
        several_teams(argv[2]);
    else if (scene == "unload")
        unload(argv[2]);
    else if (scene == "no_more_threads")
        no_more_threads();
    else
        fail("no such scene: " + scene);
}
