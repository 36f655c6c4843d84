// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/random.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(bulk_random_numbers)

namespace nc = nextclick;

const nc::random_stream stream{0x299f31d0a4093822u, 0x0370734413198a2eu};

BOOST_AUTO_TEST_CASE(words_are_those_of_the_stream_at_every_length_and_place) {
    for (const std::uint64_t first : {std::uint64_t{0}, std::uint64_t{40}, (std::uint64_t{1} << 34) - 80}) {
        for (std::size_t n = 0; n < 200; ++n) {
            std::vector<std::uint32_t> words(n + 1, 77);
            nc::simd::random_words(stream, first, std::span(words).first(n));
            for (std::size_t i = 0; i < n; ++i) BOOST_REQUIRE(words[i] == stream.bits(first + i));
            BOOST_REQUIRE(words[n] == 77);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_mask_compares_the_words_with_the_threshold, T, decltype(std::tuple<float, double>{})) {
    constexpr std::uint32_t threshold = 0x90000000u;
    for (const std::size_t n : {0u, 1u, 15u, 16u, 17u, 127u, 128u, 129u, 300u}) {
        std::vector<T> mask(n + 1, T(77));
        nc::simd::random_mask<nc::simd::default_arch, T>(stream, 8, threshold, T(2.5), std::span(mask).first(n));
        for (std::size_t i = 0; i < n; ++i) BOOST_REQUIRE(mask[i] == (stream.bits(8 + i) < threshold ? T(0) : T(2.5)));
        BOOST_REQUIRE(mask[n] == T(77));
    }
}

BOOST_AUTO_TEST_SUITE_END()
