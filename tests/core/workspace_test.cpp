// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/workspace.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <utility>

BOOST_AUTO_TEST_SUITE(workspace_)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(views_do_not_overlap_and_begin_on_cache_lines) {
    nc::workspace w;
    const auto a = w.take<float>(3, 5);
    const auto b = w.take<double>(7, 2);
    const auto c = w.take_span<char>(1);
    const auto d = w.take<float>(1000, 10);  // larger than the first block
    for (const void* p : {static_cast<const void*>(a.data), static_cast<const void*>(b.data), static_cast<const void*>(c.data()),
                          static_cast<const void*>(d.data)})
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(p) % nc::cache_line == 0u);
    BOOST_TEST(a.rows == 3u);
    BOOST_TEST(a.cols == 5u);
    BOOST_TEST(a.stride == 5u);
    for (std::size_t i = 0; i < a.size(); ++i) a.data[i] = 1;
    for (std::size_t i = 0; i < b.size(); ++i) b.data[i] = 2;
    c[0] = 'x';
    for (std::size_t i = 0; i < d.size(); ++i) d.data[i] = 3;
    for (std::size_t i = 0; i < a.size(); ++i) BOOST_TEST(a.data[i] == 1.0f);
    for (std::size_t i = 0; i < b.size(); ++i) BOOST_TEST(b.data[i] == 2.0);
    BOOST_TEST(c[0] == 'x');
}

BOOST_AUTO_TEST_CASE(zeros_are_zeros_also_where_memory_is_reused) {
    nc::workspace w;
    for (int round = 0; round < 2; ++round) {
        const auto z = w.take_zeros<float>(9, 9);
        for (std::size_t i = 0; i < z.size(); ++i) {
            BOOST_TEST(z.data[i] == 0.0f);
            z.data[i] = 5;
        }
        w.reset();
    }
}

BOOST_AUTO_TEST_CASE(after_the_largest_batch_nothing_is_allocated) {
    nc::workspace w;
    const auto batch = [&](std::size_t rows) {
        w.reset();
        for (int i = 0; i < 20; ++i) (void)w.take<float>(rows, 100);
    };
    batch(64);
    batch(64);  // merges the blocks of the first
    const std::size_t size = w.capacity();
    BOOST_TEST(size >= 20u * 64 * 100 * sizeof(float));
    w.reset();
    const auto* first = w.take<float>(1, 1).data;
    for (const std::size_t rows : {64u, 3u, 64u, 17u}) batch(rows);
    BOOST_TEST(w.capacity() == size);
    w.reset();
    BOOST_TEST(w.take<float>(1, 1).data == first);
}

BOOST_AUTO_TEST_CASE(memory_taken_after_a_mark_can_be_released) {
    nc::workspace w;
    const auto kept = w.take<float>(1, 16);
    kept.data[0] = 4;
    const auto mark = w.here();
    const auto* scratch = w.take<float>(1, 16).data;
    w.release(mark);
    BOOST_TEST(w.take<float>(1, 16).data == scratch);
    BOOST_TEST(kept.data[0] == 4.0f);
}

BOOST_AUTO_TEST_CASE(releasing_across_a_new_block_leaves_older_views_alone) {
    nc::workspace w;
    const auto kept = w.take<float>(1, 16);
    const auto mark = w.here();
    (void)w.take<float>(1000, 100);  // does not fit: a new block
    kept.data[3] = 6;
    w.release(mark);
    const auto next = w.take<float>(1000, 100);
    for (std::size_t i = 0; i < next.size(); ++i) next.data[i] = 0;
    BOOST_TEST(kept.data[3] == 6.0f);
}

BOOST_AUTO_TEST_CASE(a_copy_starts_empty_and_a_move_takes_the_memory) {
    nc::workspace w;
    const auto v = w.take<float>(10, 10);
    v.data[0] = 2;
    const nc::workspace copy(w);  // NOLINT: what a copy holds is the point
    BOOST_TEST(copy.capacity() == 0u);
    nc::workspace target;
    target = copy;
    BOOST_TEST(target.capacity() == 0u);
    const nc::workspace moved(std::move(w));
    BOOST_TEST(moved.capacity() > 0u);
    BOOST_TEST(v.data[0] == 2.0f);
}

BOOST_AUTO_TEST_CASE(an_empty_view_may_be_taken) {
    nc::workspace w;
    BOOST_TEST(w.take<float>(0, 5).size() == 0u);
    BOOST_TEST(w.take_span<double>(0).empty());
}

BOOST_AUTO_TEST_SUITE_END()
