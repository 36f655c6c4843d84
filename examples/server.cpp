// SPDX-License-Identifier: Apache-2.0
// A shop's server: a click in, the best next items out, by HTTP and JSON. Serves a saved model or method of any kind in
// server/kinds.hpp, which can be replaced by a newer file, of another kind too, while it answers; SIGTERM lets it finish what it is
// doing. --demo makes a model on simulated clicks:
//     EXAMPLE=server sh examples/run.sh --demo --port 8080 &
//     curl -d '{"visitor": "ann", "item": 11006, "k": 5}' localhost:8080/click
//     curl -d '{"clicks": [11006, 10742], "k": 5}' localhost:8080/click
//     curl localhost:8080/health; curl localhost:8080/metrics; curl -X POST localhost:8080/reload
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nextclick/data/read/gzip.hpp>
#include <nextclick/nextclick.hpp>
#include <stdexcept>
#include <string>

#include "program.hpp"
#include "server/http.hpp"
#include "server/kinds.hpp"
#include "server/shop.hpp"

struct server_options {
    std::string model{}, items{};
    std::size_t width = 100, concurrent_scans = 2, visitors = 100'000, random_items = 0, longest = 0, sessions = 20'000;
    int idle_minutes = 30;
    bool demo = false, quick = false;
    http::options http{};
};

/// A file to serve where there is none: trained on simulated clicks, or random, as large as is asked.
void make_model(const server_options& how) {
    if (how.random_items > 0) {
        nc::data::vocabulary items;
        for (std::size_t i = 0; i < how.random_items; ++i) items.insert(i);
        gru4rec net(std::move(items), {.input = {.inner = {how.width}}, .encoder = {how.width}});
        for (std::size_t i = how.random_items; i > 0; --i) net.about.support.push_back(static_cast<std::uint32_t>(i));
        return nc::io::save(net, how.model);
    }
    if (!how.demo) return;
    if (std::filesystem::exists(how.model)) {
        std::fprintf(stderr, "%s is there already, and is served as it is\n", how.model.c_str());
        return;
    }
    const auto log = nc::data::simulate({.sessions = static_cast<std::uint32_t>(how.sessions), .items = how.quick ? 200u : 2'000u});
    gru4rec net(log.items(), {.input = {.inner = {how.width}}, .encoder = {how.width}, .sampler = {.drawn = {.samples = 512}, .logq = 1}});
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = .1}, {.epochs = how.quick ? 1u : 3u});
    nc::io::save(net, how.model);
}

/// A few requests to itself.
void try_out(int port, const nc::data::vocabulary& items) {
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
    show("nobody", client.Post("/click", R"({"visitor": "bob", "k": 3})", "application/json"));
    show("wrong", client.Post("/click", click(items[2], R"(, "k": "many")"), "application/json"));
    show("reload", client.Post("/reload", "", "application/json"));
    show("health", client.Get("/health"));
}

void read_command_line(int argc, char** argv, server_options& how) {
    CLI::App app{"Serves the next click by HTTP."};
    app.add_option("--model", how.model, "a saved model or method: " + nc::io::kind_names<served_kinds>());
    app.add_flag("--demo", how.demo, "make a model on simulated clicks, at --model (server.safetensors) unless there is one");
    app.add_option("--width", how.width, "of a model that is made")->check(program::whole_number(1, 4096))->capture_default_str();
    app.add_option("--sessions", how.sessions, "simulated sessions of --demo")
        ->check(program::whole_number(100, 10'000'000))
        ->capture_default_str();
    app.add_option("--random-items", how.random_items, "write a random model of so many items first: for measuring")
        ->check(program::whole_number(1, 100'000'000));
    app.add_option("--host", how.http.host, "address to listen at")->capture_default_str();
    app.add_option("--port", how.http.port, "port to listen at; 0: any that is free")->check(CLI::Range(0, 65535))->capture_default_str();
    app.add_option("--threads", how.http.threads, "connections that are served at a time")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    app.add_option("--cors", how.http.cors, "origin whose pages may ask (scheme, host and port of the shop), or * for all");
    app.add_option("--concurrent-scans", how.concurrent_scans, "scans of the item table at a time: as many as cores")
        ->check(program::whole_number(1, 1024))
        ->capture_default_str();
    app.add_option("--visitors", how.visitors, "that are remembered")
        ->check(program::whole_number(1, 1'000'000'000))
        ->capture_default_str();
    app.add_option("--idle", how.idle_minutes, "minutes until a visitor is forgotten")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    app.add_option("--longest", how.longest,
                   "clicks of a visitor that are kept, the last ones: what a newer model is told, and what without_seen leaves out; 0: as "
                   "many as the model saw in training, 1,000 at most")
        ->check(CLI::Range(0, 10'000))
        ->capture_default_str();
    app.add_option("--items", how.items, "table of items with categories, for requests of one of them")->check(CLI::ExistingFile);
    app.add_flag("--quick", how.quick, "a demo of a few requests to itself, for tests");
    program::parse(app, argc, argv);
    if (how.quick) how.demo = true, how.sessions = 1'000, how.http.host = "127.0.0.1", how.http.port = 0;
    const bool makes_one = how.demo || how.random_items > 0;
    if (how.model.empty() && !makes_one)
        throw program::leave(program::usage, "--model FILE is missing: what shall be served; --demo makes one on simulated clicks");
    if (how.model.empty()) how.model = "server.safetensors";
}

int main(int argc, char** argv) {
    return program::run_program([&] {
        server_options how;
        read_command_line(argc, argv, how);
        const sigset_t ends = http::blocked_signals();
        make_model(how);
        const auto load = [&] { return nc::io::load_any<served_kinds>(how.model, {.concurrent_scans = how.concurrent_scans}); };
        const auto first = load();
        nc::serve::session_options session = first->session_options();
        if (how.longest > 0) session.longest = how.longest;
        shop shop(load, {.capacity = how.visitors, .idle = std::chrono::minutes(how.idle_minutes), .session = session},
                  how.items.empty()
                      ? nullptr
                      : std::make_shared<const nc::data::item_attributes>(nc::data::read_items(how.items, nc::data::gzip{}, {})));
        if (how.quick) {
            how.http.listening = [&](int port) { try_out(port, first->items()); };
            how.http.ends_then = true;
        }
        return http::serve(shop, ends, how.model, how.http);
    });
}
