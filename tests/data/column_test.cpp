// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/column.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <memory>
#include <vector>

BOOST_AUTO_TEST_SUITE(data_column)

using namespace nextclick::data;

BOOST_AUTO_TEST_CASE(is_categorical_or_numeric) {
    auto names = std::make_shared<vocabulary>(id_kind::string);
    names->insert("view");
    event_column action("Action", names, {0, 0, nextclick::no_item});
    event_column price("Price", std::vector<float>{1.5f});
    BOOST_CHECK(action.categorical() && !price.categorical());
    BOOST_CHECK_EQUAL(action.size(), 3u);
    BOOST_CHECK_EQUAL(action.categories().name(action.codes()[1]), "view");
    BOOST_CHECK_EQUAL(price.numbers()[0], 1.5f);
    BOOST_CHECK_THROW(price.categories(), nextclick::data_error);
    price.edit([](auto& values) { values.resize(2); });
    BOOST_CHECK_EQUAL(price.size(), 2u);
    BOOST_CHECK(action.missing(2) && !action.missing(1) && action.same(0, 1) && !price.same(0, 1));
    BOOST_CHECK_EQUAL(action.shown(0), "\"view\"");
    BOOST_CHECK_EQUAL(action.shown(2), "nothing");
}

BOOST_AUTO_TEST_CASE(may_hold_vectors) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const event_column image("Image", vector_rows{2, {1, 2, nan, nan, 1, 2, 5, 6}});
    BOOST_CHECK(image.kind() == column_kind::vectors);
    BOOST_CHECK_EQUAL(image.size(), 4u);
    BOOST_CHECK(image.missing(1) && !image.missing(0) && image.same(0, 2) && !image.same(0, 3));
    BOOST_CHECK_EQUAL(image.shown(0), "a vector");
    BOOST_CHECK_THROW(image.codes(), nextclick::data_error);
    BOOST_CHECK_THROW(image.numbers(), nextclick::data_error);
    const event_column some = image.rows(std::vector<std::uint32_t>{3, nextclick::no_item, 0});
    BOOST_CHECK_EQUAL(some.size(), 3u);
    BOOST_CHECK_EQUAL(some.vectors()[0][1], 6);
    BOOST_CHECK(some.missing(1));
    BOOST_CHECK(some.hash() != image.hash());
    BOOST_CHECK_THROW(event_column("Image", vector_rows{0, {}}), nextclick::data_error);
    BOOST_CHECK_THROW(event_column("Image", vector_rows{3, {1, 2, 3, 4}}), nextclick::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
