// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/top_k.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "random_values.hpp"

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

BOOST_AUTO_TEST_SUITE(top_k)

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

BOOST_AUTO_TEST_SUITE_END()
