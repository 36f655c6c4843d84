// SPDX-License-Identifier: Apache-2.0
#include "nextclick/server/hot_swap.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "allocations.hpp"

BOOST_AUTO_TEST_SUITE(hot_swap_)

namespace nc = nextclick;

namespace {
/// Checks its own integrity, and counts the living objects.
struct thing {
    static inline std::atomic<int> alive{0};
    explicit thing(std::uint64_t n) : first(n), last(n) { ++alive; }
    thing(const thing&) = delete;
    ~thing() {
        first = 0;
        --alive;
    }
    std::uint64_t first;
    std::uint64_t filler[64] = {};
    std::uint64_t last;
};
}  // namespace

BOOST_AUTO_TEST_CASE(the_newest_is_served_and_the_old_is_freed) {
    nc::server::hot_swap<thing> now(std::make_shared<thing>(1));
    BOOST_TEST(now.get()->first == 1u);
    BOOST_TEST(now.get().version() == 1u);
    BOOST_TEST(now.publish(std::make_shared<thing>(2)) == 2u);
    BOOST_TEST(now.get()->first == 2u);
    BOOST_TEST(now.get().version() == 2u);
    BOOST_TEST(thing::alive == 1);
    BOOST_TEST(now.publish(std::make_shared<thing>(3)) == 3u);
    BOOST_TEST((*now.get()).first == 3u);
    BOOST_TEST(thing::alive == 1);
}

BOOST_AUTO_TEST_CASE(a_held_version_stays_alive) {
    nc::server::hot_swap<thing> now(std::make_shared<thing>(1));
    std::atomic<bool> done = false;
    std::thread writer;
    {
        const auto held = now.get();
        writer = std::thread([&] {
            now.publish(std::make_shared<thing>(2));
            done = true;
        });
        while (now.get().version() == 1) std::this_thread::yield();
        BOOST_TEST(held->first == 1u);
        BOOST_TEST(held.version() == 1u);
        BOOST_TEST(!done);
        BOOST_TEST(thing::alive == 2);
    }
    writer.join();
    BOOST_TEST(thing::alive == 1);
}

BOOST_AUTO_TEST_CASE(a_thousand_swaps_while_four_threads_read) {
    nc::server::hot_swap<thing> now(std::make_shared<thing>(1));
    std::atomic<bool> stop = false;
    std::atomic<std::uint64_t> wrong = 0, reads = 0;
    std::vector<std::thread> readers;
    for (int t = 0; t < 4; ++t)
        readers.emplace_back([&] {
            std::uint64_t before = 0;
            while (!stop) {
                const auto held = now.get();
                wrong += held->first != held->last || held->first != held.version() || held.version() < before ? 1 : 0;
                before = held.version();
                ++reads;
            }
        });
    while (reads == 0) std::this_thread::yield();
    for (std::uint64_t n = 2; n <= 1001; ++n) BOOST_TEST_REQUIRE(now.publish(std::make_shared<thing>(n)) == n);
    stop = true;
    for (auto& r : readers) r.join();
    BOOST_TEST(wrong == 0u);
    BOOST_TEST(reads > 0u);
    BOOST_TEST(thing::alive == 1);
}

BOOST_AUTO_TEST_CASE(a_null_pointer_is_refused) {
    using of_things = nc::server::hot_swap<thing>;
    BOOST_CHECK_THROW(of_things(nullptr), nc::argument_error);
    of_things now(std::make_shared<thing>(1));
    BOOST_CHECK_THROW(now.publish(nullptr), nc::argument_error);
    BOOST_TEST(now.get()->first == 1u);
    BOOST_TEST(now.publish(std::make_shared<thing>(2)) == 2u);
}

BOOST_AUTO_TEST_CASE(reading_allocates_nothing) {
    nc::server::hot_swap<thing> now(std::make_shared<thing>(1));
    const std::size_t before = allocations;
    for (int i = 0; i < 100; ++i) (void)now.get();
    BOOST_TEST(allocations == before);
}

BOOST_AUTO_TEST_SUITE_END()
