// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/report.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/eval/evaluate.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(reports)

namespace nc = nextclick;

namespace {
const auto test_log = toy::chained_log(33, 300);
const nc::zoo::gru4rec<8> net(toy::numbered_items(30), {}, 3);
}  // namespace

BOOST_AUTO_TEST_CASE(reports_state_the_events_the_rule_and_the_intervals) {
    const auto has = [](const std::string& text, const std::string& part) { return text.find(part) != text.npos; };
    auto positions = nc::eval::by_position({1, 2, 4});
    const auto r = nc::eval::evaluate(net, test_log, {.cutoffs = {5, 20}}, positions);
    const std::string text = nc::eval::report(r);
    BOOST_TEST(has(text, "k            Recall"), text);
    BOOST_TEST(has(text, " ± 0."), text);
    BOOST_TEST(has(text, std::to_string(r.events) + " clicks of " + std::to_string(r.sessions) + " sessions"), text);
    BOOST_TEST(has(text, "equal scores: expected value over their orders"), text);
    BOOST_TEST(has(text, std::to_string(r.unknown_targets) + " of " + std::to_string(r.events)), text);
    BOOST_TEST(has(text, "the model has 100, 101, 102, ..."), text);
    BOOST_TEST(has(nc::eval::report(nc::eval::evaluate(net, test_log, {.rule = nc::eval::ties::median})), "equal scores: median place"));
    const std::string groups = nc::eval::report(positions, 20);
    BOOST_TEST(has(groups, "clicks before"), groups);
    BOOST_TEST(has(groups, "\n2 to 3"), groups);
    BOOST_CHECK_THROW(nc::eval::report(positions, 7), nc::argument_error);
    const nc::zoo::gru4rec<8> other(toy::numbered_items(30), {}, 4);
    const std::string both = nc::eval::report(nc::eval::compare(net, other, test_log, {.cutoffs = {20}}, {.resamples = 50}));
    BOOST_TEST(has(both, "95 % interval"), both);
    BOOST_TEST(has(both, "\nRecall@20"), both);
    BOOST_TEST(has(both, "sessions, which are resampled"), both);
}

BOOST_AUTO_TEST_SUITE_END()
