// SPDX-License-Identifier: Apache-2.0
// A recommendation server by HTTP and JSON: a click in, the best next items out. It serves a saved model or method of any kind in
// server/kinds.hpp; a newer file, of another kind too, can replace it while requests are served. SIGTERM completes running
// requests. --demo makes a model on simulated clicks:
//     EXAMPLE=server sh examples/run.sh --demo --port 8080 &
//     curl -d '{"visitor": "ann", "item": 11006, "k": 5}' localhost:8080/click
//     curl -d '{"clicks": [11006, 10742], "k": 5}' localhost:8080/click
//     curl localhost:8080/health; curl localhost:8080/metrics; curl -X POST localhost:8080/reload
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nextclick/data/read/gzip.hpp>
#include <nextclick/nextclick.hpp>
#include <stdexcept>
#include <string>

#include "command_line.hpp"
#include "server/http.hpp"
#include "server/kinds.hpp"
#include "server/shop.hpp"

struct server_options {
    std::string model{}, items{};
    std::size_t width = 100, concurrent_scans = 2, visitors = 100'000, random_items = 0, max_length = 0, sessions = 20'000;
    int idle_minutes = 30;
    bool demo = false, quick = false;
    http::options http{};
};

/// A demo file: trained on simulated clicks, or random, of the given size.
void make_model(const server_options& options) {
    if (options.random_items > 0) {
        nc::data::vocabulary items;
        for (std::size_t i = 0; i < options.random_items; ++i) items.insert(i);
        gru4rec net(std::move(items), {.input = {.inner = {options.width}}, .encoder = {options.width}});
        for (std::size_t i = options.random_items; i > 0; --i) net.about.support.push_back(static_cast<std::uint32_t>(i));
        return nc::io::save(net, options.model);
    }
    if (!options.demo) return;
    if (std::filesystem::exists(options.model)) {
        std::fprintf(stderr, "%s exists already, and is served unchanged\n", options.model.c_str());
        return;
    }
    const auto log = nc::data::simulate({.sessions = static_cast<std::uint32_t>(options.sessions), .items = options.quick ? 200u : 2'000u});
    gru4rec net(log.items(),
                {.input = {.inner = {options.width}}, .encoder = {options.width}, .sampler = {.drawn = {.samples = 512}, .logq = 1}});
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = .1}, {.epochs = options.quick ? 1u : 3u});
    nc::io::save(net, options.model);
}

/// Sends a few requests to this server.
void send_demo_requests(int port, const nc::data::vocabulary& items) {
    httplib::Client client("127.0.0.1", port);
    const auto show = [](const char* what, const httplib::Result& r) {
        if (!r) throw std::runtime_error(std::string(what) + ": no answer");
        std::printf("%-8s %d %s", what, r->status, r->body.substr(0, 150).c_str());
    };
    const auto click = [](nc::data::item_id item, const char* more) {
        return R"({"visitor": "ann", "item": )" + item.to_string() + more + "}";
    };
    const std::string two = items[0].to_string() + ", " + items[1].to_string();
    show("click", client.Post("/click", click(items[0], R"(, "k": 3)"), "application/json"));
    show("again", client.Post("/click", click(items[1], R"(, "k": 3, "without_seen": true, "boost": {"5": 9})"), "application/json"));
    show("session", client.Post("/click", "{\"clicks\": [" + two + "], \"k\": 3}", "application/json"));
    show("new visitor", client.Post("/click", R"({"visitor": "bob", "k": 3})", "application/json"));
    show("wrong", client.Post("/click", click(items[2], R"(, "k": "many")"), "application/json"));
    show("reload", client.Post("/reload", "", "application/json"));
    show("health", client.Get("/health"));
}

void read_command_line(int argc, char** argv, server_options& options) {
    CLI::App app{"Serves the next click by HTTP."};
    app.add_option("--model", options.model, "a saved model or method: " + nc::io::kind_names<served_kinds>());
    app.add_flag("--demo", options.demo, "train a model on simulated clicks, at --model (server.safetensors) unless there is one");
    app.add_option("--width", options.width, "width of a new model")->check(program::whole_number(1, 4096))->capture_default_str();
    app.add_option("--sessions", options.sessions, "simulated sessions of --demo")
        ->check(program::whole_number(100, 10'000'000))
        ->capture_default_str();
    app.add_option("--random-items", options.random_items, "write a random model of this number of items first: for measuring")
        ->check(program::whole_number(1, 100'000'000));
    app.add_option("--host", options.http.host, "address to listen at")->capture_default_str();
    app.add_option("--port", options.http.port, "port to listen at; 0: any free port")->check(CLI::Range(0, 65535))->capture_default_str();
    app.add_option("--threads", options.http.threads, "connections that are served at a time")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    app.add_option("--cors", options.http.cors, "origin whose pages may send requests (scheme, host and port of the shop), or * for all");
    app.add_option("--concurrent-scans", options.concurrent_scans, "scans of the item table at a time: as many as cores")
        ->check(program::whole_number(1, 1024))
        ->capture_default_str();
    app.add_option("--visitors", options.visitors, "stored sessions, at most")
        ->check(program::whole_number(1, 1'000'000'000))
        ->capture_default_str();
    app.add_option("--idle", options.idle_minutes, "minutes until the session of a visitor ends")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--longest", options.max_length,
                   "maximum number of clicks kept for a visitor, the last ones, for replay into a newer model and for without_seen; 0: as "
                   "many as the model read in training, 1,000 at most")
        ->check(CLI::Range(0, 10'000))
        ->capture_default_str();
    app.add_option("--items", options.items, "table of items with categories, for requests of one of them")->check(CLI::ExistingFile);
    app.add_flag("--quick", options.quick, "a demo with a few requests, for tests");
    program::parse(app, argc, argv);
    if (options.quick) options.demo = true, options.sessions = 1'000, options.http.host = "127.0.0.1", options.http.port = 0;
    const bool makes_one = options.demo || options.random_items > 0;
    if (options.model.empty() && !makes_one)
        throw program::leave(program::usage, "--model FILE is missing; --demo trains a model on simulated clicks and serves it");
    if (options.model.empty()) options.model = "server.safetensors";
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        server_options options;
        read_command_line(argc, argv, options);
        const sigset_t ends = http::blocked_signals();
        make_model(options);
        const auto load = [&] { return nc::io::load_any<served_kinds>(options.model, {.concurrent_scans = options.concurrent_scans}); };
        const auto first = load();
        nc::serve::session_options session = first->session_options();
        if (options.max_length > 0) session.max_length = options.max_length;
        shop shop(load, {.capacity = options.visitors, .idle = std::chrono::minutes(options.idle_minutes), .session = session},
                  options.items.empty()
                      ? nullptr
                      : std::make_shared<const nc::data::item_attributes>(nc::data::read_items(options.items, nc::data::gzip{}, {})));
        if (options.quick) {
            options.http.listening = [&](int port) { send_demo_requests(port, first->items()); };
            options.http.ends_then = true;
        }
        return http::serve(shop, ends, options.model, options.http);
    });
}
