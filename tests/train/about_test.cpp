// SPDX-License-Identifier: Apache-2.0
#include "nextclick/train/about.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/data/simulate/simulator.hpp"
#include "nextclick/model/with_items.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"

BOOST_AUTO_TEST_SUITE(about)

namespace nc = nextclick;

BOOST_AUTO_TEST_CASE(training_records_its_log_and_options_in_the_model) {
    const auto log = nc::data::simulate({.sessions = 200, .items = 40});
    const nc::zoo::gru4rec<4> fresh(log.items(), {.sampler = {.drawn = {.samples = 16}}});
    BOOST_TEST(fresh.about.logs.empty());
    auto net = fresh;
    {  // a model without training has no record
        nc::train::trainer run(net, log, nc::optimizer::adam{}, {});
        BOOST_TEST(net.about.logs.empty());
        run.step();
        BOOST_TEST((net.about.logs == std::vector{nc::data::facts_of(log)}));
    }
    net = fresh;
    nc::train::train<nc::batch::whole_sessions>(
        net, log, nc::optimizer::scheduled{nc::optimizer::adagrad{.rate = .07}, nc::optimizer::step_decay{.every = 2}},
        {.epochs = 2,
         .batch = 17,
         .session_order = nc::train::order::shuffled,
         .max_length = 9,
         .kept = nc::batch::keep::first,
         .click_dropout = .25,
         .frozen = {"encoder.bias"},
         .seed = 3});
    BOOST_TEST((net.about.logs == std::vector{nc::data::facts_of(log)}));
    BOOST_TEST((net.about.support == log.item_support()));
    BOOST_TEST(net.about.max_length == 9u);
    BOOST_TEST(net.about.first_kept);
    auto options = net.about.training;
    BOOST_TEST(options["optimizer"] == "scheduled<adagrad>");
    BOOST_TEST(options["optimizer.inner.rate"] == "0.07");
    BOOST_TEST(options["optimizer.schedule.every"] == "2");
    BOOST_TEST(options["batcher"] == "whole_sessions");
    BOOST_TEST(options["batch"] == "17");
    BOOST_TEST(options["sessions"] == "shuffled");
    BOOST_TEST(options["click_dropout"] == "0.25");
    BOOST_TEST(options["frozen"] == "encoder.bias");
    BOOST_TEST(options["seed"] == "3");
    BOOST_TEST(options["epochs"] == "2");
    // A user-defined schedule is recorded as one without options.
    auto other = fresh;
    const double half = .5;
    nc::train::train(other, log,
                     nc::optimizer::scheduled{nc::optimizer::adagrad{}, [half](const nc::optimizer::step_position&) { return half; }},
                     {.epochs = 1});
    BOOST_TEST(other.about.training["optimizer.schedule"] == "(not listed)");
}

BOOST_AUTO_TEST_CASE(another_assortment_keeps_the_record_and_adds_the_next_log) {
    const auto log = nc::data::simulate({.sessions = 200, .items = 40}),
               next = nc::data::simulate({.sessions = 50, .items = 40, .seed = 8});
    nc::zoo::gru4rec<4> net(log.items(), {.sampler = {.drawn = {.samples = 16}}});
    nc::train::train(net, log, nc::optimizer::adagrad{}, {.epochs = 1});
    auto grown = nc::with_items(net, next.items());
    BOOST_TEST((grown.about.logs == net.about.logs));
    const auto i = next.items().find(log.items()[0]);
    BOOST_REQUIRE(i != nc::no_item);
    BOOST_TEST(grown.about.support[i] == log.item_support()[0]);
    nc::train::train(grown, next, nc::optimizer::adagrad{}, {.epochs = 1});
    BOOST_TEST(grown.about.logs.size() == 2u);
    BOOST_TEST(grown.about.support[i] == log.item_support()[0] + next.item_support()[i]);
}

BOOST_AUTO_TEST_SUITE_END()
