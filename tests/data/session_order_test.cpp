// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/session_order.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(data_session_order)

using namespace nextclick::data;
using items = std::vector<nextclick::item_index>;

BOOST_AUTO_TEST_CASE(gathers_interleaved_sessions_in_order_of_appearance) {
    detail::session_runs runs;
    log_columns p;
    p.item = {10, 20, 11, 12, 30, 21};
    for (const auto& [session, event] : {std::pair{0u, 0u}, {1u, 1u}, {0u, 2u}, {2u, 4u}, {1u, 5u}}) runs.add(session, event);
    BOOST_CHECK_EQUAL(runs.interleaved(3), 2u);
    std::move(runs).gather_into(p, 3);
    BOOST_TEST(p.item == (items{10, 11, 12, 20, 21, 30}), boost::test_tools::per_element());
    BOOST_TEST(p.session_begin == (std::vector<std::uint32_t>{0, 3, 5, 6}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(sorts_inside_sessions_and_then_the_sessions_both_stable) {
    log_columns p;
    p.item = {1, 2, 3, 4, 5, 6};
    p.time = {9, 7, 9, 3, 3, 3};
    p.session_begin = {0, 3, 5, 6};
    for (const std::int64_t id : {100, 101, 102}) p.session_ids.push_back(id);
    p.user = {7, 8, 9};
    p.extra.emplace_back("n", std::vector<float>{1, 2, 3, 4, 5, 6});
    std::uint64_t out_of_order = 0, ties = 0;
    detail::session_sorter(p).sort(out_of_order, ties);
    detail::order_sessions(p);
    BOOST_CHECK_EQUAL(out_of_order, 1u);
    BOOST_CHECK_EQUAL(ties, 2u);
    BOOST_TEST(p.item == (items{4, 5, 6, 2, 1, 3}), boost::test_tools::per_element());
    BOOST_TEST(p.user == (items{8, 9, 7}), boost::test_tools::per_element());
    BOOST_CHECK(p.session_ids[0] == item_id(101) && p.session_ids[2] == item_id(100));
    BOOST_CHECK_EQUAL(p.extra[0].numbers()[3], 2);
    BOOST_TEST(p.session_begin == (std::vector<std::uint32_t>{0, 2, 3, 6}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
