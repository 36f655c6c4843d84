// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/simulate/catalogue.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <set>
#include <vector>

BOOST_AUTO_TEST_SUITE(data_catalogue)

using nextclick::data::detail::catalogue;
using nextclick::data::detail::zipf_table;

BOOST_AUTO_TEST_CASE(draws_follow_the_law) {
    constexpr std::uint32_t n = 50, shift = 3, draws = 400'000;
    const zipf_table table(n, shift);
    const nextclick::random_stream random{1, 1};
    std::vector<double> count(n), expected(n);
    double total = 0;
    for (std::uint32_t r = 0; r < n; ++r) total += expected[r] = 1.0 / (r + 1 + shift);
    for (std::uint64_t i = 0; i < draws; ++i) ++count[table.draw(random.bits(2 * i), random.bits(2 * i + 1))];
    double chi = 0;
    for (std::uint32_t r = 0; r < n; ++r) {
        const double e = expected[r] / total * draws;
        chi += (count[r] - e) * (count[r] - e) / e;
    }
    BOOST_CHECK_LT(chi, 85.4);  // 99.9 % point of chi squared with 49 degrees of freedom
    BOOST_CHECK_EQUAL(zipf_table(1, 0).draw(~0u, ~0u), 0u);
}

BOOST_AUTO_TEST_CASE(items_have_ids_categories_and_prices_of_their_own) {
    const catalogue shop(1000, 40, 1);
    std::set<std::int64_t> ids;
    for (std::uint32_t r = 0; r < 1000; ++r) {
        ids.insert(shop.id_of(r));
        BOOST_REQUIRE(shop.price_of(r) >= 1 && shop.price_of(r) < 1300);
        for (const std::uint32_t a : {0u, 0x90000000u, 0xD0000000u}) {
            BOOST_REQUIRE_LT(shop.follower(r, a), 1000u);
            BOOST_REQUIRE_EQUAL(shop.category_of(shop.follower(r, a)), shop.category_of(r));
        }
    }
    BOOST_CHECK_EQUAL(ids.size(), 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
