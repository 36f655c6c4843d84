// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/int8_table.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "nextclick/simd/matvec.hpp"
#include "random_values.hpp"

BOOST_AUTO_TEST_SUITE(int8_table)

namespace nc = nextclick;
namespace simd = nc::simd;

BOOST_AUTO_TEST_CASE(dots_equal_their_plain_twin_at_every_width) {
    const nc::random_stream random{4, 4};
    for (std::size_t quads = 0; quads < 70; ++quads)
        for (const bool extreme : {false, true}) {
            std::vector<std::uint8_t> bytes(64 * quads);
            std::vector<std::int8_t> query(4 * quads);
            for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = extreme ? 255 : static_cast<std::uint8_t>(random.below(i, 256));
            for (std::size_t i = 0; i < query.size(); ++i)
                query[i] = static_cast<std::int8_t>(extreme ? -127 : static_cast<int>(random.below(90'000 + i, 255)) - 127);
            std::int32_t got[16], expected[16];
            simd::detail::int8_dots(bytes.data(), query.data(), quads, got);
            simd::detail::int8_dots_plain(bytes.data(), query.data(), quads, expected);
            for (int r = 0; r < 16; ++r) BOOST_TEST(got[r] == expected[r]);
        }
}

namespace {
struct bound_check {
    double slack = 0;   ///< mean of highest - score, in lengths of query times row
    bool sound = true;  ///< no score is above its highest
};
bound_check check_bounds(const std::vector<float>& table, std::size_t rows, const std::vector<float>& q, const float* bias) {
    const std::size_t d = q.size();
    const nc::view<const float> t{table.data(), rows, d};
    const simd::int8_table bytes(t);
    simd::int8_query query;
    query.quantise(q);
    std::vector<float> highest(rows), scores(rows);
    bytes.score(query, 0, highest, bias);
    simd::matvec(t, q, std::span(scores), bias);
    bound_check j;
    for (std::size_t i = 0; i < rows; ++i) {
        j.sound = j.sound && !(highest[i] < scores[i]);
        const double lengths = std::sqrt(simd::detail::squared_length(q) * simd::detail::squared_length(t.row(i)));
        if (lengths > 0)
            j.slack += (static_cast<double>(highest[i]) - static_cast<double>(scores[i])) / lengths / static_cast<double>(rows);
    }
    return j;
}
}  // namespace

BOOST_AUTO_TEST_CASE(no_score_is_above_its_bound_and_bounds_are_close) {
    for (const std::size_t d : {1u, 3u, 4u, 16u, 50u, 100u, 131u})
        for (const std::size_t rows : {1u, 15u, 16u, 17u, 100u})
            for (const double scale : {1e-30, 1e-3, 1.0, 1e15}) {
                const auto table = random_values<float>(rows * d, 1, scale), q = random_values<float>(d, 2),
                           bias = random_values<float>(rows, 3, scale);
                const auto plain = check_bounds(table, rows, q, nullptr), biased = check_bounds(table, rows, q, bias.data());
                BOOST_TEST(plain.sound);
                BOOST_TEST(biased.sound);
                BOOST_TEST(plain.slack < 0.05);
            }
}

BOOST_AUTO_TEST_CASE(rows_that_bytes_cannot_hold_are_never_excluded) {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    for (const float special : {0.0f, 1e-44f, 3e38f, nan, inf}) {
        auto table = random_values<float>(40 * 9, 1);
        for (std::size_t i = 0; i < 9; ++i) table[5 * 9 + i] = special;
        BOOST_TEST(check_bounds(table, 40, random_values<float>(9, 2), nullptr).sound);
        BOOST_TEST(check_bounds(random_values<float>(40 * 9, 1), 40, std::vector<float>(9, special), nullptr).sound);
    }
    BOOST_TEST(check_bounds(random_values<float>(40 * 9, 1, 1e-22), 40, random_values<float>(9, 2, 1e-22), nullptr).sound);
    auto one_large = random_values<float>(40 * 9, 1);  // the others are negligible beside it
    one_large[100] = 1e6f;
    BOOST_TEST(check_bounds(one_large, 40, random_values<float>(9, 2), nullptr).sound);
}

BOOST_AUTO_TEST_CASE(memory_is_a_quarter) {
    const std::vector<float> table(1600 * 100);
    const simd::int8_table bytes({table.data(), 1600, 100});
    BOOST_TEST(bytes.rows() == 1600u);
    BOOST_TEST(bytes.memory_bytes() == 1600u * 100 + 1600 * 4 + 100 * 8);
}

BOOST_AUTO_TEST_SUITE_END()
