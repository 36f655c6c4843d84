// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/column.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

using namespace nextclick::data;

BOOST_AUTO_TEST_SUITE(data_column)

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
    price.edit([](auto& values) { values.push_back(2); });
    BOOST_CHECK_EQUAL(price.size(), 2u);
}

BOOST_AUTO_TEST_SUITE_END()
