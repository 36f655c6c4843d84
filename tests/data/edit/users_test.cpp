// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/edit/users.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

#include "nextclick/core/error.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(sessions_of_users)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(each_user_has_its_sessions_in_the_order_of_the_log) {
    const auto log = toy::users_log({{0, {1, 2}}, {2, {3, 4}}, {0, {5, 6}}, {2, {7, 8}}, {0, {9, 1}}});
    const nc::data::sessions_of_users users(log);
    const std::vector<std::vector<std::uint32_t>> expected{{0, 2, 4}, {}, {1, 3}};
    BOOST_REQUIRE(users.size() == 3u);
    for (std::size_t u = 0; u < 3; ++u)
        BOOST_TEST(std::vector(users[u].begin(), users[u].end()) == expected[u], boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_log_without_users_is_refused) {
    BOOST_CHECK_EXCEPTION(nc::data::sessions_of_users(toy::chained_log(5, 3)), nc::data_error,
                          [](const auto& e) { return std::string(e.what()).find("read_options::user") != std::string::npos; });
}

BOOST_AUTO_TEST_SUITE_END()
