// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/report.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE std::string fixed(double x, int digits) {
    if (std::isnan(x)) return "-";
    std::array<char, 64> text;
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), x, std::chars_format::fixed, digits).ptr};
}

NEXTCLICK_INLINE std::string with_interval(double mean, double error) {
    return std::isnan(error) ? fixed(mean) : fixed(mean) + " ± " + fixed(half_width_95(error));
}

NEXTCLICK_INLINE std::string in_columns(const std::vector<std::vector<std::string>>& rows) {
    const auto width = [](std::string_view text) {  // counts UTF-8 characters, not bytes
        return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) == 0x80; }));
    };
    std::vector<std::size_t> widest;
    for (const auto& row : rows)
        for (std::size_t c = 0; c < row.size(); ++c) {
            widest.resize(std::max(widest.size(), c + 1));
            widest[c] = std::max(widest[c], width(row[c]));
        }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string space(widest[c] - width(row[c]), ' ');
            text += c == 0 ? row[c] + space : "  " + space + row[c];
        }
        text += '\n';
    }
    return text;
}

NEXTCLICK_INLINE std::string share_of(std::size_t part, std::size_t all) {
    return std::to_string(part) + " of " + std::to_string(all) + " (" +
           fixed(100 * static_cast<double>(part) / static_cast<double>(all), 1) + " %)";
}

NEXTCLICK_INLINE std::string day_of(std::int64_t ms) {
    const std::chrono::year_month_day day(
        std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(ms))));
    const auto two = [](unsigned x) { return (x < 10 ? "-0" : "-") + std::to_string(x); };
    return std::to_string(static_cast<int>(day.year())) + two(static_cast<unsigned>(day.month())) + two(static_cast<unsigned>(day.day()));
}

NEXTCLICK_INLINE std::string span_of(const data::log_facts& log) {
    return log.first && log.last ? day_of(*log.first) + " to " + day_of(*log.last) : "no times";
}

NEXTCLICK_INLINE std::string about_ties(ties rule) {
    return "equal scores: " + std::string(name_of(rule)) + (rule == ties::expected ? " value over their orders" : " place");
}

}  // namespace eval::detail
namespace eval {

NEXTCLICK_INLINE std::vector<std::string> remarks(const result& r) {
    constexpr double few = 0.05;  // tolerates sessions that begin before a split and end after it
    std::vector<std::string> all{std::to_string(r.events) + " clicks of " + std::to_string(r.sessions) + " sessions; " +
                                 detail::about_ties(r.rule) + "; ±: 95 % interval, by sessions"};
    if (r.events == 0) all.push_back("nothing was evaluated");
    if (r.unknown_targets > 0)
        all.push_back(detail::share_of(r.unknown_targets, r.events) + " targets are unknown to the model and count as misses");
    if (r.without_query > 0)
        all.push_back(detail::share_of(r.without_query, r.events) + " targets have no known click before and count as misses");
    if (r.unknown_ids > 0) all.push_back(detail::about_unknown(r));
    if (r.trained_on.same_log)
        all.push_back("the model was trained on the same clicks: the metrics measure memorisation, not prediction");
    else if (r.trained_on.share >= few)
        all.push_back(detail::share_of(r.trained_on.clicks, r.trained_on.evaluated.events) +
                      " clicks are from the time of a training log (" + detail::span_of(r.trained_on.trained) + "; here " +
                      detail::span_of(r.trained_on.evaluated) + "): the model may have been trained on some of them");
    return all;
}

NEXTCLICK_INLINE std::string report(const result& r) {
    std::vector<std::vector<std::string>> rows{{"k", "Recall", "MRR", "NDCG", "coverage", "popularity"}};
    for (const metrics_at& m : r.at)
        rows.push_back({std::to_string(m.k), detail::with_interval(m.recall, m.error.recall), detail::with_interval(m.mrr, m.error.mrr),
                        detail::with_interval(m.ndcg, m.error.ndcg), detail::fixed(m.coverage, 3), detail::fixed(m.popularity, 3)});
    std::string text = detail::in_columns(rows);
    for (const std::string& line : remarks(r)) text += line + '\n';
    return text;
}

NEXTCLICK_INLINE std::string report(const breakdown& groups, std::size_t k) {
    const std::string at = "@" + std::to_string(k);
    std::vector<std::vector<std::string>> rows{{groups.title(), "clicks", "sessions", "Recall" + at, "MRR" + at, "NDCG" + at}};
    for (const auto& [name, r] : groups.rows()) {
        const metrics_at& m = r[k];
        rows.push_back({name, std::to_string(r.events), std::to_string(r.sessions), detail::with_interval(m.recall, m.error.recall),
                        detail::with_interval(m.mrr, m.error.mrr), detail::with_interval(m.ndcg, m.error.ndcg)});
    }
    return detail::in_columns(rows);
}

NEXTCLICK_INLINE std::string report(const comparison& c) {
    const std::string level = detail::fixed(100 * c.level, c.level == 0.95 ? 0 : 1) + " % interval";
    std::vector<std::vector<std::string>> rows{{"", "A", "B", "A - B", level, "p"}};
    for (const difference& d : c.at)
        rows.push_back({std::string(d.figure) + "@" + std::to_string(d.k), detail::fixed(d.a), detail::fixed(d.b), detail::fixed(d.mean),
                        detail::fixed(d.low) + " to " + detail::fixed(d.high), detail::fixed(d.p_permutation)});
    return detail::in_columns(rows) + std::to_string(c.events) + " clicks of " + std::to_string(c.sessions) +
           " sessions, which are resampled; " + detail::about_ties(c.rule) + "; p: two-sided, by random signs\n";
}

}  // namespace eval

NEXTCLICK_END_NAMESPACE
