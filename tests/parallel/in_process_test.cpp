// SPDX-License-Identifier: Apache-2.0
#include "nextclick/parallel/in_process.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(in_process)

namespace nc = nextclick;
namespace parallel = nc::parallel;

namespace {
std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text.data(), text.size())); }
std::string text(std::span<const std::byte> all) { return {reinterpret_cast<const char*>(all.data()), all.size()}; }
}  // namespace

BOOST_AUTO_TEST_CASE(one_rank_communicates_with_itself) {
    parallel::serial alone;
    BOOST_TEST(alone.rank() == 0u);
    BOOST_TEST(alone.size() == 1u);
    const std::string own = "own";
    const auto all = alone.gather(bytes(own));
    BOOST_REQUIRE(all.size() == 1u);
    BOOST_TEST(text(all[0]) == "own");
}

// Calls follow each other without a pause, with messages of different lengths at every call, from empty to long.
BOOST_AUTO_TEST_CASE(every_rank_receives_all_messages_in_the_order_of_the_ranks) {
    for (const std::size_t ranks : {1u, 2u, 3u, 7u}) {
        std::vector<int> wrong(ranks);
        parallel::run_ranks(ranks, [&](parallel::communicator& c) {
            for (std::size_t call = 0; call < 300; ++call) {
                const auto message_of = [&](std::size_t r) { return std::string((call * 7 + r * 3) % 90, static_cast<char>('a' + r)); };
                const std::string own = message_of(c.rank());
                const auto all = c.gather(bytes(own));
                for (std::size_t r = 0; r < ranks; ++r) wrong[c.rank()] += text(all[r]) != message_of(r);
            }
        });
        for (const int w : wrong) BOOST_TEST(w == 0);
    }
}

BOOST_AUTO_TEST_CASE(a_rank_that_throws_ends_all) {
    for (const std::size_t thrower : {0u, 1u, 2u}) {
        std::vector<std::string> messages(3);
        const auto run = [&] {
            parallel::run_ranks(3, [&](parallel::communicator& c) {
                c.gather({});
                if (c.rank() == thrower) throw nc::data_error("no more of that");
                try {
                    for (;;) c.gather({});  // would wait forever
                } catch (const nc::rank_error& e) {
                    messages[c.rank()] = e.what();
                    throw;
                }
            });
        };
        BOOST_CHECK_EXCEPTION(run(), nc::data_error, [](const auto& e) { return std::string(e.what()) == "no more of that"; });
        for (std::size_t r = 0; r < 3; ++r)
            if (r != thrower) BOOST_TEST(messages[r] == "rank " + std::to_string(thrower) + " of 3 failed: no more of that");
    }
}

BOOST_AUTO_TEST_SUITE_END()
