// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/blocks.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <mutex>
#include <utility>
#include <vector>

BOOST_AUTO_TEST_SUITE(thread_blocks)

namespace nc = nextclick;

namespace {
using blocks = std::vector<std::pair<std::size_t, std::size_t>>;

blocks blocks_of(std::size_t n, std::size_t block, int threads) {
    blocks seen;
    std::mutex guard;
    nc::for_each_block(n, block, threads, [&](std::size_t begin, std::size_t end) {
        const std::lock_guard lock(guard);
        seen.emplace_back(begin, end);
    });
    std::sort(seen.begin(), seen.end());
    return seen;
}
}  // namespace

BOOST_AUTO_TEST_CASE(blocks_cover_the_range_once) {
    for (const std::size_t n : {1u, 2u, 7u, 16u, 17u, 100u})
        for (const std::size_t block : {1u, 3u, 16u, 1000u})
            for (const int threads : {1, 2, 3, 8}) {
                std::size_t at = 0;
                for (const auto& [begin, end] : blocks_of(n, block, threads)) {
                    BOOST_TEST(begin == at);
                    BOOST_TEST(end - begin <= block);
                    BOOST_TEST(end > begin);
                    at = end;
                }
                BOOST_TEST(at == n);
            }
}

BOOST_AUTO_TEST_CASE(the_cut_does_not_depend_on_the_number_of_threads) {
    const auto one = blocks_of(103, 8, 1);
    BOOST_TEST(one.size() == 13u);
    for (const int threads : {0, 2, 3, 4, 50}) BOOST_TEST((blocks_of(103, 8, threads) == one));
}

BOOST_AUTO_TEST_CASE(an_empty_range_calls_nothing) { BOOST_TEST(blocks_of(0, 4, 2).empty()); }

BOOST_AUTO_TEST_CASE(sums_by_block_are_the_same_at_any_number_of_threads) {
    std::vector<float> x(10'007);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 1.0f / static_cast<float>(i + 1);
    const auto total = [&](int threads) {
        std::vector<float> part((x.size() + 63) / 64);
        nc::for_each_block(x.size(), 64, threads, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) part[begin / 64] += x[i];
        });
        float sum = 0;
        for (const float p : part) sum += p;
        return sum;
    };
    const float one = total(1);
    for (const int threads : {2, 3, 8}) BOOST_TEST(total(threads) == one);
}

namespace {
std::size_t last_end = 0;
void note_end(std::size_t, std::size_t end) { last_end = end; }
}  // namespace
BOOST_AUTO_TEST_CASE(a_function_is_a_body_too) {
    nc::for_each_block(10, 4, 1, note_end);
    BOOST_TEST(last_end == 10u);
}

BOOST_AUTO_TEST_CASE(there_is_at_least_one_thread_and_no_second_team_inside_of_a_team) {
    BOOST_TEST(nc::available_threads() >= 1);
    std::vector<int> inside(4);
    nc::for_each_block(4, 1, 2, [&](std::size_t begin, std::size_t) { inside[begin] = nc::available_threads(); });
    for (const int n : inside) BOOST_TEST(n == 1);
    BOOST_TEST(nc::available_threads() == nc::thread_limit());
}

BOOST_AUTO_TEST_SUITE_END()
