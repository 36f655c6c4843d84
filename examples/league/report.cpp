// SPDX-License-Identifier: Apache-2.0
// The output of the league: a table from which a stopped run continues, and a page with charts.
#include <cmath>
#include <fstream>
#include <sstream>

#include "league.hpp"

namespace {
constexpr const char* columns =
    "model\tfamily\trecall5\tmrr5\trecall20\tmrr20\tcoverage20\tpopularity20\tseconds\tevents_per_second\tp50_us\tp90_us\tmegabytes";

template <class S>
auto numbers_of(S& s) {
    return std::array{&s.recall5,           &s.mrr5, &s.recall20, &s.mrr20,    &s.coverage, &s.popularity, &s.seconds,
                      &s.events_per_second, &s.p50,  &s.p90,      &s.megabytes};
}
std::string rounded(double x, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, x);
    return text;
}
}  // namespace

/// Until the last entrant the table has a temporary name, so that a finished one stays until the next is finished.
std::filesystem::path league::table_of(const example_options& chosen, bool finished) {
    return std::filesystem::path(chosen.model) / (finished ? "league.tsv" : "league.unfinished.tsv");
}

void league::check(const example_options& chosen) {
    namespace fs = std::filesystem;
    fs::create_directories(chosen.model);
    const fs::path unfinished = table_of(chosen, false), finished = table_of(chosen, true);
    nc::io::check_writable(unfinished);
    if (chosen.time_again && !fs::exists(finished))
        throw nc::file_error(finished.string() + ": there is no league whose clicks could be timed again");
    if (chosen.time_again || chosen.resume) return;
    if (chosen.restart) {
        fs::remove(unfinished);
        for (const auto& file : fs::directory_iterator(chosen.model))
            if (file.path().extension() == ".checkpoint") fs::remove(file.path());
    }
    if (fs::exists(unfinished))
        throw nc::file_error(unfinished.string() + ": there is an unfinished league; --resume continues it, --restart discards it");
}

/// Reads the results of the stopped run, or, under --time-again, of the finished one.
void league::resume() {
    const auto table = table_of(options, options.time_again);
    std::ifstream in(table);
    std::string line;
    if (!std::getline(in, line)) return;
    if (line != key_)
        throw nc::file_error(table.string() + ": that league has other logs or options\n  " + line.substr(2) + "\n  now " + key_.substr(2) +
                             (options.time_again ? "" : "\n  (--restart discards it)"));
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::istringstream cells(line);
        entrant_result s;
        std::getline(cells, s.name, '\t');
        std::getline(cells, s.family, '\t');
        bool whole = true;
        for (double* const x : numbers_of(s)) whole = whole && (cells >> *x);
        if (whole) results_.push_back(std::move(s));
    }
    std::fprintf(stderr, "the league continues after %zu entrants\n", results_.size());
}

void league::keep() const {
    std::string text = key_ + "\n" + columns + "\n";
    for (const entrant_result& s : results_) {
        text += s.name + '\t' + s.family;
        for (const double* const x : numbers_of(s)) text += '\t' + rounded(*x, 6);
        text += '\n';
    }
    const std::string_view parts[] = {text};
    nc::io::write_atomically(table_of(options, options.time_again), parts);
    const std::string page = page_of(*this);
    const std::string_view page_parts[] = {page};
    nc::io::write_atomically(folder_ / "league.html", page_parts);
}

void league::finish() {
    if (!options.time_again) std::filesystem::rename(table_of(options, false), table_of(options, true));
}

std::string page_of(const league& all) {
    auto rows = all.results();
    std::sort(rows.begin(), rows.end(), [](const entrant_result& a, const entrant_result& b) { return a.mrr20 > b.mrr20; });
    double max = 1e-9, slowest = 2;
    for (const entrant_result& s : rows) {
        max = std::max(max, s.recall20);
        slowest = std::max(slowest, s.p90);
    }
    std::string page =
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>League</title><style>body{font:15px/1.4 sans-serif;max-width:70em;"
        "margin:2em auto;padding:0 1em;color:#222;background:#fff}table{border-collapse:collapse;width:100%}td,th{padding:.25em .6em;"
        "text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child,td:nth-child(2),th:nth-child(2){text-align:left}"
        "text{font:12px sans-serif;fill:#222}</style><h1>League</h1><p>" +
        all.about().substr(2) + "; full ranking of every next click of the test log.</p>";
    const int line = 20, left = 190, width = 560;
    const auto height = std::to_string(static_cast<int>(rows.size()) * line + 30);
    page +=
        "<h2>Accuracy at 20</h2><p>Recall (light) and MRR (dark)</p><svg role=\"img\" aria-label=\"Recall and MRR of every entrant\" "
        "viewBox=\"0 0 820 " +
        height + "\" width=\"820\">";
    int y = 4;
    for (const entrant_result& s : rows) {
        const auto bar = [&](double x, const char* colour) {
            page += "<rect x=\"" + std::to_string(left) + "\" y=\"" + std::to_string(y) + "\" height=\"15\" width=\"" +
                    rounded(width * x / max, 1) + "\" fill=\"" + colour + "\"/>";
        };
        page += "<text x=\"0\" y=\"" + std::to_string(y + 12) + "\">" + s.name + "</text>";
        bar(s.recall20, "#a9c9e8");
        bar(s.mrr20, "#2c6fad");
        page += "<text x=\"" + rounded(left + width * s.recall20 / max + 5, 1) + "\" y=\"" + std::to_string(y + 12) + "\">" +
                rounded(s.recall20, 3) + " / " + rounded(s.mrr20, 3) + "</text>";
        y += line;
    }
    page +=
        "</svg><h2>MRR@20 against the time of a click</h2><p>microseconds, 90 of 100 clicks are faster; one thread</p>"
        "<svg role=\"img\" aria-label=\"MRR against latency\" viewBox=\"0 0 820 420\" width=\"820\"><path d=\"M60 10V380H800\" "
        "stroke=\"#888\" fill=\"none\"/>";
    double best = 1e-9;
    for (const entrant_result& s : rows) best = std::max(best, s.mrr20);
    const double decades = std::log10(slowest) + 0.3;
    for (double t = 1; t <= slowest * 2; t *= 10) {
        const double x = 60 + 640 * std::log10(t) / decades;
        page += "<text x=\"" + rounded(x, 1) + "\" y=\"398\">" + rounded(t, 0) + "</text>";
    }
    for (const entrant_result& s : rows) {
        const double x = 60 + 640 * std::log10(std::max(1.0, s.p90)) / decades, at = 380 - 350 * s.mrr20 / best;
        page += "<circle cx=\"" + rounded(x, 1) + "\" cy=\"" + rounded(at, 1) + "\" r=\"4\" fill=\"#2c6fad\"/><text x=\"" +
                rounded(x + 6, 1) + "\" y=\"" + rounded(at + 4, 1) + "\">" + s.name + "</text>";
    }
    page +=
        "</svg><h2>Table</h2><table><tr><th>model<th>family<th>Recall@5<th>MRR@5<th>Recall@20<th>MRR@20<th>coverage@20<th>popularity@20"
        "<th>training, s<th>events/s<th>p50, us<th>p90, us<th>MB</tr>";
    for (const entrant_result& s : rows) {
        page += "<tr><td>" + s.name + "<td>" + s.family;
        const int digits[] = {4, 4, 4, 4, 3, 3, 1, 0, 1, 1, 2};
        int n = 0;
        for (const double* const x : numbers_of(s)) page += "<td>" + rounded(*x, digits[n++]);
        page += "</tr>";
    }
    return page + "</table></html>\n";
}
