// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/id_column.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

BOOST_AUTO_TEST_SUITE(data_id_column)

using namespace nextclick::data;

BOOST_AUTO_TEST_CASE(keeps_ids_of_either_kind_and_gathers_them) {
    id_column integers(id_kind::integer), strings(id_kind::string);
    for (const int i : {30, 10, 20}) integers.push_back(std::int64_t{i});
    for (const char* s : {"c", "", "bb"}) strings.push_back(std::string_view(s));
    const std::vector<std::size_t> places{2, 0, 2};
    const id_column a = gather(integers, places), b = gather(strings, places);
    BOOST_CHECK(a[0] == item_id(20) && a[1] == item_id(30) && a[2] == item_id(20));
    BOOST_CHECK(b[0] == item_id("bb") && b[1] == item_id("c") && b[2] == item_id("bb"));
    BOOST_CHECK_EQUAL(strings.string_bytes(), "cbb");
}

BOOST_AUTO_TEST_CASE(a_column_moved_from_is_empty) {
    id_column from(id_kind::string);
    from.push_back(std::string_view("a"));
    const id_column to = std::move(from);
    BOOST_CHECK_EQUAL(to.size(), 1u);
    BOOST_CHECK_EQUAL(from.size(), 0u);
}

BOOST_AUTO_TEST_CASE(ascending_ids_need_no_table_until_one_repeats) {
    id_column ids;
    detail::id_index index;
    for (std::int64_t i = 0; i < 1000; ++i) BOOST_REQUIRE_EQUAL(index.insert_rising(ids, 3 * i), i);
    BOOST_CHECK_EQUAL(index.memory_bytes(), 0u);
    BOOST_CHECK_EQUAL(index.insert_rising(ids, 300), 100u);
    BOOST_CHECK_EQUAL(index.insert_rising(ids, 301), 1000u);
    BOOST_CHECK_EQUAL(index.insert_rising(ids, 2997), 999u);
    BOOST_CHECK_EQUAL(index.insert_rising(ids, 5000), 1001u);
    BOOST_CHECK_EQUAL(index.find(ids, std::int64_t{301}), 1000u);
}

BOOST_AUTO_TEST_SUITE_END()
