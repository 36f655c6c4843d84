// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nextclick/core/error.hpp>
#include <nextclick/data/edit/cut_sessions.hpp>
#include <nextclick/data/read/read_log.hpp>

#include "../command_line.hpp"
#include "../reader_options.hpp"

namespace data = nc::data;

namespace {
std::vector<CLI::Option*> add_to(CLI::App& command, log_options& options) {
    auto all = add_reader_options(command, options.read);
    all.push_back(command
                      .add_option("--session-gap", options.gap,
                                  "cut users into sessions: at pauses of this number of minutes, or at each day, or not at all (user)")
                      ->check(CLI::Validator(
                          [](const std::string& text) -> std::string {
                              if (text == "day" || text == "user") return "";
                              return program::number(0, 1e7)(text).empty() ? ""
                                                                           : "'" + text + "' is neither a number of minutes nor day, user";
                          },
                          "MINUTES|day|user")));
    return all;
}

data::click_log cut(data::click_log log, const std::string& gap) {
    data::session_report report;
    log = gap == "day"    ? data::sessions_by_day(std::move(log), {}, &report)
          : gap == "user" ? data::sessions_by_user(std::move(log), &report)
                          : data::sessions_by_inactivity(
                                std::move(log), std::chrono::milliseconds(static_cast<std::int64_t>(std::stod(gap) * 60'000)), &report);
    std::fprintf(stderr, "%s sessions of %s users; %s of one click, %s clicks in the longest\n", with_commas(report.sessions).c_str(),
                 with_commas(report.users).c_str(), with_commas(report.single).c_str(), with_commas(report.longest).c_str());
    return log;
}
}  // namespace

void log_options::add(CLI::App& command) {
    command_ = &command;
    for (CLI::Option* o : add_to(command, *this)) {
        o->group("Reading logs");
        names_.push_back(o->get_name());
    }
    read.spelling = [usual = read.spelling](std::string_view field, std::string_view value) {
        return field == "columns" ? std::string("--action or --dwell") : usual(field, value);
    };
}

void log_options::add_anew(CLI::App& command) {
    command.add_flag("--read-anew", ignore_stored, "read logs with the options given here alone, without those of the model's own log")
        ->group("Reading logs");
}

typed_options log_options::typed() const {
    typed_options all = elsewhere_;
    for (const std::string& name : names_) {
        const CLI::Option* o = command_->get_option(name);
        if (o->count() == 0) continue;
        if (o->get_items_expected() == 0)
            all.emplace(name, "");
        else
            for (const std::string& value : o->results()) all.emplace(name, value);
    }
    return all;
}

void log_options::complete(const typed_options& others) {
    if (ignore_stored) return;
    CLI::App again;
    add_to(again, *this);
    const typed_options own = typed();
    std::vector<std::string> words;                       // in reverse order, as CLI11 expects
    const auto replaced = [&](const std::string& name) {  // by an equivalent option
        const auto by = [&](const char* other) { return own.count(other) > 0; };
        const auto session = own.find("--session");
        return (name == "--time-unit" && by("--time-format")) || (name == "--time-format" && by("--time-unit")) ||
               (name == "--session-gap" && session != own.end() && !session->second.empty());
    };
    for (const auto& [name, value] : others) {
        if (own.count(name) > 0 || replaced(name)) continue;
        elsewhere_.emplace(name, value);
        words.insert(words.begin(), name);
        if (again.get_option(name)->get_items_expected() > 0) words.insert(words.begin(), value);
    }
    again.parse(words);
}

std::string in_shell(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words) {
        if (!line.empty()) line += ' ';
        const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("-_./,=:%+@").find(c) != std::string_view::npos;
        });
        line += plain ? word : "'";
        if (plain) continue;
        for (const char c : word) line += c == '\'' ? std::string("'\\''") : std::string(1, c);
        line += '\'';
    }
    return line;
}

std::string command_line(const typed_options& options) {
    static constexpr std::string_view flags[] = {"--skip-bad-rows", "--string-ids"};
    std::vector<std::string> words;
    for (const auto& [name, value] : options) {
        words.push_back(name);
        if (std::find(std::begin(flags), std::end(flags), name) == std::end(flags)) words.push_back(value);
    }
    return in_shell(words);
}

