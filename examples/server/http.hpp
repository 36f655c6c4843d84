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
    int port = 8080;  ///< 0: any that is free
    int threads = 64;
    std::string cors{};                         ///< the origin whose pages may ask, "*" for all; empty: none
    std::function<void(int port)> listening{};  ///< called by a thread of its own when requests are answered
    bool ends_then = false;                     ///< ends when `listening` is done
};

/// A request body that takes longer to arrive is refused; a shutdown waits as long for requests being answered.
inline constexpr std::chrono::seconds shutdown_timeout{10};

/// A refusal after which nothing more is read from this connection: what may be left of a body would pass for the next request.
/// httplib hangs up where a content provider says that it failed, which this one does when all is written.
inline void hang_up(httplib::Response& to, int status, std::string_view why) {
    to.status = status;
    to.set_header("Connection", "close");
    const std::string body = nlohmann::json{{"error", why}}.dump() + '\n';
    to.set_content_provider(body.size(), "application/json", [body](std::size_t from, std::size_t n, httplib::DataSink& out) {
        out.write(body.data() + from, n);
        return false;
    });
}

/// What a browser asks before a page of another origin may click.
inline bool preflight(const httplib::Request& asked, httplib::Response& to, const std::string& cors) {
    if (cors.empty() || asked.method != "OPTIONS" || asked.path != "/click" || asked.has_header("Content-Length") ||
        asked.has_header("Transfer-Encoding"))
        return false;
    to.status = 204;
    to.set_header("Access-Control-Allow-Methods", "POST");
    to.set_header("Access-Control-Allow-Headers", "Content-Type");
    to.set_header("Access-Control-Max-Age", "86400");
    return true;
}

/// What is answered before a body is read: where each request ends must be beyond doubt, and only those that need a body have one.
inline bool answered_at_once(const httplib::Request& asked, httplib::Response& to, const std::string& cors) {
    if (!cors.empty() && asked.path == "/click") {
        to.set_header("Access-Control-Allow-Origin", cors);
        if (cors != "*") to.set_header("Vary", "Origin");
    }
    if (preflight(asked, to, cors)) return true;
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

/// The body of a request, unless it has more than so many bytes, however it is sent, takes too long, or is cut off: httplib's own
/// limits know of the length that a client announces, and of the time between two bytes.
inline std::optional<std::string> body_of(const httplib::Request& asked, const httplib::ContentReader& read, std::size_t max) {
    const auto last = std::chrono::steady_clock::now() + shutdown_timeout;
    std::string body;
    if (!asked.has_header("Content-Length") && !asked.has_header("Transfer-Encoding")) return body;  // httplib would wait for more
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
    server.set_pre_routing_handler([cors](const Request& asked, Response& to) {
        return answered_at_once(asked, to, cors) ? httplib::Server::HandlerResponse::Handled : httplib::Server::HandlerResponse::Unhandled;
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

/// From now on the signals that end a server are for who waits for them; threads that others start inherit that. To be called
/// before there are any.
inline sigset_t blocked_signals() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

/// Waits at most a second for a signal that ends the server; 0: there was none.
inline int next_signal(const sigset_t& ends) {
    constexpr timespec second{1, 0};
    const int which = sigtimedwait(&ends, nullptr, &second);
    return which > 0 ? which : 0;
}

/// Serves until a signal comes, and then until those who are being answered have their answers. `ends` as `blocked_signals` gave them;
/// `name` is said with the address on standard output. Returns the exit code: 0 after SIGTERM, 130 after SIGINT.
inline int serve(shop& shop, const sigset_t& ends, const std::string& name, const options& how) {
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
    route(server, shop, how.cors);

    const int port = how.port == 0 ? server.bind_to_any_port(how.host) : server.bind_to_port(how.host, how.port) ? how.port : -1;
    if (port < 0) throw std::runtime_error("server: " + how.host + ':' + std::to_string(how.port) + " is taken, or not of this machine");
    std::printf("%s is served at %s:%d\n", name.c_str(), how.host.c_str(), port);
    std::fflush(stdout);
    std::atomic<bool> over{false};
    std::atomic<int> code{0};
    std::thread ender([&] {  // and once a second those are forgotten whose visit is over
        int which = 0;
        while (!over && (which = next_signal(ends)) == 0) shop.expire();
        if (which == SIGINT) code = program::interrupted;
        while (!over && !server.is_running()) std::this_thread::yield();  // a signal may come before it listens
        server.stop();                                                    // accepts nobody else; those who are being answered are
        for (auto left = shutdown_timeout + std::chrono::seconds(2); !over && left.count() > 0 && next_signal(ends) == 0;)
            left -= std::chrono::seconds(1);
        if (over) return;
        std::fprintf(stderr, "server: ended while somebody was still sending\n");  // nothing is lost: files are replaced whole
        std::_Exit(code);
    });
    std::exception_ptr failed;
    std::thread visitor([&] {
        if (!how.listening) return;
        while (!over && !server.is_running()) std::this_thread::yield();
        try {
            how.listening(port);
        } catch (...) {
            failed = std::current_exception();
        }
        if (how.ends_then || failed) kill(getpid(), SIGTERM);
    });
    server.listen_after_bind();
    over = true;
    visitor.join();
    ender.join();
    if (failed) std::rethrow_exception(failed);
    std::printf("%llu answers, p50 %.0f us, p90 %.0f us\n", static_cast<unsigned long long>(shop.latencies().count()),
                shop.latencies().quantile(.5), shop.latencies().quantile(.9));
    return code;
}

}  // namespace http
