// SPDX-License-Identifier: Apache-2.0
// Neighbours: recommendations from similar sessions. An index of them, published methods over it and a user-defined one as one
// type, a hybrid with GRU4Rec; the index in a file, and an index that accepts sessions while it answers.
#include <cmath>
#include <cstdio>
#include <nextclick/io.hpp>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using namespace nc::neighbours;

/// A user-defined similarity: the weight of a shared item halves with every later click, and long neighbours weigh less.
struct recency_weighted {
    static constexpr bool reads_sizes = true, reads_ages = false;
    static std::string name() { return "recency_weighted"; }
    static float weigh(float step, float) { return std::exp2(1 - step); }
    static float of(const common& c) { return c.sum / std::log2(1 + c.neighbour_size); }
};

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options =
            read_options(argc, argv, options::logs | options::epochs | options::rate | options::model, {.model = "sessions.safetensors"});
        nc::io::check_writable(options.model);
        const auto [train, test] = read_logs(options);
        const auto sessions = std::make_shared<const session_index>(train);
        print_accuracy("S-kNN ", nc::eval::evaluate(sknn<>(sessions), test, {.cutoffs = {20}}));
        const vsknn<> near(sessions, {.neighbours = 200});
        print_accuracy("V-SkNN", nc::eval::evaluate(near, test, {.cutoffs = {20}}));
        print_accuracy("ours  ", nc::eval::evaluate(knn<recency_weighted, score::decayed<>>(sessions), test, {.cutoffs = {20}}));

        nc::zoo::gru4rec<100> net(train.items(), {.sampler = {.drawn = {.samples = 512}, .logq = 1}}, options.weights_seed());
        nc::train::train(net, train, nc::optimizer::adagrad{.rate = options.rate},
                         {.epochs = options.epochs, .seed = options.training_seed()}, progress_bar);
        print_accuracy("GRU4Rec", nc::eval::evaluate(net, test, {.cutoffs = {20}}));
        const nc::hybrid::weighted both(nc::hybrid::part{net, nc::hybrid::scaling::softmax{}, 0.7},
                                        nc::hybrid::part{near, nc::hybrid::scaling::sum{}, 0.3});
        print_accuracy("both  ", nc::eval::evaluate(both, test, {.cutoffs = {20}}));

        nc::io::save(*sessions, options.model);  // a file that any number of processes may map
        auto growing = std::make_shared<live_index>(std::make_shared<const session_index>(nc::io::load<session_index>(options.model)));
        const knn<similarity::cosine, score::plain, live_index> now(growing);
        nc::serve::session session(now);
        session.push_index(train.items_of(0)[0]);
        const auto best_score = [&session] {
            const auto best = session.top_indices(1);
            return best.empty() ? 0.0f : best[0].score;
        };
        const float before = best_score();
        growing->add(train.items_of(0), 0);  // from the next click on this session is a neighbour
        std::printf("score of the best item %.3f, and with one session more %.3f\n", before, best_score());
    });
}
