// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/provenance.hpp"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "nextclick/data/encode.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "support.hpp"

BOOST_AUTO_TEST_SUITE(provenance)

namespace nc = nextclick;
namespace data = nc::data;

namespace {
data::click_log read(const std::string& rows) {
    const data_test::scratch folder;
    return data::read_clicks(folder.write("log.tsv", "SessionId\tItemId\tTime\n" + rows));
}
const std::string first = "1\t7\t100\n1\t8\t101\n2\t9\t102\n2\t7\t103\n";
}  // namespace

BOOST_AUTO_TEST_CASE(the_hash_distinguishes_logs_by_their_clicks) {
    const auto log = read(first);
    const auto facts = data::facts_of(log);
    BOOST_TEST(facts.sessions == 2u);
    BOOST_TEST(facts.events == 4u);
    BOOST_TEST(facts.items == 3u);
    BOOST_TEST(facts.first.value() == 100'000);
    BOOST_TEST(facts.last.value() == 103'000);
    BOOST_TEST((facts == data::facts_of(read(first))));
    // Other item numbers, the same clicks.
    data::vocabulary reversed;
    for (const int id : {9, 8, 7, 1}) reversed.insert(id);
    const auto encoded = data::encoded_with(log, std::make_shared<const data::vocabulary>(reversed));
    BOOST_TEST(data::facts_of(encoded).hash == facts.hash);
    // Other clicks, other bounds of sessions, another order.
    BOOST_TEST(data::facts_of(read("1\t7\t100\n1\t8\t101\n2\t9\t102\n2\t8\t103\n")).hash != facts.hash);
    BOOST_TEST(data::facts_of(read("1\t7\t100\n1\t8\t101\n1\t9\t102\n1\t7\t103\n")).hash != facts.hash);
    BOOST_TEST(data::facts_of(read("1\t8\t100\n1\t7\t101\n2\t9\t102\n2\t7\t103\n")).hash != facts.hash);
}

BOOST_AUTO_TEST_CASE(each_log_is_recorded_once) {
    const auto log = read(first), more = read("5\t7\t900\n5\t9\t901\n");
    data::provenance about;
    about.learned_from(log);
    about.learned_from(log);
    BOOST_TEST(about.logs.size() == 1u);
    BOOST_TEST((about.support == log.item_support()));
    const auto later = data::encoded_with(more, log.shared_items());
    about.learned_from(later);
    BOOST_TEST(about.logs.size() == 2u);
    BOOST_TEST((about.support == std::vector<std::uint32_t>{3, 1, 2}));
    BOOST_TEST(about.contains(data::facts_of(more)));
    BOOST_TEST(!about.contains(data::facts_of(read("5\t7\t900\n5\t8\t901\n"))));
}

BOOST_AUTO_TEST_CASE(counts_follow_added_and_removed_items) {
    data::provenance about;
    about.learned_from(read(first));
    const auto to = about.with_items({2, nc::no_item, 0});
    BOOST_TEST((to.support == std::vector<std::uint32_t>{1, 0, 2}));
    BOOST_TEST((to.logs == about.logs));
    BOOST_TEST(data::provenance{}.with_items({0, 1}).support.empty());
}

BOOST_AUTO_TEST_SUITE_END()
