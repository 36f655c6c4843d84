// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/known_items.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "fixed_ranker.hpp"
#include "nextclick/eval/evaluate.hpp"
#include "nextclick/eval/tune_weights.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/hrnn.hpp"

BOOST_AUTO_TEST_SUITE(known_items)

namespace nc = nextclick;

namespace {
/// Sessions of these ids.
template <class Id>
nc::data::click_log log_of(nc::data::id_kind kind, const std::vector<std::vector<Id>>& sessions) {
    nc::data::log_columns c;
    auto items = std::make_shared<nc::data::vocabulary>(kind);
    for (const auto& s : sessions) {
        for (const Id& id : s) c.item.push_back(items->insert(id));
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    c.items = std::move(items);
    return nc::data::click_log(std::move(c));
}
nc::data::click_log of_strings(const std::vector<std::vector<std::string>>& sessions) {
    return log_of(nc::data::id_kind::string, sessions);
}
nc::data::click_log of_integers(const std::vector<std::vector<int>>& sessions) { return log_of(nc::data::id_kind::integer, sessions); }

/// The message of an error; empty if there is none.
template <class F>
std::string error_of(const F& f) {
    try {
        f();
    } catch (const nc::data_error& e) {
        return e.what();
    }
    return {};
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

using model = nc::zoo::gru4rec<8>;
const nc::data::click_log train = of_integers({{17, 1, 4, 9, 12}, {17, 4, 1}});
}  // namespace

BOOST_AUTO_TEST_CASE(a_log_with_ids_of_another_spelling_is_refused_with_ids_of_both) {
    const model net(train.items());
    const auto floats = of_strings({{"17.0", "1.0", "4.0"}, {"9.0", "12.0"}});
    const std::string message = error_of([&] { nc::eval::evaluate(net, floats); });
    BOOST_TEST(has(message, "3 of 3 targets are unknown"), message);
    BOOST_TEST(
        has(message,
            "none of the 5 ids of the log is known to the model: the log has \"17.0\", \"1.0\", \"4.0\", ...; the model has 17, 1, 4, ..."),
        message);
    BOOST_TEST(has(message, ". If this is intended, set eval::options::max_unknown = 1"), message);
    // With the spelling of a program, which may have no word for an option.
    const auto words_of = [](std::string_view field, std::string_view value) {
        return field == "max_unknown" ? "--max-unknown " + std::string(value) : std::string();
    };
    BOOST_TEST(
        error_of([&] { nc::eval::evaluate(net, floats, {.spelling = words_of}); }).ends_with(" If this is intended, set --max-unknown 1"));
    const std::string empty = error_of([&] { nc::eval::evaluate(net, of_integers({{17}}), {.spelling = words_of}); });
    BOOST_TEST((has(empty, "nothing to evaluate") && !has(empty, "If this is intended")), empty);
    // For every kind of ranker, and every kind of ids.
    const nc::data::click_log words = of_strings({{"a", "b", "c"}}), others = of_integers({{93, 94}});
    const toy::fixed_ranker ranker(10, toy::fixed_ranker::row{{1, 2}});
    nc::hybrid::weighted both(nc::hybrid::part{net, nc::hybrid::scaling::none{}, 1.0},
                              nc::hybrid::part{net, nc::hybrid::scaling::none{}, 1.0});
    for (const auto* log : {&floats, &words, &others}) {
        BOOST_TEST(!error_of([&] { nc::eval::evaluate(net, *log); }).empty());
        BOOST_TEST(!error_of([&] { nc::eval::evaluate(ranker, *log); }).empty());
        BOOST_TEST(!error_of([&] { nc::eval::evaluate(both, *log); }).empty());
        BOOST_TEST(!error_of([&] { nc::eval::tune_weights(both, *log); }).empty());
        BOOST_TEST(!error_of([&] { nc::eval::check_log(net, *log); }).empty());
    }
    const model of_words(words.items());
    BOOST_TEST(has(error_of([&] { nc::eval::evaluate(of_words, others); }), "the log has 93, 94; the model has \"a\", \"b\", \"c\", ..."));
}

BOOST_AUTO_TEST_CASE(integers_among_strings_and_strings_among_integers_are_found) {
    const model net(train.items()), of_words(of_strings({{"17", "1", "4"}}).items());
    BOOST_TEST(nc::eval::evaluate(net, of_strings({{"17", "1"}})).unknown_targets == 0u);
    BOOST_TEST(nc::eval::evaluate(of_words, of_integers({{17, 1}})).unknown_targets == 0u);
}

BOOST_AUTO_TEST_CASE(some_unknown_items_are_counted_and_named) {
    const model net(train.items());
    const auto r = nc::eval::evaluate(net, of_integers({{17, 1, 4, 99}, {98, 4, 17, 1}}));
    BOOST_TEST(r.events == 6u);
    BOOST_TEST(r.sessions == 2u);
    BOOST_TEST(r.unknown_targets == 1u);
    BOOST_TEST(r.ids == 5u);
    BOOST_TEST(r.unknown_ids == 2u);
    BOOST_TEST(r.unknown_names == (std::vector<std::string>{"99", "98"}), boost::test_tools::per_element());
    BOOST_TEST(r.known_names == (std::vector<std::string>{"17", "1", "4"}), boost::test_tools::per_element());
    BOOST_TEST(nc::eval::evaluate(net, of_integers({{17, 1}})).known_names.empty());
}

BOOST_AUTO_TEST_CASE(the_share_of_unknown_items_is_an_option) {
    const model net(train.items());
    std::vector<std::vector<int>> sessions;
    for (int s = 0; s < 19; ++s) sessions.push_back({17, 1000 + s});
    sessions.push_back({17, 1});
    const auto log = of_integers(sessions);  // 19 of 20 targets are unknown
    BOOST_TEST(!error_of([&] { nc::eval::evaluate(net, log); }).empty());
    BOOST_TEST(nc::eval::evaluate(net, log, {.max_unknown = 0.95}).unknown_targets == 19u);
    const auto all = nc::eval::evaluate(net, of_integers({{93, 94}}), {.max_unknown = 1});
    BOOST_TEST(all.events == 1u);
    BOOST_TEST(all[20].recall == 0.0);
    BOOST_CHECK_THROW(nc::eval::evaluate(net, log, {.max_unknown = 1.5}), nc::argument_error);
}

BOOST_AUTO_TEST_CASE(an_evaluation_without_events_is_an_error_with_its_reason) {
    const model net(train.items());
    const auto why = [&](const nc::data::click_log& log, const nc::eval::options& options = {}) {
        return error_of([&] { nc::eval::evaluate(net, log, options); });
    };
    BOOST_TEST(has(why(of_integers({})), "the log has no sessions"));
    BOOST_TEST(has(why(of_integers({{17}, {4}, {1}})), "none of the log's 3 sessions has two clicks"));
    BOOST_TEST(has(why(of_integers({{17, 17}}), {.targets = nc::batch::target_filter::new_item}), "the item of the click before"));
    BOOST_TEST(has(why(of_integers({{17, 1}}), {.target_items = std::vector<bool>(5, false)}), "eval::options::target_items"));
    BOOST_TEST(has(why(of_integers({{17, 1, 1}}), {.targets = nc::batch::target_filter::new_item, .last_only = true}), "last_only"));
    BOOST_TEST(has(why(of_integers({{17}})), "may_be_empty"));
    const auto r = nc::eval::evaluate(net, of_integers({{17}}), {.may_be_empty = true});
    BOOST_TEST(r.events == 0u);
    BOOST_TEST(std::isnan(r[20].recall));  // no figure that could be taken for a result
}

BOOST_AUTO_TEST_SUITE_END()
