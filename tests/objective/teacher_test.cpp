// SPDX-License-Identifier: Apache-2.0
#include "nextclick/objective/teacher.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/cell.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/input.hpp"
#include "nextclick/loss.hpp"
#include "nextclick/output.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/sampler.hpp"
#include "nextclick/serve/session.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(teacher)

namespace nc = nextclick;
using model = nc::basic_model<double, nc::input::embedding<4>, nc::encoder::recurrent<nc::cell::gru<>, 5>, nc::pooling::last,
                              nc::output::separate<>, nc::loss::cross_entropy, nc::sampler::all_items>;

BOOST_AUTO_TEST_CASE(reads_the_clicks_after_the_target_in_reverse) {
    const model net(toy::numbered_items(11), {}, 5);
    const toy::owned_batch batch({4, 4, 2, 1}, 11, 3);
    const auto rows = batch.rows();
    nc::workspace memory;
    nc::pass run{.memory = memory, .training = true};
    const auto outputs = nc::read_backwards(net, run, rows);
    std::vector<double> third(5);
    outputs.items.look_up(3, third);
    BOOST_TEST(std::ranges::equal(third, net.table_of(net.weights).row(3)));
    const std::size_t lengths[] = {4, 4, 2, 1};
    for (std::size_t lane = 0; lane < 4; ++lane)
        for (std::size_t t = 0; t < lengths[lane]; ++t) {
            nc::serve::session<model> reader(net);
            for (std::size_t later = lengths[lane] - 1; later > t; --later) reader.push_index(rows.target[rows.steps.first(later) + lane]);
            const std::size_t row = rows.steps.first(t) + lane;
            BOOST_TEST(outputs.has(row) == (reader.clicks() > 0));
            for (std::size_t c = 0; c < 5; ++c)
                BOOST_TEST(std::abs(outputs.queries(row, c) - (reader.clicks() > 0 ? reader.query()[c] : 0)) < 1e-13);
        }
}

BOOST_AUTO_TEST_CASE(needs_whole_sessions) {
    const model net(toy::numbered_items(11), {}, 5);
    toy::owned_batch batch({2, 1}, 11, 3);
    nc::workspace memory;
    nc::pass run{.memory = memory};
    batch.carry = {0, nc::new_session};
    BOOST_CHECK_THROW(nc::read_backwards(net, run, batch.rows()), nc::argument_error);
    batch.carry.clear();
    auto rows = batch.rows();
    const std::uint32_t queried[] = {1, 2};
    rows.steps.query_rows = queried;
    BOOST_CHECK_THROW(nc::read_backwards(net, run, rows), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
