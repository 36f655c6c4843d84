// SPDX-License-Identifier: Apache-2.0
// The process that crash.py kills: worker MODE FOLDER. Prints on stdout which data are durable; at its start it checks the files
// that it finds, and ends with status 3 if they break a guarantee.
//     train   trains with a checkpoint after every step, resumes from one, and saves the model
//     save    saves one model after the other to the same file
//     index   adds sessions while others read, and saves all in one index
//     swap    saves a new model and serves it in place of the old one while two threads send requests, repeatedly
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "nextclick/io.hpp"
#include "nextclick/neighbours.hpp"
#include "nextclick/optimizer.hpp"
#include "nextclick/serve.hpp"
#include "nextclick/server.hpp"
#include "nextclick/train.hpp"
#include "nextclick/train/checkpoint.hpp"
#include "nextclick/zoo/gru4rec.hpp"
#include "toy.hpp"

namespace nc = nextclick;
using model = nc::zoo::gru4rec<16>;
namespace fs = std::filesystem;

namespace {
[[noreturn]] void broken(const char* what, unsigned long long n) {
    std::fprintf(stderr, "broken: %s (%llu)\n", what, n);
    std::exit(3);
}
void print(const char* what, unsigned long long n) {
    std::printf("%s %llu\n", what, n);
    std::fflush(stdout);
}

/// Every weight equals the number of the version, so that a mixture is detected.
model version(std::uint64_t n) {
    model net(toy::numbered_items(2'000), {}, 1);
    nc::for_each_parameter([&](std::string_view, auto& w) { std::fill(w.data.begin(), w.data.end(), static_cast<float>(n)); }, net.weights);
    return net;
}
std::uint64_t version_of(const model& net) {
    const float n = net.weights.input.items.data[0];
    nc::for_each_parameter(
        [&](std::string_view, const auto& w) {
            for (const float x : w.data)
                if (x != n) broken("a mixed model of version", static_cast<std::uint64_t>(n));
        },
        net.weights);
    return static_cast<std::uint64_t>(n);
}
/// The version in a file of an earlier run, 0 if there is none. `load` runs the self-test of the file.
std::uint64_t found(const fs::path& file) { return fs::exists(file) ? version_of(nc::io::load<model>(file)) : 0; }

void train(const fs::path& folder) {
    const auto log = toy::chained_log(300, 400);
    model net(log.items(), {.input = {.probability = 0.2}, .sampler = {.drawn = {.samples = 32}, .logq = 1}}, 1);
    const auto count = [](const nc::train::epoch_end& e) { print("epoch", e.epoch); };
    nc::train::checkpoints keep(folder / "run.checkpoint", {.seconds = 0, .on_unfinished = nc::train::unfinished::resume});
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = 0.1, .momentum = 0.3}, {.epochs = 3, .batch = 16, .seed = 5}, count, keep,
                     nc::train::overloaded{[]<class T>(const nc::train::started<T>& e) { print("goes_on_at", e.run.at().step); }});
    nc::io::save(net, folder / "trained.safetensors");
    keep.done();  // not earlier
    print("trained", 1);
}

void save(const fs::path& folder) {
    const fs::path file = folder / "model.safetensors";
    std::uint64_t n = found(file);
    for (print("found", n);;) {
        nc::io::save(version(++n), file);
        print("kept", n);
    }
}

void index(const fs::path& folder) {
    using namespace nc::neighbours;
    const fs::path file = folder / "index.safetensors";
    auto base = std::make_shared<const session_index>(fs::exists(file) ? nc::io::load<session_index>(file)
                                                                       : session_index(toy::chained_log(300, 400), {}));
    print("found", base->session_count());
    for (;;) {
        const auto live = std::make_shared<live_index>(base);
        std::atomic<bool> stop = false;
        std::thread reader([&] {
            const knn<similarity::weighted<weight::division>, score::vmis, live_index> near(live, {});
            nc::serve::session session(near);
            for (nc::item_index i = 0; !stop; i = (i + 1) % 300) {
                session.push_index(i);
                if (session.top_indices(20).size() > 300) broken("too many items", i);
            }
        });
        for (nc::item_index i = 0; i < 200; ++i) {
            const nc::item_index clicks[] = {i % 300, (i * 7) % 300, (i * 11) % 300};
            live->add(clicks, 1'000);
        }
        nc::io::save(live->compacted(), file);
        stop = true;
        reader.join();
        base = std::make_shared<const session_index>(nc::io::load<session_index>(file));
        if (base->session_count() != live->session_count()) broken("sessions were lost", base->session_count());
        print("kept", base->session_count());
    }
}

void swap(const fs::path& folder) {
    const fs::path file = folder / "served.safetensors";
    std::uint64_t n = found(file);
    print("found", n);
    if (n == 0) nc::io::save(version(n = 1), file);
    nc::server::hot_swap<model> now(std::make_shared<const model>(nc::io::load<model>(file)));
    const auto serve = [&] {
        for (std::uint64_t before = 0;;) {
            const auto held = now.get();
            nc::serve::session<model> session(*held);
            session.push_index(7);
            const float bias = held->weights.output.bias.data[9];
            if (session.top_indices(20).size() != 20 || bias != held->weights.input.items.data[0] || bias < static_cast<float>(before))
                broken("an answer of two models", before);
            before = static_cast<std::uint64_t>(bias);
        }
    };
    std::thread(serve).detach();
    std::thread(serve).detach();
    for (;;) {
        nc::io::save(version(++n), file);
        now.publish(std::make_shared<const model>(nc::io::load<model>(file)));
        print("kept", n);
    }
}
}  // namespace

int main(int argc, char** argv) try {
    const std::map<std::string, void (*)(const fs::path&)> modes{{"train", train}, {"save", save}, {"index", index}, {"swap", swap}};
    if (argc != 3 || !modes.contains(argv[1])) return 2;
    modes.at(argv[1])(argv[2]);
    return 0;
} catch (const std::exception& problem) {
    std::fprintf(stderr, "broken: %s\n", problem.what());
    return 3;
}
