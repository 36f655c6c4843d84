// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/pass.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(a_pass)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(every_row_is_processed_once_with_separate_memory) {
    nc::workspace memory;
    for (const std::size_t rows : {0u, 1u, 3u, 4u, 5u, 32u, 33u})
        for (const int threads : {1, 2, 3, 8}) {
            memory.reset();
            nc::pass run{.memory = memory, .training = true, .threads = threads};
            auto seen = memory.take_zeros<int>(1, rows + 1);
            nc::share_rows(run, rows, 1'000'000, [&](nc::pass& local, std::size_t first, std::size_t n) {
                auto mine = local.memory.take<int>(1, n + 1);
                for (std::size_t i = 0; i < n; ++i) mine(0, i) = static_cast<int>(first + i);
                for (std::size_t i = 0; i < n; ++i) seen(0, first + i) += mine(0, i) == static_cast<int>(first + i);
                if (!local.training || local.threads != 1) seen(0, first) = -1;
            });
            for (std::size_t i = 0; i < rows; ++i) BOOST_TEST(seen(0, i) == 1);
        }
}

BOOST_AUTO_TEST_CASE(small_work_is_not_split) {
    nc::workspace memory;
    nc::pass run{.memory = memory, .threads = 4};
    int calls = 0;
    nc::share_rows(run, 64, 1'000, [&](nc::pass&, std::size_t, std::size_t n) { calls += n == 64 ? 1 : 100; });
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_SUITE_END()
