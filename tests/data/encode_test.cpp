// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/encode.hpp"

#include <boost/test/unit_test.hpp>

#include "data/support.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/data/read/read_clicks.hpp"

BOOST_AUTO_TEST_SUITE(data_encode)

using namespace nextclick::data;
using data_test::spelled;

namespace {
click_log parse(std::string_view text) {
    read_options options;
    options.columns = {{"Action"}};
    return parse_clicks(text, "t", options);
}
}  // namespace

BOOST_AUTO_TEST_CASE(a_test_log_takes_the_numbers_of_train) {
    const auto train = parse("SessionId\tItemId\tTime\tAction\n1\t10\t1\tview\n1\t11\t2\tbuy\n");
    const auto test = encoded_with(parse("SessionId\tItemId\tTime\tAction\n9\t11\t1\tbuy\n9\t99\t2\trate\n9\t10\t3\t\n"), train);
    BOOST_CHECK_EQUAL(spelled(test), "9: 11 ? 10");
    BOOST_CHECK(test.shared_items() == train.shared_items());
    const auto codes = test.column("Action").codes();
    BOOST_CHECK(codes[0] == 1 && codes[1] == nextclick::no_item && codes[2] == nextclick::no_item);
}

BOOST_AUTO_TEST_CASE(the_kind_of_ids_may_differ) {
    vocabulary strings(id_kind::string);
    for (const char* id : {"11", "10"}) strings.insert(id);
    const auto log = encoded_with(parse("SessionId\tItemId\tTime\tAction\n9\t10\t1\t\n9\t11\t2\t\n"), strings);
    BOOST_CHECK(log.items_of(0)[0] == 1 && log.items_of(0)[1] == 0);
    BOOST_CHECK_EQUAL(log.items().hash(), strings.hash());
}

BOOST_AUTO_TEST_CASE(strings_reach_a_vocabulary_of_integers) {
    const auto train = parse("SessionId\tItemId\tTime\tAction\n1\t10\t1\tview\n1\t11\t2\tbuy\n");
    const auto later = parse("SessionId\tItemId\tTime\tAction\n9\tB07\t1\t\n9\t11\t2\t\n");
    BOOST_CHECK_EQUAL(spelled(encoded_with(later, train)), "9: ? 11");
    BOOST_CHECK(translation(later.items(), train.items()) == (std::vector<nextclick::item_index>{nextclick::no_item, 1}));
    const auto all = all_items_of(train.items(), later.items());
    BOOST_CHECK(all->kind() == id_kind::string && all->size() == 3);
    BOOST_CHECK(all->find(10) == 0 && all->find("11") == 1 && all->find("B07") == 2);
    BOOST_CHECK_EQUAL(spelled(encoded_with(train, all)), "1: 10 11");
}

BOOST_AUTO_TEST_SUITE_END()
