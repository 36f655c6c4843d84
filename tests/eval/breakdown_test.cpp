// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/breakdown.hpp"

#include <boost/test/unit_test.hpp>
#include <map>

#include "nextclick/eval/evaluate.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(breakdowns)

namespace nc = nextclick;

namespace {
const auto test_log = toy::chained_log(33, 300);
const nc::zoo::gru4rec<8> net(toy::numbered_items(30), {}, 3);

/// Every group's figures are those of an evaluation of its events alone, computed here event by event.
template <class NumberOf>
void check(nc::eval::breakdown groups, const std::vector<std::size_t>& bounds, const NumberOf& number_of) {
    std::vector<nc::eval::ranked_event> events;
    nc::eval::evaluate(net, test_log, {}, groups, [&](const nc::eval::ranked_event& e) { events.push_back(e); });
    std::map<std::size_t, std::pair<double, double>> hits;  // of a group: events, and hits among the first 5
    for (const auto& e : events) {
        std::size_t group = 0;
        while (group < bounds.size() && number_of(e) >= bounds[group]) ++group;
        hits[group].first += 1;
        hits[group].second += e.ranked() && e.worst() <= 5 ? 1 : 0;  // no ties here
    }
    const auto rows = groups.rows();
    BOOST_TEST_REQUIRE(rows.size() == hits.size());
    auto expected = hits.begin();
    for (const auto& row : rows) {
        BOOST_TEST(static_cast<double>(row.figures.events) == expected->second.first);
        BOOST_TEST(row.figures[5].recall == expected->second.second / expected->second.first, boost::test_tools::tolerance(1e-12));
        ++expected;
    }
}
}  // namespace

BOOST_AUTO_TEST_CASE(by_position_length_and_popularity) {
    check(nc::eval::by_position({1, 2, 4}), {1, 2, 4}, [](const auto& e) { return e.position(); });
    check(nc::eval::by_session_length({2, 3, 5}), {2, 3, 5}, [](const auto& e) { return e.session_length(); });
    std::vector<std::uint32_t> support(30);
    for (std::size_t i = 0; i < support.size(); ++i) support[i] = static_cast<std::uint32_t>(i * i);
    check(nc::eval::by_popularity(support, {1, 10, 400}), {1, 10, 400},
          [&](const auto& e) { return e.item == nc::no_item ? 0 : support[e.item]; });
    auto too_few = nc::eval::by_popularity({1, 2, 3});
    BOOST_CHECK_THROW(nc::eval::evaluate(net, test_log, {}, too_few), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(groups_have_names_and_standard_errors_of_their_own_sessions) {
    auto positions = nc::eval::by_position({1, 2, 4});
    const auto all = nc::eval::evaluate(net, test_log, {}, positions);
    const auto rows = positions.rows();
    BOOST_TEST_REQUIRE(rows.size() == 3u);
    BOOST_TEST(rows[0].name == "1");
    BOOST_TEST(rows[1].name == "2 to 3");
    BOOST_TEST(rows[2].name == "4 or more");
    BOOST_TEST(rows[0].figures.events == rows[0].figures.sessions);  // one per session
    BOOST_TEST(rows[0].figures.sessions == all.sessions);
    BOOST_TEST(rows[1].figures.sessions < rows[1].figures.events);
    const double p = rows[0].figures[5].recall, n = static_cast<double>(rows[0].figures.events);  // independent: the textbook's formula
    BOOST_TEST(rows[0].figures[5].error.recall == std::sqrt(p * (1 - p) / (n - 1)), boost::test_tools::tolerance(1e-9));
    BOOST_CHECK_THROW(nc::eval::by_position({}), nc::argument_error);
    BOOST_CHECK_THROW(nc::eval::by_position({2, 2}), nc::argument_error);
}

BOOST_AUTO_TEST_SUITE_END()
