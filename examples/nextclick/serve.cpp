// SPDX-License-Identifier: Apache-2.0
// nextclick serve: answers by HTTP and JSON (docs/serving.md). A separate source, since cpp-httplib needs definitions that must not
// reach the rest.
#include <memory>
#include <string>

#include "../command_line.hpp"
#include "command.hpp"
#include "kind.hpp"
#ifdef NEXTCLICK_HAS_HTTP
#include "../server/http.hpp"
#include "../server/shop.hpp"
#endif

namespace {
struct serve_options {
    std::string model{}, host = "127.0.0.1", cors{};
    int port = 8080, threads = 64, idle = 30;
    std::size_t concurrent_scans = 2, visitors = 100'000;
};

#ifdef NEXTCLICK_HAS_HTTP
void run(const serve_options& options) {
    const sigset_t ends = http::blocked_signals();
    const auto load = [&] { return open_model(options.model, options.concurrent_scans); };
    shop shop(load, {.capacity = options.visitors, .idle = std::chrono::minutes(options.idle), .session = load()->session_options()});
    const int code = http::serve(shop, ends, options.model,
                                 {.host = options.host, .port = options.port, .threads = options.threads, .cors = options.cors});
    if (code != 0) throw program::leave(code);
}
#else
void run(const serve_options&) {
    throw program::leave(
        program::failed,
        "this program was compiled without cpp-httplib and cannot serve; install it (Debian: libcpp-httplib-dev) and compile again");
}
#endif
}  // namespace

command_body add_serve(CLI::App& program) {
    auto options = std::make_shared<serve_options>();
    CLI::App* command = program.add_subcommand("serve", "answer clicks by HTTP");
    command->add_option("MODEL", options->model, "the model's file; POST /reload reads it again")->required()->type_name("FILE");
    command->add_option("--port", options->port, "port to listen at; 0: any free port")->check(CLI::Range(0, 65535))->capture_default_str();
    command->add_option("--host", options->host, "address to listen at")->capture_default_str();
    command->add_option("--threads", options->threads, "connections that are served at a time")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_option("--cors", options->cors, "origin whose pages may send requests (scheme, host and port), or * for all")
        ->check(CLI::Validator(
            [](const std::string& origin) -> std::string {
                return origin == "*" || origin.find("://") != origin.npos ? "" : "'" + origin + "' is neither scheme, host and port nor *";
            },
            "ORIGIN"));
    command->add_option("--concurrent-scans", options->concurrent_scans, "scans of the item table at a time: as many as cores")
        ->check(program::whole_number(1, 1024))
        ->capture_default_str();
    command->add_option("--visitors", options->visitors, "stored sessions, at most")
        ->check(program::whole_number(1, 1'000'000'000))
        ->capture_default_str();
    command->add_option("--idle", options->idle, "minutes until the session of a visitor ends")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    return [options] { run(*options); };
}
