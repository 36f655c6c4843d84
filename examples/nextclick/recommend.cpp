// SPDX-License-Identifier: Apache-2.0
// nextclick recommend, nextclick similar: answers, as a table or as JSON.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nextclick/filter/business_rules.hpp>
#include <nextclick/io/atomic_file.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>
#include <utility>

#include "../command_line.hpp"
#include "command.hpp"
#include "model.hpp"

namespace {
namespace data = nc::data;
using answer = std::span<const nc::serve::recommendation<float>>;

struct recommend_options {
    log_options log{};
    std::string model{}, file{}, out = "-", format = "tsv";
    std::size_t k = 20;
    bool every_session = false, without_seen = false;
};

nlohmann::ordered_json json_of(const data::item_id& id) {
    if (id.kind() == data::id_kind::integer) return id.integer();
    return std::string(id.string());
}
/// Tabs and line ends in an id would break the table.
std::string field_of(const data::item_id& id) {
    std::string text;
    for (const char c : id.to_string()) text += c == '\t' ? "\\t" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : std::string(1, c);
    return text;
}

/// Rows of answers, in the chosen format.
class writer {
public:
    writer(bool as_json, std::string first_column) : json_(as_json), first_column_(std::move(first_column)) {
        if (!json_) text_ = first_column_ + "\tRank\tItemId\tScore\n";
    }
    void add(const data::item_id& of, answer best) {
        if (json_) {
            nlohmann::ordered_json items = nlohmann::ordered_json::array();
            for (const auto& r : best) items.push_back({{"item", json_of(r.item)}, {"score", r.score}});
            text_ += nlohmann::ordered_json{{first_column_, json_of(of)}, {"items", std::move(items)}}.dump(
                         -1, ' ', false, nlohmann::json::error_handler_t::replace) +
                     '\n';
            return;
        }
        const std::string name = field_of(of);
        std::size_t rank = 0;
        for (const auto& r : best) {
            char score[32];
            std::snprintf(score, sizeof score, "%.6g", static_cast<double>(r.score));
            text_ += name + '\t' + std::to_string(++rank) + '\t' + field_of(r.item) + '\t' + score + '\n';
        }
    }
    std::string& text() { return text_; }

private:
    bool json_;
    std::string first_column_, text_{};
};

/// A file is written atomically, so that a reader never finds a partial one; standard output is written at once.
class output {
public:
    explicit output(std::string file) : file_(std::move(file)) {
        if (file_ != "-") nc::io::check_writable(file_);
    }
    void flush(std::string& text) {
        if (file_ != "-" || text.empty()) return;
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
            throw program::leave(program::failed, "standard output cannot be written");
        text.clear();
    }
    void finish(std::string& text) {
        flush(text);
        if (file_ == "-") return;
        const std::string_view parts[] = {text};
        nc::io::write_atomically(file_, parts);
    }

private:
    std::string file_;
};

/// Replays sessions click by click.
class replay {
public:
    replay(const nc::io::any_recommender& net, const data::click_log& log) : net_(net), log_(log), session_(net) {
        for (const auto& wanted : net.columns()) columns_.push_back(&log.column(wanted.name));
    }
    void begin() { session_ = nc::serve::session<nc::io::any_recommender>(net_); }
    void push(std::size_t session) {
        const auto items = log_.items_of(session);
        const auto times = log_.times_of(session);
        for (std::size_t n = 0; n < items.size(); ++n) {
            const std::size_t event = log_.session_begin()[session] + n;
            std::vector<nc::serve::column_value> values;
            names_.clear();
            names_.reserve(columns_.size());
            for (const data::event_column* c : columns_) {
                if (c->missing(event)) continue;
                if (c->categorical())
                    values.emplace_back(c->name(), names_.emplace_back(c->categories().name(c->codes()[event])));
                else
                    values.emplace_back(c->name(), c->numbers()[event]);
            }
            const data::item_id id = log_.items()[items[n]];
            if (times.empty())
                session_.push(id, values);
            else
                session_.push_at(id, times[n], values);
        }
    }
    void next_session() { session_.new_session(); }
    answer top(std::size_t k, const nc::filter::business_rules& by) const { return session_.top(k, by); }

private:
    const nc::io::any_recommender& net_;
    const data::click_log& log_;
    nc::serve::session<nc::io::any_recommender> session_;
    std::vector<const data::event_column*> columns_{};
    std::vector<std::string> names_{};
};

void run_recommend(recommend_options& options) {
    program::refuse_same_file("--out", options.out, {options.model, options.file});
    output out(options.out);
    const auto net = open_model(options.model);
    const auto log = read_log_for(*net, options.file, options.log);
    const bool users = log.has_users() && !options.every_session;
    // The sessions of each user, in order of time; without users each session by itself.
    std::vector<std::vector<std::uint32_t>> groups;
    if (users) {
        groups.resize(log.users().size());
        for (std::uint32_t s = 0; s < log.session_count(); ++s) groups[log.user_column()[s]].push_back(s);
        if (log.has_times())  // the latest session is the one with the last click
            for (auto& sessions : groups) std::ranges::stable_sort(sessions, {}, [&](std::uint32_t s) { return log.times_of(s).back(); });
    } else {
        for (std::uint32_t s = 0; s < log.session_count(); ++s) groups.push_back({s});
    }
    writer rows(options.format == "jsonl", users ? "UserId" : "SessionId");
    replay replayed(*net, log);
    std::size_t answered = 0, unknown = 0, without = 0;
    std::vector<nc::item_index> seen;
    const auto has_known_click = [&](std::uint32_t session) {
        const auto clicked = log.items_of(session);
        return std::any_of(clicked.begin(), clicked.end(), [&](auto i) { return net->items().find(log.items()[i]) != nc::no_item; });
    };
    for (const auto& sessions : groups) {
        // The latest session with a click on a known item.
        std::size_t end = sessions.size();
        while (end > 0 && !has_known_click(sessions[end - 1])) --end;
        if (end == 0) {
            unknown += sessions.empty() ? 0 : 1;
            continue;
        }
        replayed.begin();
        const std::size_t first = net->has_user_states() ? 0 : end - 1;
        for (std::size_t n = first; n < end; ++n) {
            if (n > first) replayed.next_session();
            replayed.push(sessions[n]);
        }
        seen.clear();
        if (options.without_seen)
            for (const auto s : sessions)
                for (const auto item : log.items_of(s))
                    if (const auto i = net->items().find(log.items()[item]); i != nc::no_item) seen.push_back(i);
        std::sort(seen.begin(), seen.end());
        seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
        const answer best = replayed.top(options.k, {.without = seen});
        rows.add(users ? log.user_id(sessions.back()) : log.session_id(sessions.back()), best);
        ++(best.empty() ? without : answered);
        out.flush(rows.text());
    }
    if (answered + without > 0) out.finish(rows.text());
    const std::string nothing = without == 0 ? "" : with_commas(without) + " without an item to recommend, ";
    std::fprintf(stderr, "%s %s answered, %s%s without a click on a known item\n", with_commas(answered).c_str(),
                 users ? "users" : "sessions", nothing.c_str(), with_commas(unknown).c_str());
    if (answered + without == 0)
        throw program::leave(program::failed,
                             options.file + ": no session has a click on an item of the model; are the ids written as in its log?");
}

struct similar_options {
    std::string model{}, item{}, format = "tsv";
    std::size_t k = 20;
};

void run_similar(const similar_options& options) {
    const auto net = open_model(options.model);
    writer rows(options.format == "jsonl", "ItemId");
    if (options.format != "jsonl") rows.text() = "Rank\tItemId\tScore\n";
    const auto known = net->items().find(data::item_id(options.item));
    if (known == nc::no_item)
        throw program::leave(program::failed, options.model + ": the model's vocabulary lacks item " + options.item + "; it has " +
                                                  net->items()[0].to_string() + " and others (nextclick inspect)");
    const data::item_id id = net->items()[known];
    const auto found = net->similar(id, options.k);
    if (options.format == "jsonl") {
        rows.add(id, found);
    } else {
        std::size_t rank = 0;
        for (const auto& r : found) {
            char score[32];
            std::snprintf(score, sizeof score, "%.6g", static_cast<double>(r.score));
            rows.text() += std::to_string(++rank) + '\t' + field_of(r.item) + '\t' + score + '\n';
        }
    }
    std::printf("%s", rows.text().c_str());
}
}  // namespace

