// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/top_k.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(top_k)

namespace nc = nextclick;
namespace simd = nc::simd;

namespace {
template <class T>
void same(const std::vector<T>& scores, std::size_t k) {
    std::vector<simd::scored<T>> got(k), expected(k);
    got.resize(simd::top_k(std::span<const T>(scores), k, std::span(got)));
    expected.resize(simd::plain::top_k(std::span<const T>(scores), k, std::span(expected)));
    BOOST_REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        BOOST_TEST(got[i].item == expected[i].item);
        BOOST_TEST(got[i].score == expected[i].score);
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(equals_a_full_sort, T, scalars) {
    for (const std::size_t n : sizes())
        for (const std::size_t k : {0ul, 1ul, 2ul, 20ul, 64ul, 2000ul}) {
            auto x = random_values<T>(n, 3);
            same(x, k);
            for (auto& v : x) v = std::round(v);  // many ties: the lower number comes first
            same(x, k);
            for (std::size_t i = 0; i < n; i += 3) x[i] = std::numeric_limits<T>::quiet_NaN();  // never selected
            same(x, k);
            for (std::size_t i = 1; i < n; i += 3) x[i] = -std::numeric_limits<T>::infinity();
            same(x, k);
        }
}

BOOST_AUTO_TEST_CASE(streams_blocks_and_filters) {
    const auto x = random_values<float>(1000, 3);
    simd::top_k_heap<float> heap(10);
    for (int again = 0; again < 2; ++again) {
        for (std::size_t first = 0; first < 1000; first += 77)
            heap.offer_block(std::span<const float>(x).subspan(first, std::min<std::size_t>(77, 1000 - first)),
                             static_cast<nc::item_index>(first), [](nc::item_index i) { return i % 5 == 2; });
        std::vector<simd::scored<float>> got(10);
        BOOST_TEST(heap.sorted_into(got) == 10u);
        auto masked = x;
        for (std::size_t i = 0; i < 1000; ++i)
            if (i % 5 != 2) masked[i] = -HUGE_VALF;
        std::vector<simd::scored<float>> expected(10);
        simd::plain::top_k(std::span<const float>(masked), 10, std::span(expected));
        for (std::size_t i = 0; i < 10; ++i) BOOST_TEST(got[i].item == expected[i].item);
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(any_number_but_nan_enters_while_there_is_room, T, scalars) {
    const T inf = std::numeric_limits<T>::infinity(), nan = std::numeric_limits<T>::quiet_NaN();
    simd::top_k_heap<T> heap(2);
    BOOST_TEST(heap.capacity() == 2u);
    BOOST_TEST(heap.threshold() == -inf);
    heap.offer(nan, 0);
    BOOST_TEST(heap.size() == 0u);
    heap.offer(-inf, 1);
    heap.offer(T(3), 2);
    BOOST_TEST(heap.threshold() == -inf);
    heap.offer(T(1), 3);
    BOOST_TEST(heap.threshold() == T(1));
    heap.offer(T(1), 4);  // an equal score with a higher number stays out
    heap.offer(nan, 5);
    heap.offer(T(1), 0);  // with a lower number it enters
    std::vector<simd::scored<T>> out(2);
    BOOST_TEST(heap.sorted_into(out) == 2u);
    BOOST_TEST((out[0].item == 2u && out[1].item == 0u));
    BOOST_TEST(heap.size() == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_heap_of_nothing_takes_nothing, T, scalars) {
    const auto x = random_values<T>(300, 1);
    simd::top_k_heap<T> heap(0);
    BOOST_TEST(heap.threshold() == std::numeric_limits<T>::infinity());
    heap.offer(T(1), 1);
    heap.offer_block(std::span<const T>(x), 0);
    BOOST_TEST(heap.size() == 0u);
    BOOST_TEST(heap.sorted_into({}) == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_order_of_the_blocks_does_not_matter, T, scalars) {
    auto x = random_values<T>(1500, 8);
    for (auto& v : x) v = std::round(2 * v);  // ties across blocks
    std::vector<simd::scored<T>> expected(30), got(30);
    simd::plain::top_k(std::span<const T>(x), 30, std::span(expected));
    for (const std::size_t block : {1ul, 37ul, 100ul, 1500ul}) {
        simd::top_k_heap<T> heap(30);
        for (std::size_t end = x.size(); end > 0; end -= std::min(block, end)) {  // from the last block to the first
            const std::size_t first = end - std::min(block, end);
            heap.offer_block(std::span<const T>(x).subspan(first, end - first), static_cast<nc::item_index>(first));
        }
        BOOST_TEST(heap.sorted_into(got) == 30u);
        for (std::size_t i = 0; i < 30; ++i) {
            BOOST_TEST(got[i].item == expected[i].item);
            BOOST_TEST(got[i].score == expected[i].score);
        }
    }
}

BOOST_AUTO_TEST_CASE(one_of_many_equal_scores_is_the_first) {
    const std::vector<float> x(5000, 0.25f);
    std::vector<simd::scored<float>> out(7);
    BOOST_TEST(simd::top_k(std::span<const float>(x), 7, std::span(out)) == 7u);
    for (std::size_t i = 0; i < 7; ++i) BOOST_TEST(out[i].item == i);
}

BOOST_AUTO_TEST_CASE(a_short_output_bounds_the_answer) {
    const auto x = random_values<float>(100, 2);
    std::vector<simd::scored<float>> out(3);
    BOOST_TEST(simd::top_k(std::span<const float>(x), 50, std::span(out)) == 3u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(not_below_lists_nan_and_the_scores_at_or_above_a_limit, T, scalars) {
    for (const std::size_t n : sizes()) {
        auto x = random_values<T>(n, 3);
        if (n > 20) x[19] = std::numeric_limits<T>::quiet_NaN();
        for (const T limit : {T(-1), T(0.5), -std::numeric_limits<T>::infinity(), std::numeric_limits<T>::infinity()}) {
            std::vector<nc::item_index> out(n), expected;
            for (std::size_t i = 0; i < n; ++i)
                if (!(x[i] < limit)) expected.push_back(static_cast<nc::item_index>(100 + i));
            out.resize(nc::simd::not_below(std::span<const T>(x), limit, 100, out));
            BOOST_TEST((out == expected));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
