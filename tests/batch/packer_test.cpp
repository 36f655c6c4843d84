// SPDX-License-Identifier: Apache-2.0
#include "nextclick/batch/packer.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(packer)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(packs_time_major_longest_first) {
    const std::vector<nc::item_index> a{1, 2}, b{3, 4, 5}, c{6}, d{7, 8};
    const std::vector<std::span<const nc::item_index>> sequences{a, b, c, d};
    nc::batch::packer p;
    for (int again = 0; again < 2; ++again) {
        p.pack(sequences);
        const auto rows = p.rows();
        const std::vector<nc::item_index> expected{3, 1, 7, 6, 4, 2, 8, 5};
        BOOST_TEST(std::vector<nc::item_index>(rows.item.begin(), rows.item.end()) == expected, boost::test_tools::per_element());
        BOOST_TEST(rows.steps.count() == 3u);
        BOOST_TEST(rows.steps.lanes(0) == 4u);
        BOOST_TEST(rows.steps.lanes(1) == 3u);
        BOOST_TEST(rows.steps.lanes(2) == 1u);
        BOOST_TEST(p.sequence_of(0) == 1u);
        BOOST_TEST(p.sequence_of(1) == 0u);  // equal lengths keep their order
        BOOST_TEST(p.sequence_of(2) == 3u);
        for (std::size_t l = 0; l < p.lanes(); ++l)
            for (std::size_t t = 0; t < sequences[p.sequence_of(l)].size(); ++t)
                BOOST_TEST(rows.item[p.row(l, t)] == sequences[p.sequence_of(l)][t]);
    }
}

BOOST_AUTO_TEST_CASE(records_the_event_of_every_row) {
    const std::vector<nc::item_index> a{1, 2}, b{3, 4, 5};
    const std::vector<std::span<const nc::item_index>> sequences{a, b};
    nc::batch::packer p;
    p.pack(sequences, std::vector<std::uint32_t>{10, 20});
    const auto events = [&] { return std::vector<std::uint32_t>(p.events().begin(), p.events().end()); };
    BOOST_TEST((events() == std::vector<std::uint32_t>{20, 10, 21, 11, 22}));
    const std::vector<std::uint32_t> of_a{7, 9}, of_b{1, 2, 5};  // events between them have no row
    const std::vector<std::span<const std::uint32_t>> given{of_a, of_b};
    p.pack(sequences, given);
    BOOST_TEST((events() == std::vector<std::uint32_t>{1, 7, 2, 9, 5}));
    p.pack(sequences);
    BOOST_TEST(p.events().empty());
}

BOOST_AUTO_TEST_SUITE_END()
