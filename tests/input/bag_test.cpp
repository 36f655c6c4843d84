// SPDX-License-Identifier: Apache-2.0
// Gradients: tests/model/gradients_columns_test.cpp.
#include "nextclick/input/bag.hpp"

#include <boost/test/unit_test.hpp>

#include "input/support.hpp"
#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/data/read/read_clicks.hpp"
#include "nextclick/input.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(bag)

namespace nc = nextclick;
namespace data = nc::data;
namespace input = nc::input;
using title = input::bag<"Title", 3>;
using mean = input::bag<"Title", 3, input::bag_value::mean>;

namespace {
data::click_log titled(const char* rows) {
    data::read_options options;
    options.time.clear();
    options.columns = {{"Title", data::column_type::text}, {"Tags", data::column_type::tags}};
    return data::parse_clicks("SessionId\tItemId\tTitle\tTags\n" + std::string(rows), "clicks", options);
}
data::click_log shop() { return titled("1\t7\tRed shoe red\ta|b\n1\t8\tblue shoe\tb\n1\t9\t\t\n"); }
}  // namespace

BOOST_AUTO_TEST_CASE(sums_or_averages_the_rows_of_its_terms) {
    const auto terms = std::make_shared<const data::bag_terms>(toy::words(), '|');
    run_of<title> net({.terms = terms});
    run_of<mean> average({.terms = terms});
    average.p.terms = net.p.terms;
    BOOST_TEST(net.p.terms.rows == 5u);
    const toy::owned_batch batch({5, 2}, 5, 1);
    const auto x = net.forward(batch.rows()), y = average.forward(batch.rows());
    for (std::size_t r = 0; r < x.size(); ++r) {
        std::vector<double> expected(3);
        double weight = 0;
        const auto row = batch.title[r];
        for (std::size_t t = 0; t < row.codes.size(); ++t) {
            weight += static_cast<double>(row.weights[t]);
            for (std::size_t c = 0; c < 3; ++c) expected[c] += static_cast<double>(row.weights[t]) * net.p.terms(row.codes[t], c);
        }
        for (std::size_t c = 0; c < 3; ++c) {
            BOOST_TEST(x[r][c] == expected[c], boost::test_tools::tolerance(1e-12));
            BOOST_TEST(y[r][c] == (weight == 0 ? 0 : expected[c] / weight), boost::test_tools::tolerance(1e-12));
        }
    }
    BOOST_TEST(title::name() == "bag<Title>");
    BOOST_TEST(mean::name() == "bag<Title, mean>");
}

BOOST_AUTO_TEST_CASE(takes_its_terms_from_the_log) {
    const auto log = shop();
    const auto tags = input::fitted(input::bag<"Tags", 2>{}, log);
    BOOST_TEST(tags.terms->size() == 2u);
    BOOST_CHECK_EXCEPTION(input::fitted(title{}, log), nc::data_error, says("input::bag<Title>: counted_words: no word"));
    BOOST_CHECK_EXCEPTION((input::fitted(input::bag<"Brand", 2>{}, log)), nc::data_error,
                          says("input::bag<Brand>: this log has no column \"Brand\""));
    BOOST_CHECK_EXCEPTION((input::fitted(input::categorical<"Tags", 2>{}, log)), nc::data_error,
                          says("column \"Tags\" is multi-valued; it has no categories"));
    BOOST_CHECK_EXCEPTION(run_of<title>(), nc::argument_error, says("there are no terms"));
    const toy::owned_batch batch({2}, 5, 1);
    run_of<input::bag<"Name", 2>> other({.terms = tags.terms});
    BOOST_CHECK_EXCEPTION(other.forward(batch.rows()), nc::argument_error,
                          says("reads the column \"Name\" as a bag of terms; the batch has \"Action\""));
}

BOOST_AUTO_TEST_CASE(a_log_of_other_words_is_read_with_the_terms_of_the_model) {
    const auto log = shop();
    const title policy{.terms = data::counted_words(log.column("Title"), {.min_support = 1})};
    const auto other = titled("5\t8\tShoe: blue, green\ta\n5\t9\tgreen\ta\n");
    const auto required = input::required_columns(policy);
    nc::batch::column_gatherer here(log, required), there(other, required);
    const std::uint32_t events[] = {1}, both[] = {1, 0};
    const auto a = here.gather(events)[0], b = there.gather(both)[0];
    BOOST_TEST(b.begin.size() == 3u);
    BOOST_TEST(b.begin[1] == 0u);
    BOOST_TEST(std::ranges::equal(a.codes, b.codes));
    BOOST_TEST(std::ranges::equal(a.numbers, b.numbers));
    using twice = input::join<title, title>;
    const twice same(policy, policy), different(policy, {.terms = data::hashed_words(7)});
    BOOST_TEST(nc::batch::column_gatherer(log, input::required_columns(same)).gather(events).size() == 1u);
    BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(log, input::required_columns(different)), nc::argument_error,
                          says("with other categories or terms"));
    const title tags{.terms = data::tags_of(log.column("Tags"))};
    BOOST_CHECK_EXCEPTION(nc::batch::column_gatherer(log, input::required_columns(tags)), nc::argument_error,
                          says("as tags separated by '|', but the log has words"));
}

BOOST_AUTO_TEST_CASE(reads_a_table_of_items) {
    const auto table = toy::attributes(6);
    run_of<input::of_item<title>> net(input::of_item<title>(table), 6);
    const nc::item_index items[] = {5, 0, 4, 6};
    const std::uint32_t begin[] = {0, 4};
    const auto x = net.forward({{begin}, items, {}, {}, 4});
    const auto& rows = table.column("Title").bags();
    for (const std::size_t r : {0, 1})
        for (std::size_t c = 0; c < 3; ++c) {
            double expected = 0;
            const auto row = rows[items[r]];
            for (std::size_t t = 0; t < row.codes.size(); ++t)
                expected += static_cast<double>(row.weights[t]) * net.p.terms(row.codes[t], c);
            BOOST_TEST(x[r][c] == expected, boost::test_tools::tolerance(1e-12));
        }
    BOOST_TEST((x[2] == std::vector<double>{0, 0, 0}));
    BOOST_TEST((x[3] == std::vector<double>{0, 0, 0}));
}

BOOST_AUTO_TEST_SUITE_END()