command_body add_recommend(CLI::App& program) {
    auto options = std::make_shared<recommend_options>();
    CLI::App* command = program.add_subcommand("recommend", "the best next items of every user or session of a log");
    command->add_option("MODEL", options->model, "the model's file")->required()->type_name("FILE");
    command->add_option("--log", options->file, "clicks of the users to answer; -: standard input")->required()->type_name("FILE");
    command->add_option("--k", options->k, "items per answer")->check(program::whole_number(1, 1'000'000))->capture_default_str();
    command->add_option("--out", options->out, "file of the answers; -: standard output")->capture_default_str()->type_name("FILE");
    command->add_option("--out-format", options->format, "a row per item (tsv), or an object per answer (jsonl)")
        ->check(CLI::IsMember({"tsv", "jsonl"}))
        ->capture_default_str();
    command->add_flag("--every-session", options->every_session,
                      "an answer for each session; without it one per user, from the session with the last click");
    command->add_flag("--without-seen", options->without_seen, "leave out items that the user has clicked in the log");
    options->log.add(*command);
    options->log.add_anew(*command);
    return [options] { run_recommend(*options); };
}

command_body add_similar(CLI::App& program) {
    auto options = std::make_shared<similar_options>();
    CLI::App* command = program.add_subcommand("similar", "the items most similar to one item");
    command->add_option("MODEL", options->model, "the model's file")->required()->type_name("FILE");
    command->add_option("ITEM", options->item, "its id")->required();
    command->add_option("--k", options->k, "number of items")->check(program::whole_number(1, 1'000'000))->capture_default_str();
    command->add_option("--out-format", options->format, "a row per item (tsv), or one object (jsonl)")
        ->check(CLI::IsMember({"tsv", "jsonl"}))
        ->capture_default_str();
    return [options] { run_similar(*options); };
}
