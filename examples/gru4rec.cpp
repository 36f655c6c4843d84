// SPDX-License-Identifier: Apache-2.0
// The main example: train GRU4Rec on a click log, save it, measure it, load it back, and answer a live session.
#include <cstdio>
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>

#include "live.hpp"
#include "options.hpp"
#include "resumable.hpp"

namespace nc = nextclick;
using gru4rec = nc::zoo::gru4rec<100>;  // the whole architecture, as one type

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options = read_options(argc, argv,
                                          options::logs | options::validation | options::training | options::momentum | options::dropout |
                                              options::hidden_dropout | options::alpha | options::model | options::checkpoints,
                                          {.model = "gru4rec.safetensors"});
        program::resumable run(options.model, options.resume, options.restart);
        const auto [train, test] = read_logs(options);
        std::printf("train: %zu sessions, %zu clicks, %zu items; test: %zu sessions\n", train.session_count(), train.event_count(),
                    train.items().size(), test.session_count());

        gru4rec net(train.items(),
                    {.input = {.probability = options.dropout},
                     .encoder = {.dropout = options.hidden_dropout},
                     .sampler = {.drawn = {.samples = 2048, .alpha = options.alpha}, .logq = 1}},
                    options.weights_seed());
        nc::train::train(net, train, nc::optimizer::adagrad{.rate = options.rate, .momentum = options.momentum},
                         {.epochs = options.epochs,
                          .batch = options.batch,
                          .seed = options.training_seed(),
                          .validation = options.validate > 0 ? &test : nullptr},
                         progress_bar, run);
        nc::io::save(net, options.model);
        run.saved();

        const auto found = nc::eval::evaluate(net, test, {.support = train.item_support()});
        std::printf("ranked in %.1f s\n%s", found.seconds, nc::eval::report(found).c_str());

        const auto shop = nc::io::load<gru4rec>(options.model);
        nc::serve::session session(shop);
        show_live(session, test, 2);
    });
}
