// SPDX-License-Identifier: Apache-2.0
// Sends clicks of visitors at a fixed rate, independent of the speed of the server: click n is scheduled at n / rate, and its latency is
// measured from that time, so that a slow server does not delay the next clicks. Prints a line of
//     rate  answers/s  errors  p50  p90  p99  longest (ms)
#include <httplib.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <nextclick/core/random.hpp>
#include <nextclick/server/latency.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace nc = nextclick;
using clock_type = std::chrono::steady_clock;

int main(int argc, char** argv) {
    std::string host = "127.0.0.1";
    int port = 8080, connections = 32, swaps = 0;
    double rate = 500, seconds = 10;
    std::uint32_t items = 43'000, visitors = 20'000, k = 20;
    CLI::App app{"Clicks by HTTP at a given rate."};
    app.add_option("--host", host)->capture_default_str();
    app.add_option("--port", port)->capture_default_str();
    app.add_option("--rate", rate, "clicks a second")->capture_default_str();
    app.add_option("--seconds", seconds)->capture_default_str();
    app.add_option("--connections", connections)->capture_default_str();
    app.add_option("--items", items, "ids 0 to this are clicked")->capture_default_str();
    app.add_option("--visitors", visitors)->capture_default_str();
    app.add_option("--k", k, "answers that must come back")->capture_default_str();
    app.add_option("--swaps", swaps, "number of reloads of the model during the run, one after the other; the run ends after the last")
        ->capture_default_str();
    CLI11_PARSE(app, argc, argv);

    nc::server::latency latency;
    std::atomic<std::uint64_t> next{0}, errors{0}, mixed{0};
    std::atomic<bool> stop{false};
    const auto limit = static_cast<std::uint64_t>(swaps > 0 ? 1e18 : rate * seconds);
    const nc::random_stream random{1, 0};
    const auto start = clock_type::now();
    std::vector<std::thread> threads;
    for (int t = 0; t < connections; ++t)
        threads.emplace_back([&] {
            httplib::Client client(host, port);
            client.set_keep_alive(true);
            client.set_tcp_nodelay(true);
            std::uint64_t model = 0;
            for (std::uint64_t n; !stop && (n = next++) < limit;) {
                const auto due =
                    start + std::chrono::duration_cast<clock_type::duration>(std::chrono::duration<double>(static_cast<double>(n) / rate));
                std::this_thread::sleep_until(due);
                const std::string body = R"({"visitor":"v)" + std::to_string(random.below(2 * n, visitors)) + R"(","item":)" +
                                         std::to_string(random.below(2 * n + 1, items)) + R"(,"k":)" + std::to_string(k) + "}";
                const auto answer = client.Post("/click", body, "application/json");
                const auto end = clock_type::now();
                const auto reply = answer && answer->status == 200 ? nlohmann::json::parse(answer->body, nullptr, false) : nlohmann::json();
                if (!reply.is_object() || reply["items"].size() != k) {
                    ++errors;
                    continue;
                }
                latency.add(end - due);
                mixed += reply["model"].get<std::uint64_t>() < model ? 1 : 0;  // an older model than an earlier answer to this visitor
                model = reply["model"].get<std::uint64_t>();
            }
        });
    if (swaps > 0) {
        httplib::Client client(host, port);
        client.set_keep_alive(true);
        client.set_read_timeout(60);
        for (int s = 0; s < swaps; ++s) {
            const auto answer = client.Post("/reload", "", "application/json");
            if (!answer || answer->status != 200) ++errors;
        }
        stop = true;
    }
    for (auto& t : threads) t.join();
    const double took = std::chrono::duration<double>(clock_type::now() - start).count();
    std::printf("%.0f\t%.0f\t%llu\t%.2f\t%.2f\t%.2f\t%.2f\n", rate, static_cast<double>(latency.count()) / took,
                static_cast<unsigned long long>(errors + mixed), latency.quantile(.5) / 1e3, latency.quantile(.9) / 1e3,
                latency.quantile(.99) / 1e3, latency.quantile(1) / 1e3);
    if (swaps > 0)
        std::printf("%d swaps in %.1f s, %llu answers older than one before\n", swaps, took, static_cast<unsigned long long>(mixed));
    return errors + mixed == 0 ? 0 : 1;
}
