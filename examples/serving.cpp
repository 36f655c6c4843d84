// SPDX-License-Identifier: Apache-2.0
// Three ways to answer sessions: one by one, one by one from a table of bytes, and all in one batch. Trains GRU4Rec for an epoch,
// replays the test sessions, checks that the answers are the same, and prints their cost.
#include <chrono>
#include <cstdio>
#include <nextclick/nextclick.hpp>

#include "options.hpp"

namespace nc = nextclick;
using model = nc::zoo::gru4rec<100>;

template <class F>
double microseconds(const F& f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        const auto options = read_options(argc, argv, options::logs | options::rate);
        const auto log = read_logs(options);
        model net(log.train.items(), {.sampler = {.drawn = {.samples = options.quick ? 64u : 2048u}, .logq = 1}}, options.weights_seed());
        nc::train::train(net, log.train, nc::optimizer::adagrad{.rate = options.rate}, {.epochs = 1, .seed = options.training_seed()});

        const nc::search::byte_search bytes(net);
        std::size_t clicks = 0, same = 0, rescored = 0;
        double by_floats = 0, by_bytes = 0;
        std::vector<nc::serve::session<model>> sessions;
        for (std::size_t s = 0; s < log.test.session_count(); ++s) {
            nc::serve::session session(net);
            for (const nc::item_index item : log.test.items_of(s)) {
                if (!session.push(log.test.items()[item])) continue;
                std::vector<nc::simd::scored<float>> answer;
                by_floats += microseconds([&] {
                    const auto best = session.top_indices(20);
                    answer.assign(best.begin(), best.end());
                });
                std::size_t again = 0;
                std::span<const nc::simd::scored<float>> other;
                by_bytes += microseconds([&] { other = bytes.top_indices(session, 20, nc::simd::accept_all{}, &again); });
                same += std::equal(answer.begin(), answer.end(), other.begin(), other.end(),
                                   [](const auto& a, const auto& b) { return a.item == b.item && a.score == b.score; });
                rescored += again;
                ++clicks;
            }
            if (session.clicks() > 0 && sessions.size() < 64) sessions.push_back(session);
        }
        if (clicks == 0) throw nc::argument_error("no measured session has a click on a known item: there is nothing to answer");
        const double n = static_cast<double>(clicks);
        std::printf("%zu items, %zu clicks answered\n", net.item_count(), clicks);
        std::printf("one by one, floats   %8.1f us a click\n", by_floats / n);
        std::printf("one by one, bytes    %8.1f us a click, %.3f %% the same answers, %.0f items scored again\n", by_bytes / n,
                    100 * static_cast<double>(same) / n, static_cast<double>(rescored) / n);

        std::vector<const nc::serve::session<model>*> pointers;
        for (const auto& v : sessions) pointers.push_back(&v);
        nc::search::batch_search<model> batch(net);
        batch.answer(pointers, 20, nc::available_threads());  // warms up
        const double all = microseconds([&] { batch.answer(pointers, 20, nc::available_threads()); });
        std::printf("%zu at once           %8.1f us a click; the first session's best: %s\n", sessions.size(),
                    all / static_cast<double>(sessions.size()), batch.of(0)[0].item.to_string().c_str());
        return same == clicks ? 0 : 1;
    });
}
