// SPDX-License-Identifier: Apache-2.0
// The work that whole sessions save compared with prefixes: the multiply-adds of one epoch, of all products and of the pairs of an
// attention (whose number is the same either way), counted at execution.   usage: bench_saved_work CLICKS.tsv.gz
#define NEXTCLICK_COUNT_WORK
#include <cstdio>
#include <nextclick/data/read/gzip.hpp>

#include "nextclick/bench.hpp"
#include "nextclick/nextclick.hpp"

namespace nc = nextclick;

namespace {
/// What input, encoder and pooling compute in an epoch, forward and back.
template <class Batcher, class Model>
double work_of_queries(const Model& net, const nc::data::click_log& log) {
    Batcher batches(log, {.size = 512});
    std::vector<std::uint32_t> order;
    Batcher::list_units(log, {}, order);
    batches.start(order);
    nc::workspace memory;
    typename Model::gradient_pack gradients;
    nc::resize_like(gradients, net.weights);
    nc::event_rows rows;
    nc::simd::detail::counted_work = 0;
    while (batches.next(rows)) {
        memory.reset();
        nc::pass run{.memory = memory, .training = true, .threads = 1};
        auto encoded = net.encode(run, rows);
        const auto q = encoded.queries;
        net.backward(run, encoded, memory.take_zeros<float>(q.rows, q.cols), gradients);
    }
    return static_cast<double>(nc::simd::detail::counted_work);
}

template <class Model>
void compare(const char* name, const nc::data::click_log& log) {
    const Model net(log.items());
    const double whole = work_of_queries<nc::batch::whole_sessions>(net, log), apart = work_of_queries<nc::batch::prefixes>(net, log);
    const auto targets = static_cast<double>(nc::batch::whole_sessions::event_count(log));
    const auto scores = [&](std::size_t columns) { return 3 * targets * static_cast<double>(columns * net.table().width()); };
    const double drawn = scores(2048 + 512), all = scores(net.item_count());
    std::printf(
        "%s: queries %.3g of whole sessions, %.3g of prefixes, %.2f times fewer; with scores of 2,560 items a step "
        "%.2f times, of all %zu items %.2f times\n",
        name, whole, apart, apart / whole, (apart + drawn) / (whole + drawn), net.item_count(), (apart + all) / (whole + all));
}
}  // namespace

int main(int argc, char** argv) try {
    if (argc != 2) throw nc::argument_error("usage: bench_saved_work CLICKS.tsv.gz");
    const auto log = nc::data::read_clicks(argv[1], nc::data::gzip{});
    compare<nc::zoo::narm<100, 100>>("NARM", log);
    compare<nc::zoo::stamp<100>>("STAMP", log);
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
