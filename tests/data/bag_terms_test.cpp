// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data/bag_terms.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <map>
#include <utility>

#include "data/support.hpp"
#include "nextclick/data/counted_words.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/read/items_of.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/data/write/write_clicks.hpp"

BOOST_AUTO_TEST_SUITE(bag_terms)

namespace nc = nextclick;
namespace data = nextclick::data;
using data_test::says;

namespace {
constexpr const char* clicks =
    "SessionId\tItemId\tTitle\tTags\n"
    "1\t7\tRed shoe, red sole\tshoes|sale\n"
    "1\t8\tBlue shoe\tshoes\n"
    "2\t9\t\tsale | new|sale\n"
    "2\t7\tA hat\t\n";

data::read_options text_and_tags() {
    data::read_options options;
    options.time.clear();
    options.columns = {{"Title", data::column_type::text}, {"Tags", data::column_type::tags}};
    return options;
}
data::click_log read(const std::string& text = clicks) { return data::parse_clicks(text, "clicks", text_and_tags()); }

using bag = std::map<std::string, float>;
bag spelled(const data::event_column& c, std::size_t row) {
    bag terms;
    for (std::size_t t = 0; t < c.bags()[row].codes.size(); ++t)
        terms[c.shared_terms()->name(c.bags()[row].codes[t])] = c.bags()[row].weights[t];
    return terms;
}
}  // namespace

BOOST_AUTO_TEST_CASE(logs_hold_terms_and_their_counts) {
    const auto log = read();
    const auto &title = log.column("Title"), &tags = log.column("Tags");
    BOOST_TEST((title.is<data::kind::bags>()));
    BOOST_TEST((spelled(title, 0) == bag{{"red", 2}, {"shoe", 1}, {"sole", 1}}));
    BOOST_TEST((spelled(title, 3) == bag{{"a", 1}, {"hat", 1}}));
    BOOST_TEST(title.missing(2));
    BOOST_TEST((spelled(tags, 2) == bag{{"sale", 2}, {"new", 1}}));
    BOOST_TEST(tags.missing(3));
    BOOST_TEST(tags.text(0) == "shoes|sale");
    BOOST_TEST(title.text(0) == "red red shoe sole");
    BOOST_TEST(title.shown(2) == "nothing");
    BOOST_CHECK_THROW(title.codes(), nc::data_error);
    BOOST_CHECK_THROW(title.categories(), nc::data_error);
    auto options = text_and_tags();
    options.columns = {{"Tags", data::column_type::tags, 0}};
    BOOST_CHECK_EXCEPTION(data::parse_clicks(clicks, "c", options), nc::argument_error, says("\"Tags\": tags need a separator"));
}

BOOST_AUTO_TEST_CASE(are_written_and_read_back) {
    const data_test::scratch folder;
    data::write_clicks(read(), folder / "again.tsv");
    BOOST_TEST(data_test::same_content(read(), data::read_clicks(folder / "again.tsv", text_and_tags())));
}

BOOST_AUTO_TEST_CASE(a_test_log_is_encoded_with_the_terms_of_the_training_log) {
    const auto log = data::encoded_with(read("SessionId\tItemId\tTitle\tTags\n5\t7\tgreen hat shoe\tnew|old\n"), read());
    BOOST_TEST((spelled(log.column("Title"), 0) == bag{{"shoe", 1}, {"hat", 1}}));
    BOOST_TEST((spelled(log.column("Tags"), 0) == bag{{"new", 1}}));
    BOOST_TEST(log.column("Title").bags()[0].codes[0] < log.column("Title").bags()[0].codes[1]);
}

