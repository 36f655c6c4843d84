// SPDX-License-Identifier: Apache-2.0
// What a program does most, printed in full precision; the model goes to the file that is named.
#include <cstdio>
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>

namespace nc = nextclick;

template <class Model, class Optimizer>
void learn(const char* file, const nc::data::train_test& log, const Optimizer& optimizer) {
    Model net(log.train.items());
    nc::train::train(net, log.train, optimizer, {.epochs = 2, .seed = 7});
    const auto r = nc::eval::evaluate(net, log.test, {.list_metrics = true});
    std::printf("%a %a %a\n", r[20].recall, r[20].mrr, r[5].ndcg);
    nc::serve::session session(net);
    for (std::uint32_t i = 0; i < 5; ++i) session.push(log.train.items()[i]);
    for (const auto& best : session.top(5)) std::printf("%s %a\n", best.item.to_string().c_str(), static_cast<double>(best.score));
    nc::io::save(net, file);
}

int main(int, char** arguments) {
    const auto log = nc::data::last_fraction(nc::data::simulate({}), 0.1);
    using gru = nc::encoder::stack<nc::encoder::recurrent<nc::cell::gru<>, 30>, nc::encoder::dropout>;
    learn<nc::model<nc::input::embedding<20>, nc::encoder::recurrent<nc::cell::lstm, 20>, nc::pooling::last, nc::output::separate<>,
                    nc::loss::bpr_max, nc::sampler::in_batch>>(arguments[1], log, nc::optimizer::adam{});
    learn<nc::model<nc::input::embedding<30>, gru, nc::pooling::last, nc::output::tied<>, nc::loss::cross_entropy, nc::sampler::all_items>>(
        arguments[1], log, nc::optimizer::adagrad{.rate = 0.1});
}
