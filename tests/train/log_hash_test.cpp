// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/log_hash.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(train_log_hash)

namespace {
std::uint64_t hash_with(nextclick::data::event_column column) {
    auto parts = toy::chained_log(5, 1).parts();
    parts.extra.push_back(std::move(column));
    return nextclick::train::detail::log_hash(nextclick::data::click_log(std::move(parts)));
}
}  // namespace

/// The hash of the log in a checkpoint covers the values of every kind of column.
BOOST_AUTO_TEST_CASE(distinguishes_logs_by_the_values_of_every_kind) {
    const std::size_t n = toy::chained_log(5, 1).event_count();
    auto names = std::make_shared<nextclick::data::vocabulary>(nextclick::data::id_kind::string);
    names->insert("a");
    names->insert("b");
    const auto codes = [&](nextclick::item_index c) { return hash_with({"x", names, std::vector<nextclick::item_index>(n, c)}); };
    const auto numbers = [&](float v) { return hash_with({"x", std::vector<float>(n, v)}); };
    const auto vectors = [&](float v) { return hash_with({"x", nextclick::data::vector_rows{2, std::vector<float>(2 * n, v)}}); };
    const auto bags = [&](nextclick::item_index c) {
        nextclick::data::bag_rows rows;
        const float one = 1;
        for (std::size_t r = 0; r < n; ++r) rows.append({{&c, 1}, {&one, 1}});
        return hash_with({"x", names, std::move(rows), '|'});
    };
    BOOST_TEST(codes(0) != codes(1));
    BOOST_TEST(numbers(1) != numbers(2));
    BOOST_TEST(vectors(1) != vectors(2));
    BOOST_TEST(bags(0) != bags(1));
    BOOST_TEST(bags(1) == bags(1));
}

BOOST_AUTO_TEST_SUITE_END()
