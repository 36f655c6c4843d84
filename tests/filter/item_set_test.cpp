// SPDX-License-Identifier: Apache-2.0
#include "nextclick/filter/item_set.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <vector>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(item_sets)

namespace nc = nextclick;
using nc::filter::item_set;

BOOST_AUTO_TEST_CASE(combinations_follow_set_algebra) {
    for (const std::size_t n : {1u, 63u, 64u, 65u, 200u}) {
        nc::filter::item_set twos(n), threes(n);
        for (nc::item_index i = 0; i < n; ++i) {
            if (i % 2 == 0) twos.insert(i);
            if (i % 3 == 0) threes.insert(i);
        }
        const nc::filter::item_set both = twos & threes, either = twos | threes, without = twos - threes, others = ~twos;
        std::size_t count = 0;
        for (nc::item_index i = 0; i < n; ++i) {
            BOOST_TEST(both(i) == (i % 6 == 0));
            BOOST_TEST(either(i) == (i % 2 == 0 || i % 3 == 0));
            BOOST_TEST(without(i) == (i % 2 == 0 && i % 3 != 0));
            BOOST_TEST(others(i) == (i % 2 != 0));
            count += i % 6 == 0 ? 1 : 0;
        }
        BOOST_TEST(both.count() == count);
        BOOST_TEST(twos.count() + others.count() == n);
        BOOST_TEST((~nc::filter::item_set(n) == nc::filter::item_set(n, true)));
        BOOST_TEST(nc::filter::item_set(n, true).count() == n);
        BOOST_TEST(!twos(static_cast<nc::item_index>(n)));  // newer than the set
        twos.erase(0);
        BOOST_TEST(!twos(0));
    }
    nc::filter::item_set small(3);
    BOOST_CHECK_THROW(small |= nc::filter::item_set(4), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(made_of_ids_and_of_a_category) {
    const auto items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(5));  // see toy.hpp
    const std::vector<nc::data::item_id> ids{(*items)[1], (*items)[4], 123456789};
    const nc::filter::item_set some = nc::filter::item_set::of(*items, ids);
    BOOST_TEST(some.count() == 2u);
    BOOST_TEST((some(1) && some(4)));

    nc::data::vocabulary colours(nc::data::id_kind::string);
    colours.insert("red");
    colours.insert("blue");
    nc::data::item_attributes table(items, {{"Colour", std::make_shared<const nc::data::vocabulary>(colours), {0, 1, nc::no_item, 1, 0}},
                                            {"Price", std::vector<float>{1, 2, 3, 4, 5}}});
    const nc::filter::item_set blue = nc::filter::item_set::where(table, "Colour", "blue");
    BOOST_TEST(blue.count() == 2u);
    BOOST_TEST((blue(1) && blue(3)));
    BOOST_TEST(nc::filter::item_set::where(table, "Colour", "green").count() == 0u);
    BOOST_CHECK_THROW(nc::filter::item_set::where(table, "Price", 1), nc::argument_error);
    BOOST_CHECK_THROW(nc::filter::item_set::where(table, "Size", 1), nc::data_error);
}

BOOST_AUTO_TEST_SUITE_END()
