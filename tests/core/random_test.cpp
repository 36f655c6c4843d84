// SPDX-License-Identifier: Apache-2.0
#include "nextclick/core/random.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(random_numbers)

namespace nc = nextclick;
using nc::random_block;
using nc::random_stream;

// The known answers that the authors of Philox publish for 4x32 with 10 rounds.
BOOST_AUTO_TEST_CASE(philox_gives_the_published_answers) {
    constexpr std::uint32_t all = 0xffffffffu;
    static_assert(nc::philox({0, 0, 0, 0}, 0, 0) == random_block{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u});
    BOOST_TEST((nc::philox({0, 0, 0, 0}, 0, 0) == random_block{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}));
    BOOST_TEST((nc::philox({all, all, all, all}, all, all) == random_block{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}));
    BOOST_TEST((nc::philox({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, 0xa4093822u, 0x299f31d0u) ==
                random_block{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
}

BOOST_AUTO_TEST_CASE(a_stream_is_philox_of_position_stream_and_seed) {
    const random_stream s{0x299f31d0a4093822u, 0x0370734413198a2eu};
    BOOST_TEST((s.block(0x85a308d3243f6a88u) == random_block{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
    for (std::uint64_t i = 0; i < 20; ++i) BOOST_TEST(s.bits(i) == s.block(i / 4)[i % 4]);
}

BOOST_AUTO_TEST_CASE(every_bit_is_set_half_of_the_time) {
    const random_stream s{1, 2};
    constexpr int n = 1 << 16;
    std::array<int, 32> set{};
    for (std::uint64_t i = 0; i < n; ++i)
        for (std::size_t b = 0; b < 32; ++b) set[b] += static_cast<int>(s.bits(i) >> b & 1);
    for (const int count : set) BOOST_TEST(std::abs(count - n / 2) < 5 * 128);  // five standard deviations
}

BOOST_AUTO_TEST_CASE(uniform_numbers_fill_the_unit_interval_evenly) {
    const random_stream s{3, 0};
    constexpr int n = 1 << 18, bins = 64;
    std::array<int, bins> count{};
    double sum = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const double u = s.uniform(i);
        BOOST_REQUIRE((u >= 0 && u < 1));
        ++count[static_cast<std::size_t>(u * bins)];
        sum += u;
    }
    double chi2 = 0;
    for (const int c : count) chi2 += std::pow(c - n / bins, 2) / (n / bins);
    BOOST_TEST(chi2 > 63 - 5 * std::sqrt(2 * 63.0));  // 63 degrees of freedom, five standard deviations
    BOOST_TEST(chi2 < 63 + 5 * std::sqrt(2 * 63.0));
    BOOST_TEST(std::abs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
}

BOOST_AUTO_TEST_CASE(below_covers_its_range_evenly) {
    const random_stream s{4, 9};
    for (const std::uint32_t n : {1u, 2u, 3u, 7u, 1000u}) {
        std::vector<int> count(n);
        const auto draws = 400 * n;
        for (std::uint64_t i = 0; i < draws; ++i) {
            const std::uint32_t x = s.below(i, n);
            BOOST_REQUIRE(x < n);
            ++count[x];
        }
        for (const int c : count) BOOST_TEST(std::abs(c - 400) < 6 * 20);
    }
    constexpr std::uint32_t max = 0xffffffffu;
    std::uint32_t largest = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) largest = std::max(largest, s.below(i, max));
    BOOST_TEST(largest > max / 100 * 97);
}

BOOST_AUTO_TEST_CASE(normal_numbers_have_the_moments_of_the_normal_distribution) {
    const random_stream s{5, 1};
    constexpr int n = 1 << 18;
    double m1 = 0, m2 = 0, m3 = 0, m4 = 0;
    int beyond_two = 0;
    for (std::uint64_t i = 0; i < n; ++i) {
        const double x = s.normal(i);
        BOOST_REQUIRE(std::isfinite(x));
        m1 += x / n, m2 += x * x / n, m3 += x * x * x / n, m4 += x * x * x * x / n;
        beyond_two += std::abs(x) > 2;
    }
    const double sigma = 5 / std::sqrt(double(n));  // five standard errors of the mean of a unit variance
    BOOST_TEST(std::abs(m1) < sigma);
    BOOST_TEST(std::abs(m2 - 1) < sigma * std::sqrt(2.0));
    BOOST_TEST(std::abs(m3) < sigma * std::sqrt(15.0));
    BOOST_TEST(std::abs(m4 - 3) < sigma * std::sqrt(96.0));
    BOOST_TEST(std::abs(beyond_two / double(n) - 0.0455) < 0.003);
}

BOOST_AUTO_TEST_CASE(forks_streams_and_seeds_are_independent) {
    const random_stream parent{11, 0};
    std::vector<random_stream> streams{parent, {12, 0}, {11, 1}, parent.fork(1), parent.fork(2), parent.fork(1).fork(1)};
    constexpr int n = 1 << 14;
    for (std::size_t a = 0; a < streams.size(); ++a)
        for (std::size_t b = a + 1; b < streams.size(); ++b)
            for (const std::uint64_t lag : {0u, 1u, 4u}) {
                double correlation = 0;
                for (std::uint64_t i = 0; i < n; ++i)
                    correlation += 12 * (streams[a].uniform(i) - 0.5) * (streams[b].uniform(i + lag) - 0.5) / n;
                BOOST_TEST(std::abs(correlation) < 5 / std::sqrt(double(n)), a << " and " << b << ", lag " << lag);
            }
    std::set<std::uint64_t> names;
    for (std::uint64_t name = 0; name < 1000; ++name) names.insert(parent.fork(name).stream);
    BOOST_TEST(names.size() == 1000u);
}

BOOST_AUTO_TEST_CASE(a_fork_depends_on_the_whole_name_and_keeps_the_seed) {
    const random_stream parent{7, 3};
    BOOST_TEST(parent.fork(5).stream == parent.fork(5).stream);
    BOOST_TEST(parent.fork(5).stream != parent.fork(5 + (std::uint64_t{1} << 32)).stream);
    BOOST_TEST(parent.fork(5).seed == 7u);
}

BOOST_AUTO_TEST_SUITE_END()
