// SPDX-License-Identifier: Apache-2.0
// A shop's server: a click in, the best next items out, by HTTP and JSON. Serves a saved GRU4Rec (without one it trains a small one
// on simulated clicks), which can be replaced by a newer file while it answers; SIGTERM lets it finish what it is doing.
//     EXAMPLE=server sh examples/run.sh --port 8080 &
//     curl -d '{"visitor": "ann", "item": 17, "k": 5}' localhost:8080/click
//     curl localhost:8080/health; curl localhost:8080/metrics; curl -X POST localhost:8080/reload
#include <httplib.h>
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nextclick/data/gzip.hpp>
#include <nextclick/nextclick.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "server/shop.hpp"

struct server_options {
    std::string model = "server.safetensors", host = "127.0.0.1", items{};
    int port = 8080, threads = 64;
    std::size_t width = 100, readings = 2, visitors = 100'000, random_items = 0;
    std::size_t longest = 50;
    int idle_minutes = 30;
    bool quick = false;
};

/// A file to serve where there is none: trained on simulated clicks, or random, as large as is asked.
template <class Model>
void make_model(const server_options& how) {
    if (how.random_items > 0) {
        nc::data::vocabulary items;
        for (std::size_t i = 0; i < how.random_items; ++i) items.insert(i);
        return nc::io::save(Model(std::move(items)), how.model);
    }
    if (std::filesystem::exists(how.model)) return;
    const auto log = nc::data::simulate({.sessions = how.quick ? 1'000u : 20'000u, .items = how.quick ? 200u : 2'000u});
    Model net(log.items(), {.sampler = {.drawn = {.samples = 512}, .logq = 1}});
    nc::train::train(net, log, nc::optimizer::adagrad{.rate = .1}, {.epochs = how.quick ? 1u : 3u});
    nc::io::save(net, how.model);
}

/// A refusal after which nothing more is read from this connection: what may be left of a body would pass for the next request.
/// httplib hangs up where a content provider says that it failed, which this one does when all is written.
void hang_up(httplib::Response& to, int status, std::string_view why) {
    to.status = status;
    to.set_header("Connection", "close");
    const std::string body = nlohmann::json{{"error", why}}.dump() + '\n';
    to.set_content_provider(body.size(), "application/json", [body](std::size_t from, std::size_t n, httplib::DataSink& out) {
        out.write(body.data() + from, n);
        return false;
    });
}

/// What is answered before a body is read: where each request ends must be beyond doubt, and only those that need a body have one.
bool refused(const httplib::Request& asked, httplib::Response& to) {
    const auto lengths = asked.get_header_value_count("Content-Length");
    const bool packed = asked.has_header("Transfer-Encoding"), post = asked.method == "POST";
    const std::string length = asked.get_header_value("Content-Length");
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (lengths + (packed ? 1 : 0) > 1 || (lengths == 1 && (length.empty() || !std::all_of(length.begin(), length.end(), digit))))
        return hang_up(to, 400, "a request has one length, in digits, or is chunked"), true;
    const bool known = post ? asked.path == "/click" || asked.path == "/reload"
                            : (asked.method == "GET" || asked.method == "HEAD") && (asked.path == "/health" || asked.path == "/metrics");
    if (!known) return hang_up(to, 404, "POST /click, POST /reload, GET /health, GET /metrics"), true;
    if (!post && (packed || lengths > 0)) return hang_up(to, 400, "a body is for POST only"), true;
    if (asked.is_multipart_form_data()) return hang_up(to, 415, "the body is JSON"), true;
    return false;
}

/// So long may the sending of a body take, and so long are those who are being answered waited for at the end.
constexpr std::chrono::seconds patience{10};

/// The body of a request, unless it has more than so many bytes, however it is sent, takes too long, or is cut off: httplib's own
/// limits know of the length that a client announces, and of the time between two bytes.
std::optional<std::string> body_of(const httplib::Request& asked, const httplib::ContentReader& read, std::size_t most) {
    const auto last = std::chrono::steady_clock::now() + patience;
    std::string body;
    if (!asked.has_header("Content-Length") && !asked.has_header("Transfer-Encoding")) return body;  // httplib would wait for more
    const bool whole = read([&](const char* bytes, std::size_t n) {
        if (body.size() + n > most || std::chrono::steady_clock::now() > last) return false;
        body.append(bytes, n);
        return true;
    });
    return whole ? std::optional(body) : std::nullopt;
}

template <class Model>
void route(httplib::Server& server, shop<Model>& shop) {
    using httplib::Request, httplib::Response, httplib::ContentReader;
    const auto answer = [](Response& to, const http_answer& a) {
        to.status = a.status;
        to.set_content(a.body + '\n', "application/json");
    };
    server.set_pre_routing_handler([](const Request& asked, Response& to) {
        return refused(asked, to) ? httplib::Server::HandlerResponse::Handled : httplib::Server::HandlerResponse::Unhandled;
    });
    server.Post("/click", [&shop, answer](const Request& asked, Response& to, const ContentReader& read) {
        const auto body = body_of(asked, read, shop.limits.body);
        body ? answer(to, shop.click(*body)) : hang_up(to, 413, "the body is too large, too slow, or cut off");
    });
    server.Post("/reload", [&shop, answer](const Request& asked, Response& to, const ContentReader& read) {
        body_of(asked, read, 0) ? answer(to, shop.reload()) : hang_up(to, 413, "/reload takes no body");
    });
    server.Get("/health", [&shop, answer](const Request&, Response& to) { answer(to, shop.health()); });
    server.Get("/metrics", [&shop](const Request&, Response& to) { to.set_content(shop.metrics(), "text/plain"); });
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
    show("click", client.Post("/click", click(items[0], R"(, "k": 3)"), "application/json"));
    show("again", client.Post("/click", click(items[1], R"(, "k": 3, "without_seen": true, "boost": {"5": 9})"), "application/json"));
    show("wrong", client.Post("/click", click(items[2], R"(, "k": "many")"), "application/json"));
    show("reload", client.Post("/reload", "", "application/json"));
    show("health", client.Get("/health"));
}

/// From now on the signals that end a server are for who waits for them; threads that others start inherit that.
sigset_t blocked_signals() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

template <class Model>
void serve(const server_options& how) {
    const sigset_t ends = blocked_signals();
    make_model<Model>(how);
    shop<Model> shop(
        how.model, how.readings,
        {.capacity = how.visitors, .idle = std::chrono::minutes(how.idle_minutes), .session = {.longest = how.longest}},
        how.items.empty() ? nullptr : std::make_shared<const nc::data::item_table>(nc::data::read_items(how.items, nc::data::gzip{}, {})));
    httplib::Server server;
    server.new_task_queue = [&] { return new httplib::ThreadPool(static_cast<std::size_t>(how.threads)); };
    server.set_payload_max_length(shop.limits.body);
    server.set_keep_alive_max_count(1'000'000);
    server.set_read_timeout(5);
    server.set_tcp_nodelay(true);
    server.set_socket_options([](int socket) {  // httplib's own let two servers share a port
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    route(server, shop);

    const int port = how.port == 0 ? server.bind_to_any_port(how.host) : server.bind_to_port(how.host, how.port) ? how.port : -1;
    if (port < 0) throw std::runtime_error("server: " + how.host + ':' + std::to_string(how.port) + " is taken, or not of this machine");
    std::printf("%s is served at %s:%d\n", how.model.c_str(), how.host.c_str(), port);
    std::fflush(stdout);
    std::atomic<bool> over{false};
    std::thread ender([&] {  // and once a second those are forgotten whose visit is over
        constexpr timespec second{1, 0};
        while (!over && sigtimedwait(&ends, nullptr, &second) < 0) shop.expire();
        while (!over && !server.is_running()) std::this_thread::yield();  // a signal may come before it listens
        server.stop();                                                    // accepts nobody else; those who are being answered are
        for (auto left = patience + std::chrono::seconds(2); !over && left.count() > 0 && sigtimedwait(&ends, nullptr, &second) < 0;)
            left -= std::chrono::seconds(1);
        if (over) return;
        std::fprintf(stderr, "server: ended while somebody was still sending\n");  // nothing is lost: files are replaced whole
        std::_Exit(0);
    });
    std::exception_ptr failed;
    std::thread visitor([&] {
        if (!how.quick) return;
        while (!over && !server.is_running()) std::this_thread::yield();
        try {
            try_out(port, nc::io::load<Model>(how.model).items());
        } catch (...) {
            failed = std::current_exception();
        }
        kill(getpid(), SIGTERM);
    });
    server.listen_after_bind();
    over = true;
    visitor.join();
    ender.join();
    if (failed) std::rethrow_exception(failed);
    std::printf("%llu answers, p50 %.0f us, p90 %.0f us\n", static_cast<unsigned long long>(shop.latencies().count()),
                shop.latencies().quantile(.5), shop.latencies().quantile(.9));
}

int main(int argc, char** argv) try {
    server_options how;
    CLI::App app{"Serves the next click by HTTP."};
    app.add_option("--model", how.model, "a saved zoo::gru4rec; made if there is none")->capture_default_str();
    app.add_option("--width", how.width, "of its embedding")->check(CLI::IsMember({"64", "100"}))->capture_default_str();
    app.add_option("--host", how.host, "address to listen at")->capture_default_str();
    app.add_option("--port", how.port, "port to listen at; 0: any that is free")->check(CLI::Range(0, 65535))->capture_default_str();
    app.add_option("--threads", how.threads, "connections that are served at a time")->check(CLI::Range(1, 4096))->capture_default_str();
    app.add_option("--readings", how.readings, "readings of the item table at a time: as many as cores")->capture_default_str();
    app.add_option("--visitors", how.visitors, "that are remembered")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--idle", how.idle_minutes, "minutes until a visitor is forgotten")->check(CLI::PositiveNumber)->capture_default_str();
    app.add_option("--longest", how.longest,
                   "clicks of a visitor that are kept, the last ones: what a newer model is told, and what "
                   "without_seen leaves out")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    app.add_option("--items", how.items, "table of items with categories, for requests of one of them")->check(CLI::ExistingFile);
    app.add_option("--random-items", how.random_items, "write a random model of so many items first: for measuring");
    app.add_flag("--quick", how.quick, "a few requests to itself, for tests");
    CLI11_PARSE(app, argc, argv);
    if (how.quick) how.host = "127.0.0.1", how.port = 0;
    how.width == 64 ? serve<nc::zoo::gru4rec<64>>(how) : serve<nc::zoo::gru4rec<100>>(how);
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}
