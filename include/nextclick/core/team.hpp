// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <system_error>
#include <thread>

#include "nextclick/core/config.hpp"
#include "nextclick/core/error.hpp"
#include "nextclick/core/thread_limit.hpp"
#if __has_include(<pthread.h>) && __has_include(<signal.h>)
#include <pthread.h>
#include <signal.h>
#define NEXTCLICK_POSIX_THREADS
#endif

/// The threads behind `parallel_blocks` (core/parallel.hpp): one team a process, made when it is first used.
NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

/// Whether this thread runs blocks of a team at the moment.
inline constinit thread_local bool inside_team = false;

/// What a team works on: calls of `call(context, i)` for i < blocks. Lives on the stack of its caller until the last
/// block is done.
struct team_region {
    void (*call)(const void*, std::size_t);
    const void* context;
    std::uint32_t blocks;
    std::uint32_t seats = 0;                                            ///< threads that share the blocks
    std::atomic<std::uint32_t> failed{static_cast<std::uint32_t>(-1)};  ///< the first block known to have thrown
    std::atomic_flag storing{};                                         ///< guards error
    std::exception_ptr error{};
    bool lost = false;  ///< this is a child process, forked by a block; the threads of the other blocks are not in it

    std::uint32_t end_of(std::uint32_t seat) const { return static_cast<std::uint32_t>(std::uint64_t{blocks} * (seat + 1) / seats); }
    /// Runs a block. After an exception only blocks before the one that threw still run: the exception that is kept is that of
    /// the first block that throws, as if one thread ran all of them in order.
    void run(std::uint32_t block);
};

/// A place in the team, with the blocks that its thread takes first. Every region has a number, and who takes a block
/// names it: a thread that comes late finds another number, and takes nothing of a region that it was not called to.
struct alignas(64) team_seat {
    std::atomic<std::uint64_t> unclaimed{0};         ///< number of the region, and how many blocks of this seat are left
    alignas(64) std::atomic<std::uint32_t> call{0};  ///< number of the last region that called, an even one; plus 1: asleep
    std::atomic<team_seat*> next{nullptr};
    std::atomic<bool> dismissed{false};
    std::uint32_t index = 0;

    /// Takes one of the blocks left; left: how many there were.
    bool claim(std::uint32_t number, std::uint32_t& left);
    void wake(std::uint32_t number) {
        if (call.exchange(number, std::memory_order_acq_rel) & 1) call.notify_one();
    }
};

struct team_worker : team_seat {
    std::thread thread;
};

/// Workers that sleep until a region calls them. The caller is the first of the team; each thread takes the blocks of its own
/// seat and then what is left on other seats, so nobody waits for a thread that the system does not schedule, but for
/// the blocks that such a thread has begun. Waiting is spinning for some microseconds, then sleep.
class team {
public:
    static constexpr std::size_t max_blocks = std::size_t{1} << 30;

    /// Runs the blocks of a region on up to `threads` threads. returns false, and runs nothing, where another caller has the team
    /// or where this thread is inside of a region.
    /// errors  what the first block that throws throws
    bool run(team_region& region, int threads);

    /// How many threads the team has, with the caller's.
    std::uint32_t size() const { return size_.load(std::memory_order_relaxed); }

    /// Ends the workers, at the end of the process or of the shared object that holds this team. Callers that come later run
    /// their blocks alone. A team at work is left as it is: who ends a process does not wait for its threads.
    void close();

    /// A new team in a child process, where the threads of the old one are not. The old seats stay where they are, since their threads
    /// cannot be joined.
    void reset_in_child();

private:
    static constexpr std::chrono::microseconds spin_time{100};

    static void pause() {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
#elif defined(__aarch64__)
        asm volatile("yield");
#endif
    }
    template <class Ready>
    static bool spin(const Ready& ready) {
        const auto end = std::chrono::steady_clock::now() + spin_time;
        do {
            for (int i = 0; i < 16; ++i) {
                if (ready()) return true;
                pause();
            }
        } while (std::chrono::steady_clock::now() < end);
        return false;
    }

    /// Makes workers until there are so many threads, with the caller's, or the system gives no more. returns threads to use
    std::uint32_t grow(std::uint32_t wanted) {
        std::uint32_t now = size();
        if (now >= wanted || refused_) return now < wanted ? now : wanted;
#ifdef NEXTCLICK_POSIX_THREADS  // signals are the business of the program's own threads, but for those that say what this thread did
        sigset_t all, before;
        sigfillset(&all);
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) sigdelset(&all, own);
        pthread_sigmask(SIG_SETMASK, &all, &before);
#endif
        while (now < wanted && !refused_) {
            auto* const worker = new (std::nothrow) team_worker;
            try {
                if (!worker) throw std::bad_alloc();
                worker->index = now;
                worker->thread = std::thread([this, worker] { work(*worker); });
                last_->next.store(worker, std::memory_order_release);
                last_ = worker;
                size_.store(++now, std::memory_order_relaxed);
            } catch (const std::exception&) {  // a limit of threads or of memory
                delete worker;
                refused_ = true;
            }
        }
#ifdef NEXTCLICK_POSIX_THREADS
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
#endif
        return now;
    }

    void work(team_seat& own);

    /// Takes blocks of a region until none is left: of this seat, then of the next ones. false in a child that a block has forked
    bool take_part(team_seat& own, std::uint32_t number);

    /// Waits for the blocks that others have begun.
    void finish();

    alignas(64) std::atomic<bool> busy_{false};             ///< a caller has the team
    alignas(64) std::atomic<std::uint32_t> unfinished_{0};  ///< twice the blocks that are not done; plus 1: the caller sleeps
    std::atomic<std::uint32_t> seats_{0};
    // Written by whoever has the team.
    alignas(64) std::atomic<std::uint32_t> size_{1};
    std::uint32_t number_ = 0;
    team_region* region_ = nullptr;
    team_seat* last_ = &first_;
    team_seat* left_behind_ = nullptr;
    bool refused_ = false, closed_ = false;
    team_seat first_{};  ///< the caller's
};

/// The team of this process, or of this shared object where it hides its symbols. Its memory is that of the program and
/// has no destructor, so that threads which are still at work when a process ends find it.
union team_of_process {
    team value;
    constexpr team_of_process() : value() {}
    constexpr ~team_of_process() {}
};
inline constinit team_of_process the_team{};

/// Registered when the program, or the shared object, is loaded.
struct team_registration {
    team_registration() noexcept {
#ifdef NEXTCLICK_POSIX_THREADS
        pthread_atfork(nullptr, nullptr, [] { the_team.value.reset_in_child(); });
#endif
    }
    team_registration(const team_registration&) = delete;
    ~team_registration() { the_team.value.close(); }
};
inline const team_registration registered_team;

}  // namespace detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/team.ipp"
#endif
