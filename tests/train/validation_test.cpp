// SPDX-License-Identifier: Apache-2.0
// Logs that cannot validate a training are refused before it begins.
#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "nextclick/zoo/narm.hpp"
#include "toy.hpp"

BOOST_AUTO_TEST_SUITE(validations)

namespace nc = nextclick;
using model = nc::zoo::gru4rec<8>;

// The trainer refuses a log without a transition, and one without items of the model; it also refuses before the first epoch
// what evaluation would refuse after it.
BOOST_AUTO_TEST_CASE(logs_with_few_known_targets_are_refused_before_the_first_step) {
    const auto log = toy::chained_log(20, 60);
    nc::data::log_columns c;
    std::vector<std::int64_t> ids{100, 101};  // of the log
    for (int i = 0; i < 19; ++i) ids.push_back(i);
    c.items = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(ids));
    c.item.push_back(0);
    for (nc::item_index i = 1; i < ids.size(); ++i) c.item.push_back(i);
    c.session_begin = {0, static_cast<std::uint32_t>(c.item.size())};
    const nc::data::click_log validation(std::move(c));  // 19 of 20 targets are unknown
    model net(log.items());
    const auto before = net.weights.output.bias.data;
    bool epoch = false;
    BOOST_CHECK_EXCEPTION(nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 2, .validation = &validation},
                                           [&](const nc::train::epoch_end&) { epoch = true; }),
                          nc::data_error, [](const auto& e) {
                              const std::string message = e.what();
                              return message.starts_with("train: options::validation: 19 of 20 targets are unknown") &&
                                     message.find("the log has 0, 1, 2, ...") != message.npos;
                          });
    BOOST_TEST(!epoch);
    BOOST_TEST((net.weights.output.bias.data == before));
}

using both_needs = std::tuple<model, nc::zoo::narm<8, 8>>;  // a carried state, and earlier clicks

// Training that cuts sessions validates with the clicks that evaluation and serving of the result read.
BOOST_AUTO_TEST_CASE_TEMPLATE(a_validation_reads_what_an_evaluation_reads, Model, both_needs) {
    const auto log = toy::chained_log(20, 60);
    for (const auto kept : {nc::batch::keep::last, nc::batch::keep::first}) {
        Model net(log.items());
        nc::train::options options{.epochs = 1, .batch = 16, .max_length = 2, .kept = kept, .validation = &log};
        double validated = -1;
        nc::train::train<nc::batch::whole_sessions>(net, log, nc::optimizer::adagrad{.rate = 0.1}, options,
                                                    [&](const nc::train::epoch_end& e) { validated = e.validation; });
        BOOST_TEST(validated == nc::eval::evaluate(net, log)[20].mrr);
    }
}

BOOST_AUTO_TEST_SUITE_END()
