// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/team.hpp"

#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "count_allocations.hpp"
#include "nextclick/core/blocks.hpp"

BOOST_AUTO_TEST_SUITE(team_)

namespace nc = nextclick;

namespace {
std::mutex guard;

/// The threads that run the blocks of a region which takes all of them at once.
std::set<std::thread::id> threads_of_a_region(int threads) {
    std::set<std::thread::id> seen;
    std::barrier all(threads);
    nc::for_each_block(static_cast<std::size_t>(threads), 1, threads, [&](std::size_t, std::size_t) {
        all.arrive_and_wait();
        const std::lock_guard lock(guard);
        seen.insert(std::this_thread::get_id());
    });
    return seen;
}

/// Waits until the condition holds, for a minute at most.
template <class F>
bool wait_for(const F& so) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!so())
        if (std::chrono::steady_clock::now() > end) return false;
    return true;
}

std::string message_of_blocks(int threads, const std::vector<std::size_t>& throwing) {
    try {
        nc::for_each_block(40, 1, threads, [&](std::size_t i, std::size_t) {
            for (const std::size_t t : throwing)
                if (t == i) throw std::runtime_error("block " + std::to_string(i));
        });
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "none";
}
}  // namespace

BOOST_AUTO_TEST_CASE(more_threads_than_cores_are_that_many_threads) {
    for (const int threads : {2, 3, 8}) BOOST_TEST(threads_of_a_region(threads).size() == static_cast<std::size_t>(threads));
}

BOOST_AUTO_TEST_CASE(threads_are_made_once) {
    const auto first = threads_of_a_region(8);
    BOOST_TEST(first.contains(std::this_thread::get_id()));
    const auto size = nc::detail::the_team.value.size();
    for (int i = 0; i < 100; ++i) BOOST_TEST((threads_of_a_region(8) == first));
    for (const int threads : {2, 5})
        for (const auto id : threads_of_a_region(threads)) BOOST_TEST(first.contains(id));
    BOOST_TEST(nc::detail::the_team.value.size() == size);
}

BOOST_AUTO_TEST_CASE(a_slow_block_delays_no_other) {
    for (const std::size_t slow :
         {std::size_t{0}, std::size_t{31}, std::size_t{32}, std::size_t{63}}) {  // blocks of the caller, of a worker
        std::atomic<int> done{0};
        bool in_time = false;
        nc::for_each_block(64, 1, 2, [&](std::size_t i, std::size_t) {
            if (i == slow) in_time = wait_for([&] { return done == 63; });
            ++done;
        });
        BOOST_TEST(in_time);
        BOOST_TEST(done == 64);
    }
}

BOOST_AUTO_TEST_CASE(every_block_runs_once_while_workers_come_and_go) {
    for (int round = 0; round < 2'000; ++round) {
        const auto n = static_cast<std::size_t>(2 + round % 37);
        std::vector<int> runs(n);
        nc::for_each_block(n, 1, 2 + round % 5, [&](std::size_t i, std::size_t) { ++runs[i]; });
        BOOST_REQUIRE(std::all_of(runs.begin(), runs.end(), [](int r) { return r == 1; }));
        if (round % 100 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // until the workers sleep
    }
}

BOOST_AUTO_TEST_CASE(the_exception_of_the_first_throwing_block_reaches_the_caller) {
    for (const int threads : {1, 2, 4, 9})
        for (int round = 0; round < 20; ++round) {
            BOOST_TEST(message_of_blocks(threads, {7, 3, 39}) == "block 3");
            BOOST_TEST(message_of_blocks(threads, {39, 38}) == "block 38");
            BOOST_TEST(message_of_blocks(threads, {0, 20}) == "block 0");
            BOOST_TEST(message_of_blocks(threads, {}) == "none");
        }
    BOOST_TEST(threads_of_a_region(4).size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_nested_call_runs_on_its_own_thread) {
    std::atomic<int> other_threads{0}, blocks{0};
    nc::for_each_block(4, 1, 4, [&](std::size_t, std::size_t) {
        const auto self = std::this_thread::get_id();
        nc::for_each_block(10, 1, 4, [&](std::size_t, std::size_t) {
            other_threads += std::this_thread::get_id() != self;
            ++blocks;
        });
    });
    BOOST_TEST(other_threads == 0);
    BOOST_TEST(blocks == 40);
}

BOOST_AUTO_TEST_CASE(a_caller_that_finds_the_team_busy_runs_its_blocks_itself) {
    std::latch begun(2);
    std::atomic<bool> other_is_done{false};
    std::set<std::thread::id> seen;
    std::thread other([&] {
        begun.wait();
        nc::for_each_block(10, 1, 2, [&](std::size_t, std::size_t) { seen.insert(std::this_thread::get_id()); });
        other_is_done = true;
    });
    const auto id = other.get_id();
    bool in_time = true;
    nc::for_each_block(2, 1, 2, [&](std::size_t i, std::size_t) {
        begun.count_down();
        const bool so = wait_for([&] { return other_is_done.load(); });
        if (i == 0) in_time = so;
    });
    other.join();
    BOOST_TEST(in_time);
    BOOST_TEST((seen == std::set{id}));
}

BOOST_AUTO_TEST_CASE(callers_on_several_threads_share_the_team) {
    std::vector<std::thread> callers;
    std::atomic<int> wrong{0};
    for (int c = 0; c < 6; ++c)
        callers.emplace_back([&, c] {
            for (int round = 0; round < 300; ++round) {
                std::vector<int> runs(20);
                nc::for_each_block(20, 1, 2 + c % 3, [&](std::size_t i, std::size_t) { runs[i] += static_cast<int>(i); });
                for (int i = 0; i < 20; ++i) wrong += runs[static_cast<std::size_t>(i)] != i;
            }
        });
    for (auto& caller : callers) caller.join();
    BOOST_TEST(wrong == 0);
}

BOOST_AUTO_TEST_CASE(a_region_allocates_nothing_once_warm) {
    const auto region = [] { nc::for_each_block(100, 1, 4, [](std::size_t, std::size_t) {}); };
    region();
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i) region();
    BOOST_TEST(allocations == before);
}

#ifdef NEXTCLICK_POSIX_THREADS
BOOST_AUTO_TEST_CASE(workers_leave_signals_to_the_program) {
    std::atomic<int> wrong{0};
    const auto self = std::this_thread::get_id();
    std::barrier all(4);
    nc::for_each_block(4, 1, 4, [&](std::size_t, std::size_t) {
        all.arrive_and_wait();
        sigset_t blocked;
        pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        if (std::this_thread::get_id() != self) wrong += !sigismember(&blocked, SIGTERM) || sigismember(&blocked, SIGSEGV);
    });
    BOOST_TEST(wrong == 0);
    sigset_t mine;
    pthread_sigmask(SIG_SETMASK, nullptr, &mine);
    BOOST_TEST(!sigismember(&mine, SIGTERM));
}
#endif

BOOST_AUTO_TEST_SUITE_END()
