// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/options.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "allocations.hpp"
#include "io/temporary_folder.hpp"
#include "nextclick/batch.hpp"
#include "nextclick/encoder.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/pooling.hpp"
#include "nextclick/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"

// Options, validations and sessions that no training can use are errors before the first step.

namespace nc = nextclick;
namespace train = nc::train;

namespace options {
namespace {
using model = nc::zoo::gru4rec<16>;
const nc::optimizer::adagrad rule{.rate = 0.2};
constexpr auto minus_five = static_cast<std::size_t>(-5);

nc::data::click_log log_of(std::vector<std::vector<nc::item_index>> sessions, nc::data::vocabulary items) {
    nc::data::log_columns c;
    c.items = std::make_shared<const nc::data::vocabulary>(std::move(items));
    for (const auto& s : sessions) {
        c.item.insert(c.item.end(), s.begin(), s.end());
        c.session_begin.push_back(static_cast<std::uint32_t>(c.item.size()));
    }
    return nc::data::click_log(std::move(c));
}
struct fixture {
    nc::data::click_log log = toy::chained_log(40, 100);
    template <class Error = nc::argument_error>
    void refused(const train::options& options, const std::string& word) const {
        model net(log.items(), {.sampler = {.drawn = {.samples = 16}}});
        BOOST_CHECK_EXCEPTION(train::train(net, log, rule, options, [](const train::progress&) { BOOST_ERROR("training began"); }), Error,
                              says(word));
    }
};
}  // namespace
}  // namespace options

BOOST_FIXTURE_TEST_SUITE(options, options::fixture)

BOOST_AUTO_TEST_CASE(negative_and_huge_numbers_are_refused) {
    refused({.epochs = static_cast<std::size_t>(-1)}, "epochs is 18446744073709551615");
    refused({.epochs = 0}, "epochs is 0");
    refused({.batch = 0}, "batch size is 0");
    refused({.batch = minus_five}, "batch size of 18446744073709551611 is more than the");
    refused({.batch = 4'000'000'000}, "batch size of 4000000000 is more than the");
    refused({.threads = 0}, "threads is 0");
    refused({.threads = -2}, "threads is -2");
    const auto held_out = toy::chained_log(40, 30, 2);
    refused({.validation = &held_out, .validation_cutoff = 0}, "validation_cutoff is 0");
    refused({.validation = &held_out, .patience = minus_five}, "patience is 18446744073709551611");
    model net(log.items());
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::whole_sessions>(net, log, rule, {.max_length = minus_five}), nc::argument_error,
                          says("max_length is 18446744073709551611"));
    model many(log.items(), {.sampler = {.drawn = {.samples = minus_five}}});
    BOOST_CHECK_EXCEPTION(train::train(many, log, rule, {}), nc::argument_error, says("18446744073709551611 samples a step"));
}

BOOST_AUTO_TEST_CASE(a_batch_larger_than_the_log_takes_the_whole_log) {
    model one(log.items(), {.sampler = {.drawn = {.samples = 16}}}, 3);
    train::train(one, log, rule, {.epochs = 1, .batch = 1'000'000});
}

BOOST_AUTO_TEST_CASE(a_validation_without_a_transition_is_refused) {
    const auto single = log_of({{1}, {2}, {3}}, toy::numbered_items(40)), same_item = log_of({{1, 1}, {2, 2, 2}}, toy::numbered_items(40));
    const nc::data::click_log nothing;
    refused<nc::data_error>({.validation = &single}, "the validation log of 3 sessions has no click after another one");
    refused<nc::data_error>({.validation = &nothing}, "the validation log of 0 sessions");
    model net(log.items(), {.sampler = {.drawn = {.samples = 16}}});
    const train::options options{.epochs = 1, .targets = nc::batch::target_filter::new_item, .validation = &same_item};
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::whole_sessions>(net, log, rule, options), nc::data_error,
                          says("no click after another one"));
}

BOOST_AUTO_TEST_CASE(a_validation_of_unknown_ids_is_refused) {
    nc::data::vocabulary floats(nc::data::id_kind::string);
    for (const char* id : {"100.0", "101.0", "102.0", "103.0"}) floats.insert(id);
    const auto pandas = log_of({{0, 1, 2}, {3, 1}}, std::move(floats));
    refused<nc::data_error>({.validation = &pandas}, "3 transitions");
    refused<nc::data_error>({.validation = &pandas},
                            "its items are \"100.0\", \"101.0\", \"102.0\", ..., and those of the model \"100\", \"101\", \"102\", ...");
    const auto dropped = log_of({{nc::no_item, nc::no_item}}, toy::numbered_items(40));  // as in a split with unknown_items::keep
    refused<nc::data_error>({.validation = &dropped}, "the model's vocabulary has no item of the 1 transitions");
}

