// SPDX-License-Identifier: Apache-2.0
#include "nextclick/data.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "nextclick/data/read/gzip.hpp"
#include "nextclick/data/read/json_lines.hpp"

// Reading, preparing and simulating click logs, in events per second. The log is simulated: 500,000 sessions, about 2.8 million
// events, 50,000 items; NEXTCLICK_BENCH_SESSIONS changes the number of sessions. The file is in the temporary directory.

namespace data = nextclick::data;
namespace {

std::size_t session_count() {
    const char* setting = std::getenv("NEXTCLICK_BENCH_SESSIONS");
    return setting != nullptr ? std::strtoull(setting, nullptr, 10) : 500'000;
}

const data::click_log& simulated() {
    static const data::click_log log = data::simulate({.sessions = session_count(), .items = 50'000, .users = 100'000, .categories = 100});
    return log;
}

/// Three columns: session, item, time.
data::log_columns three_columns() {
    data::log_columns parts = simulated().parts();
    parts.extra.clear();
    parts.users = nullptr;
    parts.user.clear();
    return parts;
}

struct temporary_file {
    std::filesystem::path path;
    explicit temporary_file(const std::string& name) : path(std::filesystem::temp_directory_path() / name) {}
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;
    ~temporary_file() { std::filesystem::remove(path); }
};

const std::filesystem::path& plain_file() {
    static const temporary_file file("nextclick_bench_plain.tsv");
    static const bool written = (data::write_clicks(data::click_log(three_columns()), file.path), true);
    (void)written;
    return file.path;
}

/// All columns, and therefore strings too.
const std::filesystem::path& wide_file() {
    static const temporary_file file("nextclick_bench_wide.tsv");
    static const bool written = (data::write_clicks(simulated(), file.path), true);
    (void)written;
    return file.path;
}

/// The rows of the plain file in order of time, so that sessions interleave as in a server's log.
const std::filesystem::path& interleaved_file() {
    static const temporary_file file("nextclick_bench_interleaved.tsv");
    static const bool written = [] {
        const data::click_log& log = simulated();
        std::vector<std::pair<std::uint32_t, std::uint32_t>> rows;  // event, session
        for (std::uint32_t s = 0; s < log.session_count(); ++s)
            for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) rows.emplace_back(e, s);
        std::stable_sort(rows.begin(), rows.end(),
                         [&](const auto& a, const auto& b) { return log.time_column()[a.first] < log.time_column()[b.first]; });
        std::ofstream out(file.path);
        out << "SessionId\tItemId\tTime\n";
        for (const auto& [e, s] : rows)
            out << s + 1 << '\t' << log.items().name(log.item_column()[e]) << '\t' << log.time_column()[e] << '\n';
        return true;
    }();
    (void)written;
    return file.path;
}

void report(benchmark::State& state, const data::click_log& log, const std::filesystem::path& path) {
    const auto rounds = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(rounds * static_cast<std::int64_t>(log.event_count()));
    state.SetBytesProcessed(rounds * static_cast<std::int64_t>(std::filesystem::file_size(path)));
    state.counters["held B/event"] = static_cast<double>(log.memory_bytes()) / static_cast<double>(log.event_count());
}

void read_file(benchmark::State& state, const std::filesystem::path& path, const data::read_options& options) {
    data::click_log log;
    for (auto _ : state) log = data::read_clicks(path, options);
    report(state, log, path);
}
void read_plain(benchmark::State& state) { read_file(state, plain_file(), {}); }
void read_interleaved(benchmark::State& state) { read_file(state, interleaved_file(), {}); }
void read_wide(benchmark::State& state) {
    data::read_options options;
    options.user = "User";
    options.columns = {{"Action"}, {"Category"}, {"Dwell", data::column_type::numeric}, {"Price", data::column_type::numeric}};
    read_file(state, wide_file(), options);
}

/// The same work as read_plain with streams and standard containers.
void read_plain_streams(benchmark::State& state) {
    std::size_t events = 0;
    for (auto _ : state) {
        std::ifstream in(plain_file());
        std::unordered_map<std::int64_t, std::uint32_t> items, sessions;
        std::vector<std::uint32_t> item, session;
        std::vector<std::int64_t> time;
        std::string line;
        std::getline(in, line);
        while (std::getline(in, line)) {
            std::istringstream row(line);
            std::int64_t s = 0, i = 0, t = 0;
            row >> s >> i >> t;
            session.push_back(sessions.try_emplace(s, static_cast<std::uint32_t>(sessions.size())).first->second);
            item.push_back(items.try_emplace(i, static_cast<std::uint32_t>(items.size())).first->second);
            time.push_back(t);
        }
        events = item.size();
        benchmark::DoNotOptimize(time.data());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(events));
}

