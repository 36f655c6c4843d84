// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/reversed.hpp"

#include <boost/test/unit_test.hpp>

#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(reversed)

BOOST_AUTO_TEST_CASE(sessions_are_read_from_their_ends) {
    const auto log = toy::acted_log(30, 20);
    const auto back = nextclick::data::reversed(log);
    BOOST_TEST(!back.has_times());
    for (std::size_t s = 0; s < log.session_count(); ++s) {
        const auto a = log.items_of(s), b = back.items_of(s);
        BOOST_TEST(std::equal(a.begin(), a.end(), b.rbegin(), b.rend()));
        const std::size_t first = log.session_begin()[s];
        for (std::size_t t = 0; t < a.size(); ++t) {
            BOOST_TEST(log.column("Action").codes()[first + t] == back.column("Action").codes()[first + a.size() - 1 - t]);
            BOOST_TEST(log.column("Dwell").numbers()[first + t] == back.column("Dwell").numbers()[first + a.size() - 1 - t]);
        }
    }
    BOOST_TEST((nextclick::data::reversed(back).parts().item == log.parts().item));
}

BOOST_AUTO_TEST_SUITE_END()
