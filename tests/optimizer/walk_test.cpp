// SPDX-License-Identifier: Apache-2.0
#include "nextclick/optimizer/walk.hpp"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <utility>

#include "nextclick/core/storage.hpp"

BOOST_AUTO_TEST_SUITE(optimizer_walk)

namespace {
namespace nc = nextclick;
namespace walk = nc::optimizer::detail;
}  // namespace

BOOST_AUTO_TEST_CASE(parts_cover_a_dense_tensor_once) {
    for (const std::size_t n : {1u, 4095u, 4096u, 4097u, 30'001u})
        for (const int threads : {1, 3}) {
            nc::matrix<float> w, g, none;
            w.resize(1, n);
            g.resize(1, n);
            for (std::size_t i = 0; i < n; ++i) g.data[i] = static_cast<float>(i);
            std::atomic<int> wrong{0};
            walk::for_each_part(
                [&](std::span<float> a, std::span<const float> b, std::span<float> empty) {
                    if (a.size() != b.size() || !empty.empty()) ++wrong;
                    for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i] + 1;
                },
                threads, {}, w, std::as_const(g), none);
            BOOST_TEST(wrong == 0);
            for (std::size_t i = 0; i < n; ++i)
                if (w.data[i] != static_cast<float>(i) + 1) ++wrong;
            BOOST_TEST(wrong == 0);
        }
}

BOOST_AUTO_TEST_CASE(parts_of_a_table_are_its_touched_rows) {
    nc::row_table<float> w;
    nc::row_gradient<float> g;
    w.resize(1000, 150);
    g.resize(1000, 150);
    for (nc::item_index r = 0; r < 1000; r += 3) g.row(999 - r)[149] = static_cast<float>(r + 1);
    for (const int threads : {1, 2}) {
        std::fill(w.data.begin(), w.data.end(), 0.0f);
        walk::for_each_part(
            [](std::span<float> a, std::span<const float> b) {
                for (std::size_t i = 0; i < a.size(); ++i) a[i] += b[i];
            },
            threads, {}, w, std::as_const(g));
        for (nc::item_index r = 0; r < 1000; ++r) BOOST_TEST(w.row(999 - r)[149] == (r % 3 == 0 ? static_cast<float>(r + 1) : 0.0f));
    }
}

BOOST_AUTO_TEST_SUITE_END()