BOOST_AUTO_TEST_CASE(words_are_weighed_by_tf_idf) {
    const auto log = read();
    const auto terms = data::counted_words(log.column("Title"), {.min_support = 1});
    BOOST_TEST(terms->size() == 6u);
    // 3 texts; by the equation: ln((1 + 3) / (1 + with)) + 1.
    const double rare = std::log(4.0 / 2) + 1, shoe = std::log(4.0 / 3) + 1;
    const double length = std::sqrt(4 * rare * rare + shoe * shoe + rare * rare);
    auto bags = log.column("Title").as<data::kind::bags>();
    bags.encode(*terms);
    const data::event_column weighed("Title", std::move(bags));
    auto row = spelled(weighed, 0);
    const auto close = boost::test_tools::tolerance(1e-6);
    BOOST_TEST(static_cast<double>(row["red"]) == 2 * rare / length, close);
    BOOST_TEST(static_cast<double>(row["shoe"]) == shoe / length, close);
    BOOST_TEST(static_cast<double>(row["sole"]) == rare / length, close);
    BOOST_TEST(weighed.missing(2));
    const auto frequent = data::counted_words(log.column("Title"), {.min_support = 2});
    BOOST_TEST(frequent->size() == 1u);
    BOOST_TEST(frequent->find("shoe") == 0u);
    BOOST_TEST(frequent->find("red") == nc::no_item);
    BOOST_CHECK_EXCEPTION(data::counted_words(log.column("Title")), nc::data_error, says("no word of column \"Title\" occurs in 10 rows"));
}

BOOST_AUTO_TEST_CASE(words_may_be_hashed) {
    const auto terms = data::hashed_words(3);
    BOOST_TEST(terms->size() == 3u);
    BOOST_TEST(terms->hashed());
    for (const char* word : {"red", "shoe", "whatever"}) BOOST_TEST(terms->find(word) < 3u);
    const auto log = read();
    auto bags = log.column("Title").as<data::kind::bags>();
    bags.encode(*terms);
    const data::event_column weighed("Title", std::move(bags));
    double squares = 0;
    for (const float w : weighed.bags()[0].weights) squares += static_cast<double>(w) * static_cast<double>(w);
    BOOST_TEST(squares == 1, boost::test_tools::tolerance(1e-6));
    BOOST_CHECK_THROW(data::hashed_words(0), nc::data_error);
    BOOST_TEST(terms->hash() != data::hashed_words(4)->hash());
}

BOOST_AUTO_TEST_CASE(a_text_gives_the_bag_that_the_log_has) {
    nc::workspace memory;
    std::string text;
    for (int i = 0; i < 300; ++i) text += "w" + std::to_string(i * 7 % 101) + ' ';
    const auto log = read("SessionId\tItemId\tTitle\tTags\n5\t7\t" + text + "\tx\n");
    for (const auto& terms : {data::counted_words(log.column("Title"), {.min_support = 1}), data::hashed_words(40)}) {
        const auto found = terms->read(text, memory);
        auto bags = log.column("Title").as<data::kind::bags>();
        bags.encode(*terms);
        const data::event_column weighed("Title", std::move(bags));
        BOOST_TEST(std::ranges::equal(found.codes, weighed.bags()[0].codes));
        BOOST_TEST(std::ranges::equal(found.weights, weighed.bags()[0].weights));
        BOOST_TEST(std::ranges::is_sorted(found.codes));
    }
    BOOST_TEST(data::hashed_words(40)->read("", memory).codes.empty());
}

BOOST_AUTO_TEST_CASE(invalid_terms_and_weights_are_refused) {
    const auto log = read();
    const auto terms = log.column("Tags").shared_terms();
    BOOST_CHECK_THROW(data::bag_terms(terms, '|', {1, 2}), nc::data_error);
    BOOST_CHECK_THROW(data::bag_terms(terms, '|', {1, 2, std::nanf("")}), nc::data_error);
    BOOST_CHECK_THROW(data::bag_terms(nullptr, '|'), nc::data_error);
    BOOST_TEST(data::bag_terms(terms, '|').find("sale") == 1u);
    BOOST_TEST(data::bag_terms().find("sale") == nc::no_item);
    BOOST_TEST(data::tags_of(log.column("Tags"))->size() == 3u);
}

BOOST_AUTO_TEST_CASE(are_attributes_of_items_too) {
    data::item_report report;
    const auto table = data::items_of(read(), {}, &report);
    BOOST_TEST((spelled(table.column("Tags"), table.items().find(9)) == bag{{"sale", 2}, {"new", 1}}));
    BOOST_TEST(table.column("Title").missing(table.items().find(9)));
    BOOST_TEST(report.contradictions == 1u);
    BOOST_TEST(report.messages.at(0) == "item 7: \"Title\" is \"red red shoe sole\" and in a later row \"a hat\"; the first is kept");
}

BOOST_AUTO_TEST_SUITE_END()
