// SPDX-License-Identifier: Apache-2.0
#include "nextclick/rows/dropout.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(row_dropout)

namespace nc = nextclick;

// A row of a micro-batch has the factors of the same row in the whole batch, also for widths that are not multiples of a block of draws.
BOOST_AUTO_TEST_CASE(a_row_draws_by_its_number_in_the_whole_batch) {
    for (const std::size_t cols : {1u, 3u, 4u, 7u, 64u, 301u}) {
        nc::workspace memory;
        nc::pass run{.memory = memory, .training = true};
        const nc::random_stream random{3, 5};
        const auto whole = nc::row_dropout<float>(run, 40, cols, {}, 0.4, random);
        const auto whole_rows = nc::whole_row_dropout<float>(run, 40, cols, {}, 0.4, random);
        const std::vector<std::uint32_t> numbers{0, 2, 3, 17, 39};
        const auto part = nc::row_dropout<float>(run, 5, cols, numbers, 0.4, random);
        const auto part_rows = nc::whole_row_dropout<float>(run, 5, cols, numbers, 0.4, random);
        for (std::size_t r = 0; r < 5; ++r)
            for (std::size_t c = 0; c < cols; ++c) {
                BOOST_TEST(part(r, c) == whole(numbers[r], c));
                BOOST_TEST(part_rows(r, c) == whole_rows(numbers[r], c));
            }
    }
}

BOOST_AUTO_TEST_CASE(rows_are_copied_before_they_are_masked) {
    nc::workspace memory;
    nc::pass run{.memory = memory, .training = true};
    const std::vector<float> x{1, 2, 3, 4, 5, 6};
    const nc::view<const float> rows(x.data(), 2, 3);
    BOOST_TEST(nc::masked_rows(run, rows, {}).data == x.data());
    const std::vector<float> mask{0, 2, 0, 2, 0, 2};
    const auto y = nc::masked_rows(run, rows, nc::view<const float>(mask.data(), 2, 3));
    for (std::size_t i = 0; i < 6; ++i) BOOST_TEST(y.data[i] == x[i] * mask[i]);
}

BOOST_AUTO_TEST_SUITE_END()
