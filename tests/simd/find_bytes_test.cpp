// SPDX-License-Identifier: Apache-2.0
#include "nextclick/simd/find_bytes.hpp"

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(find_bytes)

namespace simd = nextclick::simd;

namespace {
using ways = boost::mpl::list<simd::detail::bytes_of_word
#if defined(__SSE2__)
                              ,
                              simd::detail::bytes_of_sse2
#endif
#if defined(__AVX2__) && defined(__FMA__)
                              ,
                              simd::detail::bytes_of_avx2
#endif
                              >;
constexpr std::size_t longest = 32;  // of `reach`
}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(one_place_at_every_distance_among_all_others, Bytes, ways) {
    for (std::size_t distance = 0; distance < 80; ++distance)
        for (int other = 0; other < 256; ++other) {
            const char c = static_cast<char>(other);
            if (c == '\t' || c == '\n') continue;
            const std::string text = std::string(distance, c) + "\n" + std::string(longest, c);
            simd::byte_finder<Bytes> finder(text.data(), '\t', '\n');
            BOOST_REQUIRE_EQUAL(finder.next() - text.data(), static_cast<std::ptrdiff_t>(distance));
        }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(places_come_in_order_and_from_where_it_is_sent, Bytes, ways) {
    std::string text;
    for (std::size_t i = 0; i < 3000; ++i) text += i * i % 7 == 1 ? ',' : i * i % 11 == 3 ? '\n' : "ax\x8A\xAC"[i % 4];
    std::vector<std::ptrdiff_t> places;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == ',' || text[i] == '\n') places.push_back(static_cast<std::ptrdiff_t>(i));
    text += std::string(longest, 'a');
    simd::byte_finder<Bytes> finder(text.data(), ',', '\n');
    for (const std::ptrdiff_t place : places) BOOST_REQUIRE_EQUAL(finder.next() - text.data(), place);
    for (std::size_t p = 0; p < places.size(); p += 3) {
        finder.go_to(text.data() + places[p]);
        BOOST_REQUIRE_EQUAL(finder.next() - text.data(), places[p]);
        if (p + 1 < places.size()) BOOST_REQUIRE_EQUAL(finder.next() - text.data(), places[p + 1]);
    }
}

BOOST_AUTO_TEST_SUITE_END()
