// SPDX-License-Identifier: Apache-2.0
// Tan's improvements of recurrent recommenders, one after the other: M1, a GRU on whole sessions with click dropout; M2, which
// continues on the most recent part of the log; M3, which also learns from a teacher that reads the later clicks; M4, which predicts a
// point among the item rows of M1.
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using m1_type = nc::zoo::improved_rnn<50, 100>;
using m3_type = nc::zoo::improved_rnn_distilled<50, 100>;
using m4_type = nc::zoo::improved_rnn_cosine<50, 100>;
using whole_sessions = nc::batch::whole_sessions;

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options =
            read_options(argc, argv, options::logs | options::training | options::dropout, {.batch = 512, .rate = 3e-3, .dropout = 0.25});
        const auto [train, test] = read_logs(options);
        const nc::optimizer::scheduled optimiser{nc::optimizer::adam{.rate = options.rate}, nc::optimizer::cosine_decay{0.02}};
        const nc::train::options run{.epochs = options.epochs,
                                     .batch = options.batch,
                                     .session_order = nc::train::order::shuffled,
                                     .click_dropout = 0.1,
                                     .seed = options.training_seed()};

        m1_type m1(train.items(), {.input = {.probability = options.dropout}}, options.weights_seed());
        nc::train::train<whole_sessions>(m1, train, optimiser, run, progress_bar);
        print_accuracy("M1", nc::eval::evaluate(m1, test));

        m1_type m2 = m1;
        auto shorter = run;
        shorter.epochs = 1;
        nc::train::train<whole_sessions>(m2, nc::data::most_recent(train, 0.25), nc::optimizer::adam{.rate = options.rate / 10}, shorter,
                                         progress_bar);
        print_accuracy("M2", nc::eval::evaluate(m2, test));
        if (!options.train.empty()) return;  // M3 and M4 on the simulator only

        m1_type teacher(train.items(), {.input = {.probability = options.dropout}}, options.weights_seed() + 1);
        nc::train::train<whole_sessions>(teacher, nc::data::reversed(train), optimiser, run, progress_bar);
        m3_type m3(train.items(), {.input = {.probability = options.dropout}}, options.weights_seed());
        nc::train::distil(m3, teacher, train, optimiser, run, progress_bar);
        print_accuracy("M3", nc::eval::evaluate(m3, test));

        m4_type m4(train.items(), {.input = {.probability = options.dropout}}, options.weights_seed());
        m4.weights.output.items = m1.weights.input.items;
        auto pointing = run;
        pointing.frozen = {"output.items"};
        nc::train::train<whole_sessions>(m4, train, optimiser, pointing, progress_bar);
        print_accuracy("M4", nc::eval::evaluate(m4, test));
    });
}
