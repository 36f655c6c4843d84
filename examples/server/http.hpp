// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <httplib.h>
#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include "../program.hpp"
#include "shop.hpp"

/// A shop by HTTP. Needs cpp-httplib.
namespace http {

struct options {
    std::string host = "127.0.0.1";
    int port = 8080;  ///< 0: any free port
    int threads = 64;
    std::string cors{};                         ///< the origin whose pages may send requests, "*" for all; empty: none
    std::function<void(int port)> listening{};  ///< called on a separate thread once the server accepts requests
    bool ends_then = false;                     ///< the server ends after `listening` returns
};

/// A request body that takes longer to arrive is refused; a shutdown waits as long for requests being answered.
inline constexpr std::chrono::seconds shutdown_timeout{10};

/// Refuses a request and reads nothing more from this connection: the rest of a body would be parsed as the next request. httplib
/// closes the connection when a content provider reports failure, as this one does after writing.
inline void refuse_and_close(httplib::Response& to, int status, std::string_view why) {
    to.status = status;
    to.set_header("Connection", "close");
    const std::string body = nlohmann::json{{"error", why}}.dump() + '\n';
    to.set_content_provider(body.size(), "application/json", [body](std::size_t from, std::size_t n, httplib::DataSink& out) {
        out.write(body.data() + from, n);
        return false;
    });
}

/// The preflight request of a browser before a page of another origin may send a click.
inline bool preflight(const httplib::Request& request, httplib::Response& to, const std::string& cors) {
    if (cors.empty() || request.method != "OPTIONS" || request.path != "/click" || request.has_header("Content-Length") ||
        request.has_header("Transfer-Encoding"))
        return false;
    to.status = 204;
    to.set_header("Access-Control-Allow-Methods", "POST");
    to.set_header("Access-Control-Allow-Headers", "Content-Type");
    to.set_header("Access-Control-Max-Age", "86400");
    return true;
}

/// Requests that are answered before a body is read: the end of each request must be unambiguous, and only requests that need a
/// body may have one.
inline bool answered_at_once(const httplib::Request& request, httplib::Response& to, const std::string& cors) {
    if (!cors.empty() && request.path == "/click") {
        to.set_header("Access-Control-Allow-Origin", cors);
        if (cors != "*") to.set_header("Vary", "Origin");
    }
    if (preflight(request, to, cors)) return true;
    const auto lengths = request.get_header_value_count("Content-Length");
    const bool packed = request.has_header("Transfer-Encoding"), post = request.method == "POST";
    const std::string length = request.get_header_value("Content-Length");
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (lengths + (packed ? 1 : 0) > 1 || (lengths == 1 && (length.empty() || !std::all_of(length.begin(), length.end(), digit))))
        return refuse_and_close(to, 400, "a request has one length, in digits, or is chunked"), true;
    const bool known =
        post ? request.path == "/click" || request.path == "/reload"
             : (request.method == "GET" || request.method == "HEAD") && (request.path == "/health" || request.path == "/metrics");
    if (!known) return refuse_and_close(to, 404, "POST /click, POST /reload, GET /health, GET /metrics"), true;
    if (!post && (packed || lengths > 0)) return refuse_and_close(to, 400, "a body is for POST only"), true;
    if (request.is_multipart_form_data()) return refuse_and_close(to, 415, "the body is JSON"), true;
    return false;
}

/// The body of a request, unless it exceeds `max` bytes (chunked or not), arrives too slowly, or is cut off: httplib's own limits
/// cover only the announced length, and the time between two bytes.
inline std::optional<std::string> body_of(const httplib::Request& request, const httplib::ContentReader& read, std::size_t max) {
    const auto last = std::chrono::steady_clock::now() + shutdown_timeout;
    std::string body;
    if (!request.has_header("Content-Length") && !request.has_header("Transfer-Encoding")) return body;  // httplib would wait for more
    const bool whole = read([&](const char* bytes, std::size_t n) {
        if (body.size() + n > max || std::chrono::steady_clock::now() > last) return false;
        body.append(bytes, n);
        return true;
    });
    return whole ? std::optional(body) : std::nullopt;
}

inline void route(httplib::Server& server, shop& shop, const std::string& cors) {
    using httplib::Request, httplib::Response, httplib::ContentReader;
    const auto answer = [](Response& to, const http_answer& a) {
        to.status = a.status;
        to.set_content(a.body + '\n', "application/json");
    };
    server.set_pre_routing_handler([cors](const Request& request, Response& to) {
        return answered_at_once(request, to, cors) ? httplib::Server::HandlerResponse::Handled
                                                   : httplib::Server::HandlerResponse::Unhandled;
    });
    server.Post("/click", [&shop, answer](const Request& request, Response& to, const ContentReader& read) {
        const auto body = body_of(request, read, shop.limits.body);
        body ? answer(to, shop.click(*body)) : refuse_and_close(to, 413, "the body is too large, too slow, or cut off");
    });
    server.Post("/reload", [&shop, answer](const Request& request, Response& to, const ContentReader& read) {
        body_of(request, read, 0) ? answer(to, shop.reload()) : refuse_and_close(to, 413, "/reload takes no body");
    });
    server.Get("/health", [&shop, answer](const Request&, Response& to) { answer(to, shop.health()); });
    server.Get("/metrics", [&shop](const Request&, Response& to) { to.set_content(shop.metrics(), "text/plain"); });
}

/// Blocks the signals that end a server, so that only `next_signal` receives them; threads started later inherit the mask. Call it
/// before any thread is started.
inline sigset_t blocked_signals() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

/// Waits at most a second for a signal that ends the server; 0: none arrived.
inline int next_signal(const sigset_t& ends) {
    constexpr timespec second{1, 0};
    const int which = sigtimedwait(&ends, nullptr, &second);
    return which > 0 ? which : 0;
}

/// Serves until a signal arrives, then completes running requests. `ends` is the result of `blocked_signals`; `name` and the
/// address are printed on standard output. Returns the exit code: 0 after SIGTERM, 130 after SIGINT.
inline int serve(shop& shop, const sigset_t& ends, const std::string& name, const options& options) {
    httplib::Server server;
    server.new_task_queue = [&] { return new httplib::ThreadPool(static_cast<std::size_t>(options.threads)); };
    server.set_payload_max_length(shop.limits.body);
    server.set_keep_alive_max_count(1'000'000);
    server.set_read_timeout(5);
    server.set_tcp_nodelay(true);
    server.set_socket_options([](int socket) {  // httplib's default lets two servers share a port
        const int yes = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    route(server, shop, options.cors);

    const int port = options.port == 0                                 ? server.bind_to_any_port(options.host)
                     : server.bind_to_port(options.host, options.port) ? options.port
                                                                       : -1;
    if (port < 0)
        throw std::runtime_error("server: " + options.host + ':' + std::to_string(options.port) + " is taken, or not of this machine");
    std::printf("%s is served at %s:%d\n", name.c_str(), options.host.c_str(), port);
    std::fflush(stdout);
    std::atomic<bool> over{false};
    std::atomic<int> code{0};
    std::thread ender([&] {  // once a second the store removes expired sessions
        int which = 0;
        while (!over && (which = next_signal(ends)) == 0) shop.expire();
        if (which == SIGINT) code = program::interrupted;
        while (!over && !server.is_running()) std::this_thread::yield();  // a signal may arrive before the server listens
        server.stop();                                                    // accepts no new requests and completes running ones
        for (auto left = shutdown_timeout + std::chrono::seconds(2); !over && left.count() > 0 && next_signal(ends) == 0;)
            left -= std::chrono::seconds(1);
        if (over) return;
        std::fprintf(stderr, "server: ended while a client was still sending\n");  // nothing is lost: files are replaced atomically
        std::_Exit(code);
    });
    std::exception_ptr failed;
    std::thread listener([&] {
        if (!options.listening) return;
        while (!over && !server.is_running()) std::this_thread::yield();
        try {
            options.listening(port);
        } catch (...) {
            failed = std::current_exception();
        }
        if (options.ends_then || failed) kill(getpid(), SIGTERM);
    });
    server.listen_after_bind();
    over = true;
    listener.join();
    ender.join();
    if (failed) std::rethrow_exception(failed);
    std::printf("%llu answers, p50 %.0f us, p90 %.0f us\n", static_cast<unsigned long long>(shop.latencies().count()),
                shop.latencies().quantile(.5), shop.latencies().quantile(.9));
    return code;
}

}  // namespace http
