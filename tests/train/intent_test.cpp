// SPDX-License-Identifier: Apache-2.0
// A model with a head learns both outputs: the trainer provides the labels and adds the losses.
#include "nextclick/eval/intent.hpp"

#include <boost/test/unit_test.hpp>

#include "allocations.hpp"
#include "nextclick/batch/prefixes.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/encoder_decoder.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(train_intent)

namespace nc = nextclick;
using namespace nc;
using shop_model = zoo::encoder_decoder_intent<"Purchase", 8, 8>;

namespace {
/// Sessions of two clicks: the next item is the double of the first, and sessions that begin with an odd item end in a purchase.
data::click_log two_clicks(std::uint32_t items) {
    data::log_columns c;
    c.items = std::make_shared<const data::vocabulary>(toy::numbered_items(items));
    std::vector<float> label;
    for (std::uint32_t s = 0; s < 300; ++s) {
        const std::uint32_t item = s * 7 % items;
        for (const std::uint32_t i : {item, item * 2 % items}) c.item.push_back(i), label.push_back(static_cast<float>(item % 2));
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    c.extra.emplace_back("Purchase", std::move(label));
    return data::click_log(std::move(c));
}
using by_prefixes = train::trainer<shop_model, optimizer::adam, batch::prefixes>;
shop_model trained(const data::click_log& log, double weight, int threads) {
    shop_model m(log.items(), {.pooling = {.probability = 0.1}, .head = {.weight = weight}});
    by_prefixes run(m, log, {.rate = 0.01}, {.epochs = 12, .batch = 20, .threads = threads});
    for (int i = 0; i < 6; ++i) run.step();
    const std::size_t before = allocations;
    run.step();
    BOOST_TEST(allocations == before);
    train::train(run);
    return m;
}
}  // namespace

BOOST_AUTO_TEST_CASE(learns_the_items_and_the_intent) {
    const auto log = two_clicks(13);
    const shop_model m = trained(log, 1, 1);
    const auto found = eval::evaluate_intent(m, log);
    BOOST_TEST(found.table.count() == 300u);
    BOOST_TEST(found.table.majority_accuracy() < 0.6);
    BOOST_TEST(found.table.accuracy() > 0.95);
    BOOST_TEST(eval::evaluate(m, log, {.cutoffs = {1}})[1].recall > 0.95);
}

BOOST_AUTO_TEST_CASE(learns_the_items_alone_without_a_weight) {
    const auto log = two_clicks(13);
    const shop_model m = trained(log, 0, 2);
    BOOST_TEST(eval::evaluate_intent(m, log).table.accuracy() < 0.8);
    BOOST_TEST(eval::evaluate(m, log, {.cutoffs = {1}})[1].recall > 0.95);
}

BOOST_AUTO_TEST_CASE(needs_the_labels) {
    const auto log = toy::chained_log(13, 40);
    shop_model m(log.items());
    BOOST_CHECK_EXCEPTION(by_prefixes(m, log, {}, {}), argument_error, [](const argument_error& e) {
        return std::string(e.what()).find(
                   "head::intent<Purchase, lstm> reads the column \"Purchase\", "
                   "which the log lacks") != std::string::npos;
    });
}

BOOST_AUTO_TEST_SUITE_END()
