// SPDX-License-Identifier: Apache-2.0
// Logs that a training cannot be validated by are refused before it begins.
#include <boost/test/unit_test.hpp>
#include <string>

#include "nextclick/optimizer/adagrad.hpp"
#include "nextclick/train/train.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

namespace nc = nextclick;
using model = nc::zoo::gru4rec<8>;

BOOST_AUTO_TEST_SUITE(validations)

BOOST_AUTO_TEST_CASE(without_a_transition_or_a_known_target_are_refused_before_the_first_step) {
    const auto log = toy::chained_log(20, 60);
    const auto refused = [&](nc::data::log_columns c, const std::string& why) {
        const nc::data::click_log validation(std::move(c));
        model net(log.items());
        const auto before = net.weights.output.bias.data;
        bool epoch = false;
        BOOST_CHECK_EXCEPTION(nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1}, {.epochs = 2, .validation = &validation},
                                               [&](const nc::train::epoch_end&) { epoch = true; }),
                              nc::data_error, [&](const auto& e) {
                                  const std::string said = e.what();
                                  return said.starts_with("train: options::validation: ") && said.find(why) != said.npos;
                              });
        BOOST_TEST(!epoch);
        BOOST_TEST((net.weights.output.bias.data == before));
    };
    auto single = log.parts();
    single.session_begin.resize(single.item.size() + 1);
    for (std::uint32_t e = 0; e < single.session_begin.size(); ++e) single.session_begin[e] = e;
    refused(std::move(single), "sessions has two clicks");
    refused(nc::data::log_columns{}, "the log has no sessions");
    nc::data::log_columns others;
    others.items = std::make_shared<const nc::data::vocabulary>(nc::data::vocabulary::from_integers(std::vector<std::int64_t>{7, 8}));
    others.item = {0, 1};
    others.session_begin = {0, 2};
    refused(std::move(others), "none of the 2 ids of the log is known to the model");
}

BOOST_AUTO_TEST_SUITE_END()