std::string with_commas(std::uint64_t n) {
    std::string digits = std::to_string(n);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

std::string date_of(std::int64_t ms) {
    const std::int64_t day_ms = 86'400'000, days = ms / day_ms - (ms % day_ms < 0 ? 1 : 0), rest = (ms - days * day_ms) / 1000;
    const std::chrono::year_month_day day{std::chrono::sys_days(std::chrono::days(days))};
    char text[64];
    std::snprintf(text, sizeof text, "%d-%02u-%02u %02d:%02d:%02d", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()), static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60),
                  static_cast<int>(rest % 60));
    return text;
}

std::vector<std::string> description_of(const data::click_log& log, const data::read_report& report) {
    std::vector<std::string> lines;
    const auto count = [](std::uint64_t n, const char* what) { return with_commas(n) + ' ' + what + (n == 1 ? "" : "s"); };
    lines.push_back(count(log.event_count(), "click") + ", " + count(log.session_count(), "session") + ", " +
                    count(log.items().size(), "item") + (log.has_users() ? ", " + count(log.users().size(), "user") : ""));
    if (const auto times = log.time_column(); !times.empty()) {
        const auto [first, last] = std::minmax_element(times.begin(), times.end());
        lines.push_back("from " + date_of(*first) + " to " + date_of(*last) + " UTC");
    }
    if (report.skipped > 0) {
        lines.push_back(count(report.skipped, "row") + " skipped, for example:");
        for (const std::string& message : report.messages) lines.push_back("  " + message);
    }
    for (const auto& v : report.values)
        lines.push_back(v.column + " = " + v.value + ": " + count(v.rows, "row") + (v.kept ? "" : ", left out"));
    if (report.dropped > 0) lines.push_back(count(report.dropped, "row") + " left out by --keep and --drop");
    for (const std::string& remark : report.remarks) lines.push_back(remark);
    if (report.mixed_units > 0) lines.push_back(count(report.mixed_units, "time") + " in another unit than those before");
    if (report.multiline > 0) lines.push_back(count(report.multiline, "row") + " of several lines, which quotes hold together");
    if (report.empty_lists > 0) lines.push_back(count(report.empty_lists, "list") + " without an item");
    if (report.repeated_lists > 0) lines.push_back(count(report.repeated_lists, "list") + " replaced by a later one of the same user");
    if (report.user_changes > 0)
        lines.push_back(count(report.user_changes, "click") + " of another user than the session's first one, to whom they are given");
    if (report.blank > 0) lines.push_back(count(report.blank, "blank line"));
    return lines;
}

data::byte_reader open_log(const std::string& file) {
    auto [head, source] = data::peek(data::open_file(file), 512);
    return decoders{}.recognises(head) ? decoders{}.decode(std::move(source), file) : std::move(source);
}

data::click_log read_log(data::byte_reader source, const std::string& name, const log_options& options, data::read_report& report) {
    data::read_options read = options.read;
    if (!options.gap.empty()) {
        if (read.user.empty()) throw program::leave(program::usage, "--session-gap makes sessions of users: name their column (--user)");
        const auto typed = options.typed();
        const auto session = typed.find("--session");
        if (session == typed.end())
            read.session.clear();
        else if (!session->second.empty())
            throw program::leave(program::usage,
                                 "--session names the sessions, and --session-gap makes them of users: leave one of them out");
    }
    auto log = data::read_log(std::move(source), name, read, &report);
    if (options.gap.empty() && options.read.session.empty() && log.has_users())
        report.remarks.push_back("neither --session nor --session-gap is given: all clicks of a user are one session");
    return options.gap.empty() ? std::move(log) : cut(std::move(log), options.gap);
}

data::click_log read_log(const std::string& file, const log_options& options, const char* label) {
    data::read_report report;
    auto log = read_log(open_log(file), file, options, report);
    std::string text = std::string(label) + ": ";
    for (const std::string& line : description_of(log, report)) text += (text.ends_with(": ") ? "" : "\n  ") + line;
    std::fprintf(stderr, "%s\n", text.c_str());
    return log;
}
