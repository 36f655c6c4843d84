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

/// The threads behind `for_each_block` (core/blocks.hpp): one team per process, created at the first use.
NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

/// Whether this thread is running blocks of a team.
inline constinit thread_local bool inside_team = false;

/// A parallel region: calls of `call(context, i)` for i < blocks. It is on the stack of its caller until the last block is done.
struct team_region {
    void (*call)(const void*, std::size_t);
    const void* context;
    std::uint32_t blocks;
    std::uint32_t slots = 0;                                            ///< threads that share the blocks
    std::atomic<std::uint32_t> failed{static_cast<std::uint32_t>(-1)};  ///< the first block known to have thrown
    std::atomic_flag storing{};                                         ///< guards error
    std::exception_ptr error{};
    bool lost = false;  ///< this is a child process forked by a block, without the threads of the other blocks

    std::uint32_t end_of(std::uint32_t slot) const { return static_cast<std::uint32_t>(std::uint64_t{blocks} * (slot + 1) / slots); }
    /// Runs a block. After an exception only blocks before the one that threw still run, so the stored exception is that of the
    /// first block that throws, as if one thread ran all blocks in order.
    void run(std::uint32_t block);
};

/// A slot of the team, with the blocks that its thread takes first. Every region has a number, and a thread claims a block with the
/// number of its region: a late thread finds another number and takes no block of a region that it was not called for.
struct alignas(64) team_slot {
    std::atomic<std::uint64_t> unclaimed{0};         ///< number of the region (high half) and of the blocks left on this slot
    alignas(64) std::atomic<std::uint32_t> call{0};  ///< number of the last region that called, always even; plus 1 while the thread sleeps
    std::atomic<team_slot*> next{nullptr};
    std::atomic<bool> stopped{false};
    std::uint32_t index = 0;

    /// Takes one of the blocks left; `left` is their number before.
    bool claim(std::uint32_t number, std::uint32_t& left);
    void wake(std::uint32_t number) {
        if (call.exchange(number, std::memory_order_acq_rel) & 1) call.notify_one();
    }
};

struct team_worker : team_slot {
    std::thread thread;
};

/// Workers that sleep until a region calls them. The caller has the first slot; each thread takes the blocks of its own slot and
/// then those left on other slots, so a region never waits for a thread that is not scheduled, only for blocks that have begun.
/// Threads spin for 100 microseconds before they sleep.
class team {
public:
    static constexpr std::size_t max_blocks = std::size_t{1} << 30;

    /// Runs the blocks of a region on up to `threads` threads. Returns false and runs nothing if another caller is using the team
    /// or if this thread is inside of a region.
    /// errors  the exception of the first block that throws
    bool run(team_region& region, int threads);

    /// The number of threads of the team, the caller's included.
    std::uint32_t size() const { return size_.load(std::memory_order_relaxed); }

    /// Ends the workers, at the end of the process or of the shared object that holds this team. Later callers run their blocks
    /// alone. A busy team is left as it is, since the end of a process does not wait for its threads.
    void close();

    /// Starts a new team in a child process, which does not have the threads of the old one. The old slots stay allocated, since
    /// their threads cannot be joined.
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

    /// Creates workers until there are `needed` threads, the caller's included, or the system refuses. Returns the number of
    /// threads to use.
    std::uint32_t grow(std::uint32_t needed) {
        std::uint32_t now = size();
        if (now >= needed || refused_) return now < needed ? now : needed;
#ifdef NEXTCLICK_POSIX_THREADS  // workers block all signals except faults and SIGPROF; other threads handle the rest
        sigset_t all, before;
        sigfillset(&all);
        for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS, SIGPROF}) sigdelset(&all, own);
        pthread_sigmask(SIG_SETMASK, &all, &before);
#endif
        while (now < needed && !refused_) {
            auto* const worker = new (std::nothrow) team_worker;
            try {
                if (!worker) throw std::bad_alloc();
                worker->index = now;
                worker->thread = std::thread([this, worker] { work(*worker); });
                last_->next.store(worker, std::memory_order_release);
                last_ = worker;
                size_.store(++now, std::memory_order_relaxed);
            } catch (const std::exception&) {  // the system's limit of threads or of memory
                delete worker;
                refused_ = true;
            }
        }
#ifdef NEXTCLICK_POSIX_THREADS
        pthread_sigmask(SIG_SETMASK, &before, nullptr);
#endif
        return now;
    }

    void work(team_slot& own);

    /// Runs blocks of a region until none is left: those of this slot, then of the next ones. Returns false in a child process that
    /// a block forked.
    bool run_blocks(team_slot& own, std::uint32_t number);

    /// Waits for the blocks that other threads have begun.
    void finish();

    alignas(64) std::atomic<bool> busy_{false};             ///< a caller is using the team
    alignas(64) std::atomic<std::uint32_t> unfinished_{0};  ///< twice the number of unfinished blocks; plus 1 while the caller sleeps
    std::atomic<std::uint32_t> slots_{0};
    // Written only by the caller that set busy_.
    alignas(64) std::atomic<std::uint32_t> size_{1};
    std::uint32_t number_ = 0;
    team_region* region_ = nullptr;
    team_slot* last_ = &first_;
    team_slot* parent_slots_ = nullptr;
    bool refused_ = false, stopped_ = false;
    team_slot first_{};  ///< the caller's
};

/// The team of this process, or of this shared object if that hides its symbols. It has static storage and no destructor, so it
/// remains valid for threads that still run when the process ends.
union team_of_process {
    team value;
    constexpr team_of_process() : value() {}
    constexpr ~team_of_process() {}
};
inline constinit team_of_process the_team{};

/// Registers the fork handler when the program or the shared object is loaded, and closes the team when it is unloaded.
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
