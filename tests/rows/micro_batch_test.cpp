// SPDX-License-Identifier: Apache-2.0
#include "nextclick/rows/micro_batch.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(micro_batch)

namespace nc = nextclick;

// Lanes assigned to three micro-batches: every row, query and lane of the batch is in one of them, with its item, target, columns
// and number.
BOOST_AUTO_TEST_CASE(micro_batches_are_the_batch) {
    toy::owned_batch batch({9, 6, 6, 4, 2, 1, 1}, 30, 3);
    batch.carry = {4, 0, nc::new_session, 1, 2, 3, nc::new_session};
    const std::vector<std::uint32_t> some{1, 2, 7, 8, 13, 20, 25, 27};
    for (const bool every_row_is_query : {true, false}) {
        nc::event_rows whole = batch.rows();
        if (!every_row_is_query) {
            whole.steps.query_rows = some;
            whole.target = whole.target.first(some.size());
        }
        nc::workspace memory;
        std::vector<int> rows(whole.steps.rows()), queries(whole.steps.queries());
        for (const std::vector<std::uint32_t>& lanes : {std::vector<std::uint32_t>{0, 3, 6}, {1, 4}, {2, 5}}) {
            const nc::micro_batch part = nc::take_micro_batch(memory, whole, lanes);
            const nc::event_rows& own = part.rows;
            const nc::packed_steps& steps = own.steps;
            BOOST_REQUIRE(steps.lanes() == lanes.size());
            BOOST_TEST(own.nominal_rows == whole.nominal_rows);
            BOOST_TEST(own.targets_of_whole().data() == whole.target.data());
            BOOST_TEST(own.target.size() == steps.queries());
            for (std::size_t t = 0; t < steps.count(); ++t)
                for (std::size_t j = 0; j < steps.lanes(t); ++j) {
                    const std::size_t r = steps.first(t) + j, n = whole.steps.first(t) + lanes[j];
                    BOOST_REQUIRE(steps.whole.rows[r] == n);
                    ++rows[n];
                    BOOST_TEST(own.item[r] == whole.item[n]);
                    BOOST_REQUIRE(own.columns.size() == 4u);
                    BOOST_TEST(own.columns[0].codes[r] == whole.columns[0].codes[n]);
                    const float a = own.columns[1].numbers[r], b = whole.columns[1].numbers[n];
                    BOOST_TEST((a == b || (std::isnan(a) && std::isnan(b))));
                    BOOST_TEST(own.columns[2].vectors.row(r).size() == 3u);
                    const auto bag = [&](const nc::column_rows& c, std::size_t row) {
                        std::vector<float> all;
                        for (std::uint32_t i = c.begin[row]; i < c.begin[row + 1]; ++i) {
                            all.push_back(static_cast<float>(c.codes[i]));
                            all.push_back(c.numbers[i]);
                        }
                        return all;
                    };
                    BOOST_TEST((bag(own.columns[3], r) == bag(whole.columns[3], n)));
                }
            for (std::size_t i = 0; i < steps.queries(); ++i) {
                const std::size_t number = steps.query_of_whole(i);
                ++queries[number];
                BOOST_TEST(steps.whole.rows[steps.row_of_query(i)] == whole.steps.row_of_query(number));
                BOOST_TEST(own.target[i] == whole.target[number]);
            }
            for (std::size_t j = 0; j < lanes.size(); ++j) {
                BOOST_TEST(own.carry[j] == whole.carry[lanes[j]]);
                BOOST_TEST(steps.returning[j] == whole.steps.returning[lanes[j]]);
                BOOST_TEST(steps.whole.returning[j] == lanes[j] / 2);  // every other lane returns
            }
        }
        for (const int n : rows) BOOST_TEST(n == 1);
        for (const int n : queries) BOOST_TEST(n == 1);
    }
}

BOOST_AUTO_TEST_SUITE_END()