void read_gzip(benchmark::State& state) {
    static const temporary_file packed("nextclick_bench_plain.tsv.gz");
    {
        std::ifstream in(plain_file(), std::ios::binary);
        std::stringstream text;
        text << in.rdbuf();
        const gzFile out = gzopen(packed.path.c_str(), "wb6");
        gzwrite(out, text.str().data(), static_cast<unsigned>(text.str().size()));
        gzclose(out);
    }
    data::click_log log;
    for (auto _ : state) log = data::read_clicks(packed.path, data::gzip{});
    report(state, log, packed.path);
}

/// The events of read_interleaved from memory, one at a time.
void build_log(benchmark::State& state) {
    const data::click_log& log = simulated();
    std::vector<std::uint32_t> session(log.event_count()), order(log.event_count());
    for (std::uint32_t s = 0; s < log.session_count(); ++s)
        for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e) session[e] = s, order[e] = e;
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return log.time_column()[a] < log.time_column()[b]; });
    std::size_t bytes = 0;
    for (auto _ : state) {
        data::log_builder builder;
        for (const std::uint32_t e : order)
            builder.add(session[e], log.items()[log.item_column()[e]], std::chrono::milliseconds(log.time_column()[e]));
        bytes = std::move(builder).build().memory_bytes();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(log.event_count()));
    state.counters["held B/event"] = static_cast<double>(bytes) / static_cast<double>(log.event_count());
}

/// The plain file as JSON Lines, a session a line with its events.
const std::filesystem::path& json_file() {
    static const temporary_file file("nextclick_bench_plain.jsonl");
    static const bool written = [] {
        const data::click_log& log = simulated();
        std::ofstream out(file.path);
        for (std::uint32_t s = 0; s < log.session_count(); ++s) {
            out << "{\"SessionId\":" << s + 1 << ",\"events\":[";
            for (std::uint32_t e = log.session_begin()[s]; e < log.session_begin()[s + 1]; ++e)
                out << (e > log.session_begin()[s] ? "," : "") << "{\"ItemId\":" << log.items().name(log.item_column()[e])
                    << ",\"Time\":" << log.time_column()[e] << '}';
            out << "]}\n";
        }
        return true;
    }();
    (void)written;
    return file.path;
}
void read_json_lines(benchmark::State& state) {
    data::click_log log;
    for (auto _ : state) log = data::read_json_lines(json_file());
    report(state, log, json_file());
}

/// All sessions of a user joined and cut again.
void cut_by_inactivity(benchmark::State& state) {
    const data::click_log& log = simulated();
    for (auto _ : state) {
        state.PauseTiming();
        data::click_log copy = log;
        state.ResumeTiming();
        const auto cut = data::sessions_by_inactivity(std::move(copy));
        benchmark::DoNotOptimize(cut.event_count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(log.event_count()));
}

void simulate(benchmark::State& state) {
    std::size_t events = 0;
    for (auto _ : state) {
        const auto log = data::simulate({.sessions = 100'000, .items = 50'000, .users = 20'000, .categories = 100});
        events = log.event_count();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(events));
}

void filter_until_stable(benchmark::State& state) {
    const data::click_log log{three_columns()};
    for (auto _ : state) {
        state.PauseTiming();
        data::click_log copy = log;
        state.ResumeTiming();
        const auto kept = data::filtered(std::move(copy), {.drop_repeats = true, .until_stable = true});
        benchmark::DoNotOptimize(kept.event_count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(log.event_count()));
}

void split_last_day(benchmark::State& state) {
    const data::click_log log{three_columns()};
    for (auto _ : state) {
        state.PauseTiming();
        data::click_log copy = log;
        state.ResumeTiming();
        const auto parts = data::last_days(std::move(copy), 1);
        benchmark::DoNotOptimize(parts.test.event_count());
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(log.event_count()));
}

}  // namespace

BENCHMARK(read_plain)->Unit(benchmark::kMillisecond);
BENCHMARK(read_plain_streams)->Unit(benchmark::kMillisecond);
BENCHMARK(read_interleaved)->Unit(benchmark::kMillisecond);
BENCHMARK(read_wide)->Unit(benchmark::kMillisecond);
BENCHMARK(read_gzip)->Unit(benchmark::kMillisecond);
BENCHMARK(build_log)->Unit(benchmark::kMillisecond);
BENCHMARK(read_json_lines)->Unit(benchmark::kMillisecond);
BENCHMARK(cut_by_inactivity)->Unit(benchmark::kMillisecond);
BENCHMARK(simulate)->Unit(benchmark::kMillisecond);
BENCHMARK(filter_until_stable)->Unit(benchmark::kMillisecond);
BENCHMARK(split_last_day)->Unit(benchmark::kMillisecond);
BENCHMARK_MAIN();
