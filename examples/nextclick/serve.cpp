// SPDX-License-Identifier: Apache-2.0
// nextclick serve: answers by HTTP and JSON (docs/serving.md). A source of its own, since cpp-httplib wants definitions that must not
// reach the rest.
#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "../program.hpp"
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
void run(const serve_options& how) {
    const sigset_t ends = http::blocked_signals();
    const auto load = [&] { return open_model(how.model, how.concurrent_scans); };
    shop shop(load, {.capacity = how.visitors, .idle = std::chrono::minutes(how.idle), .session = load()->session_options()});
    const int code = http::serve(shop, ends, how.model, {.host = how.host, .port = how.port, .threads = how.threads, .cors = how.cors});
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
    auto how = std::make_shared<serve_options>();
    CLI::App* command = program.add_subcommand("serve", "answer clicks by HTTP");
    command->add_option("MODEL", how->model, "the model's file; POST /reload reads it again")->required()->type_name("FILE");
    command->add_option("--port", how->port, "port to listen at; 0: any that is free")->check(CLI::Range(0, 65535))->capture_default_str();
    command->add_option("--host", how->host, "address to listen at")->capture_default_str();
    command->add_option("--threads", how->threads, "connections that are served at a time")
        ->check(CLI::Range(1, 4096))
        ->capture_default_str();
    command->add_option("--cors", how->cors, "origin whose pages may ask (scheme, host and port), or * for all")
        ->check(CLI::Validator(
            [](const std::string& origin) -> std::string {
                return origin == "*" || origin.find("://") != origin.npos ? "" : "'" + origin + "' is neither scheme, host and port nor *";
            },
            "ORIGIN"));
    command->add_option("--concurrent-scans", how->concurrent_scans, "scans of the item table at a time: as many as cores")
        ->check(program::whole_number(1, 1024))
        ->capture_default_str();
    command->add_option("--visitors", how->visitors, "that are remembered")
        ->check(program::whole_number(1, 1'000'000'000))
        ->capture_default_str();
    command->add_option("--idle", how->idle, "minutes until a visitor is forgotten")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    return [how] { run(*how); };
}
