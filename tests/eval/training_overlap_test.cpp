// SPDX-License-Identifier: Apache-2.0
#include "nextclick/eval/training_overlap.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/baseline/item_to_item.hpp"
#include "nextclick/data/edit/split.hpp"
#include "nextclick/eval/report.hpp"
#include "nextclick/hybrid.hpp"
#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(training_overlaps)

namespace nc = nextclick;

namespace {
/// One session per hour, one click per minute.
nc::data::click_log timed_log() {
    auto c = toy::chained_log(30, 200).parts();
    for (std::size_t s = 0; s + 1 < c.session_begin.size(); ++s)
        for (std::uint32_t e = c.session_begin[s]; e < c.session_begin[s + 1]; ++e)
            c.time.push_back(1'420'070'400'000 + static_cast<std::int64_t>(s) * 3'600'000 + (e - c.session_begin[s]) * 60'000);
    return nc::data::click_log(std::move(c));
}
template <class Net>
std::string overlap_text(const Net& net, const nc::data::click_log& log) {
    const auto all = nc::eval::remarks(nc::eval::evaluate(net, log));
    for (const std::string& line : all)
        if (line.find("trained on") != line.npos) return line;
    return {};
}
bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }
}  // namespace

BOOST_AUTO_TEST_CASE(evaluation_on_the_training_log_is_reported) {
    const auto all = timed_log();
    const auto [train, test] = nc::data::last_fraction(timed_log(), 0.2);
    nc::zoo::gru4rec<8> net(train.items());
    BOOST_TEST(overlap_text(net, train).empty());  // it has no training log yet
    nc::train::train(net, train, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 1});
    const nc::baseline::item_knn ranker(train);
    const nc::hybrid::weighted both(nc::hybrid::part{net, nc::hybrid::scaling::none{}, 1.0},
                                    nc::hybrid::part{ranker, nc::hybrid::scaling::none{}, 1.0});
    const auto check = [&](const auto& by) {
        BOOST_TEST(nc::eval::evaluate(by, train).trained_on.same_log);
        BOOST_TEST(has(overlap_text(by, train), "the same clicks"));
        BOOST_TEST(!nc::eval::evaluate(by, test).trained_on.same_log);
        BOOST_TEST(overlap_text(by, test).empty());
        const auto overlap = nc::eval::evaluate(by, all).trained_on;  // the training sessions and more
        BOOST_TEST(!overlap.same_log);
        const auto within = [&](std::int64_t t) {
            return t >= train.time_column().front() && t <= *std::ranges::max_element(train.time_column());
        };
        BOOST_TEST(overlap.clicks == static_cast<std::size_t>(std::ranges::count_if(all.time_column(), within)));
        BOOST_TEST(overlap.share > 0.7);
        BOOST_TEST(has(overlap_text(by, all), "(2015-01-01 to 2015-01-07; here 2015-01-01 to 2015-01-09)"), overlap_text(by, all));
    };
    check(net);
    check(ranker);
    check(both);
}

BOOST_AUTO_TEST_CASE(the_same_clicks_in_other_numbers_are_the_same_log) {
    const auto log = timed_log();
    const nc::baseline::item_knn ranker(log);
    auto c = log.parts();
    const std::size_t n = c.items->size();
    std::vector<std::int64_t> ids(n);
    for (std::size_t i = 0; i < n; ++i) ids[n - 1 - i] = (*c.items)[static_cast<nc::item_index>(i)].integer();
    c.items = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(ids));
    for (auto& i : c.item) i = static_cast<nc::item_index>(n) - 1 - i;
    c.time.clear();
    BOOST_TEST(nc::eval::evaluate(ranker, nc::data::click_log(std::move(c))).trained_on.same_log);
}

BOOST_AUTO_TEST_SUITE_END()