BOOST_AUTO_TEST_CASE(a_session_too_long_for_pairs_of_clicks_is_named) {
    std::vector<nc::item_index> bot(20'000);
    for (std::size_t i = 0; i < bot.size(); ++i) bot[i] = static_cast<nc::item_index>(i * 7 % 40);
    const auto with_bot = log_of({{1, 2, 3}, bot, {4, 5}}, toy::numbered_items(40));
    nc::zoo::narm<8, 8> net(with_bot.items());
    const auto names_it = [](const auto& e) {
        return says("session 1 has 20000 clicks")(e) && says("`max_length`")(e) && says("10000 clicks are the limit")(e);
    };
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::whole_sessions>(net, with_bot, rule, {.epochs = 1, .max_length = 20'000}), nc::data_error,
                          names_it);
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::prefixes>(net, with_bot, rule, {.epochs = 1}), nc::data_error, names_it);
    BOOST_CHECK_EXCEPTION(nc::eval::evaluate(net, with_bot, {.max_length = 0}), nc::data_error, names_it);
    train::train<nc::batch::whole_sessions>(net, with_bot, rule, {.epochs = 1, .max_length = 50});
    BOOST_TEST(nc::eval::evaluate(net, toy::chained_log(40, 20)).events > 0u);
    // In-batch negatives form pairs of targets too; batches of single clicks have no such pairs of one session.
    model in_batch(with_bot.items(), {.sampler = {.drawn = {.samples = 16}}});
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::whole_sessions>(in_batch, with_bot, rule, {.epochs = 1, .max_length = 20'000}),
                          nc::data_error, names_it);
    BOOST_CHECK_EXCEPTION(train::train<nc::batch::prefixes>(in_batch, with_bot, rule, {.epochs = 1}), nc::data_error, names_it);
    const train::trainer by_clicks(in_batch, with_bot, rule, {.epochs = 1});
}

/// Batches of whole sessions, evaluation and serving read the same last clicks of such a session, where nothing else is given.
BOOST_AUTO_TEST_CASE(whole_sessions_cut_by_default_where_a_policy_or_the_objective_works_on_pairs) {
    const std::vector<nc::item_index> bot(nc::max_length_of_pairs + 2, 3), long_enough(nc::max_length_of_pairs + 1, 3);
    const auto with_bot = log_of({{1, 2, 3}, bot}, toy::numbered_items(40)), without = log_of({long_enough}, toy::numbered_items(40));
    nc::zoo::narm<8, 8> net(with_bot.items());
    using train::trainer;
    using whole = nc::batch::whole_sessions;
    const auto longest = [&](auto& model, const nc::data::click_log& of, train::options options) {
        return trainer<std::remove_reference_t<decltype(model)>, nc::optimizer::adagrad, whole>(model, of, rule, options)
            .options()
            .max_length;
    };
    BOOST_TEST(longest(net, with_bot, {}) == nc::max_length_of_pairs);
    BOOST_TEST(longest(net, with_bot, {.max_length = 50}) == 50u);
    BOOST_TEST(longest(net, without, {}) == 0u);
    BOOST_TEST(longest(net, without, {.validation = &with_bot}) == nc::max_length_of_pairs);
    BOOST_TEST(nc::eval::detail::with_clicks_of(net, {}).max_length == nc::max_length_of_pairs);
    nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>, nc::pooling::last, nc::output::separate<>,
              nc::loss::cross_entropy, nc::sampler::all_items>
        recurrent(with_bot.items());  // works on no pairs
    BOOST_TEST(longest(recurrent, with_bot, {}) == 0u);
    BOOST_TEST(nc::eval::detail::with_clicks_of(recurrent, {}).max_length == 0u);
    // The targets of a batch are negatives of each other: training works on pairs, evaluation does not.
    model in_batch(with_bot.items(), {.sampler = {.drawn = {.samples = 16}}});
    BOOST_TEST(longest(in_batch, with_bot, {}) == nc::max_length_of_pairs);
    BOOST_TEST(longest(in_batch, with_bot, {.max_length = 50}) == 50u);
    BOOST_TEST(longest(in_batch, without, {.validation = &with_bot}) == 0u);
}

/// A policy that works on pairs does so within wrappers.
BOOST_AUTO_TEST_CASE(wrappers_of_a_policy_that_works_on_pairs_work_on_pairs) {
    using gru = nc::encoder::recurrent<nc::cell::gru<>, 8>;
    using pairs = nc::encoder::attentive_decoder<gru, nc::cell::gru<>, 8>;
    const auto works = [](auto encoder) {
        const nc::model<nc::input::embedding<8>, decltype(encoder), nc::pooling::last, nc::output::separate<>, nc::loss::cross_entropy,
                        nc::sampler::all_items>
            net(toy::numbered_items(9));
        return nc::works_on_pairs(net);
    };
    BOOST_TEST(works(pairs{}));
    BOOST_TEST(works(nc::encoder::stack<pairs, gru>{}));
    BOOST_TEST(works(nc::encoder::stack<nc::encoder::dropout, pairs>{}));
    BOOST_TEST(!works(nc::encoder::stack<gru, gru>{}));
}

/// Of this thread, where the program counts allocations (train_test.cpp).
BOOST_AUTO_TEST_CASE(memory_grows_linearly_with_a_session) {
    using net_type = nc::model<nc::input::embedding<8>, nc::encoder::recurrent<nc::cell::gru<>, 8>,
                               nc::pooling::join<nc::pooling::last, nc::pooling::mean>, nc::output::separate<>, nc::loss::cross_entropy,
                               nc::sampler::all_items>;
    const auto taken = [](std::size_t clicks) {
        std::vector<nc::item_index> bot(clicks);
        for (std::size_t i = 0; i < clicks; ++i) bot[i] = static_cast<nc::item_index>(i * 7 % 40);
        const auto with_bot = log_of({{1, 2, 3}, bot, {4, 5}}, toy::numbered_items(40));
        net_type net(with_bot.items());
        const std::ptrdiff_t before = max_held_bytes = held_bytes;
        train::train<nc::batch::whole_sessions>(net, with_bot, rule, {.epochs = 1, .threads = 1});
        nc::eval::evaluate(net, with_bot, {.list_metrics = false, .threads = 1});
        return max_held_bytes - before;
    };
    const auto once = taken(3'001), twice = taken(6'001);
    BOOST_TEST(2 * twice <= 5 * once);
    if (allocations == 0) BOOST_TEST_MESSAGE("nothing is counted here");
}

BOOST_AUTO_TEST_SUITE_END()
