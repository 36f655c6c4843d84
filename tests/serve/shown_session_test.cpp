// SPDX-License-Identifier: Apache-2.0
// The output of the examples for a session: examples/live.hpp, on logs that may have no known item.
#include <boost/test/unit_test.hpp>

#include "../../examples/live.hpp"
#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/serve/list_session.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(shown_session)

namespace nc = nextclick;

namespace {
/// Sessions of a log over items 100, 101, ...; no_item is a click on an item that the log lacks.
nc::data::click_log log_of(const std::vector<std::vector<nc::item_index>>& sessions, std::size_t items) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(toy::numbered_items(items));
    for (const auto& s : sessions) {
        c.item.insert(c.item.end(), s.begin(), s.end());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_first_session_with_a_known_item_is_shown_to_its_end) {
    const nc::zoo::gru4rec<8> net(toy::numbered_items(3), {}, 3);  // fewer items than answers are shown
    const auto shown = [&](const nc::data::click_log& log, std::size_t clicks = 2) {
        nc::serve::session session(net);
        const std::size_t n = show_live(session, log, clicks);
        BOOST_TEST(session.clicks() == n);
        return n;
    };
    BOOST_TEST(shown(log_of({{0, 1, 2}}, 3)) == 2u);
    BOOST_TEST(shown(log_of({{2}}, 3)) == 1u);
    BOOST_TEST(shown(log_of({{5, 6}, {nc::no_item, 7}, {8, 1, 9, 2}}, 10)) == 2u);  // the model lacks the first two
    BOOST_TEST(shown(log_of({{5, 6}, {7}}, 10)) == 0u);
    BOOST_TEST(shown(log_of({{0, 1}}, 3), 0) == 0u);
    BOOST_TEST(shown(log_of({}, 3)) == 0u);
    BOOST_TEST(shown(nc::data::click_log()) == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_may_be_shorter_than_k_or_empty) {
    const auto log = log_of({{0, 1}, {0, 2}, {3, 3}}, 4);
    const nc::baseline::markov_chain ranker(log);  // ranks two successors of item 0, and none of items 1 and 2
    nc::serve::session session(ranker);
    BOOST_TEST(show_live(session, log, 2) == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
