// SPDX-License-Identifier: Apache-2.0
// The graph of search::graph_search beside the exact searches: bench_approximate MODEL LOG, a saved zoo::gru4rec<100> and a log of
// sessions. Recall is the share of the exact 20 best.
#include <chrono>
#include <cstdio>
#include <nextclick/data/read/gzip.hpp>
#include <nextclick/io/model_file.hpp>
#include <nextclick/nextclick.hpp>
#include <nextclick/search/graph_search.hpp>

namespace nc = nextclick;
using model = nc::zoo::gru4rec<100>;

template <class F>
double seconds(const F& f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int main(int argc, char** argv) try {
    if (argc != 3) return std::fprintf(stderr, "usage: bench_approximate MODEL LOG\n"), 2;
    const auto net = nc::io::load<model>(argv[1]);
    const auto log = nc::data::read_clicks(argv[2], nc::data::gzip{}, {});
    const nc::search::byte_search<model> bytes(net);
    std::vector<nc::serve::session<model>> sessions;
    for (std::size_t s = 0; s < log.session_count() && sessions.size() < 2'000; s += 7) {
        nc::serve::session<model> session(net);
        for (const nc::item_index i : log.items_of(s)) session.push(log.items()[i]);
        if (session.clicks() > 0) sessions.push_back(std::move(session));
    }
    std::vector<const nc::serve::session<model>*> pointers;
    for (const auto& v : sessions) pointers.push_back(&v);
    const auto us = [&](const auto& search) {
        return seconds([&] {
                   for (const auto* v : pointers) search(*v);
               }) /
               static_cast<double>(pointers.size()) * 1e6;
    };
    std::printf("%zu items, floats %.0f us, bytes %.0f us\n", net.item_count(), us([](const auto& v) { v.top_indices(20); }),
                us([&](const auto& v) { bytes.top_indices(v, 20); }));
    for (const std::size_t ef : {20u, 50u, 100u, 200u, 500u}) {
        std::unique_ptr<nc::search::graph_search<model>> graph;
        const double built =
            seconds([&] { graph = std::make_unique<nc::search::graph_search<model>>(net, nc::search::graph_options{.ef = ef}); });
        std::printf("graph, ef %3zu: %4.0f us, recall %.4f, built in %.1f s\n", ef, us([&](const auto& v) { graph->top_indices(v, 20); }),
                    graph->recall(pointers, 20), built);
    }
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
