// SPDX-License-Identifier: Apache-2.0
// Guesses the shape of a log from its first rows. Every guess is an option as typed on a command line, so the printed options are
// the used ones.
#include "guess.hpp"

#include <algorithm>
#include <cctype>
#include <nextclick/data/read/scan_time.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "guess_columns.hpp"

namespace {
using json = nlohmann::json;
using strings = std::vector<std::string>;

strings lines_of(std::string_view head, bool whole, std::size_t max) {
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    strings lines;
    while (!head.empty() && lines.size() < max) {
        const std::size_t end = head.find('\n');
        if (end == head.npos && !whole && !lines.empty()) break;  // cut off
        std::string_view line = head.substr(0, end);
        head.remove_prefix(end == head.npos ? head.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.find_first_not_of(" \t") != line.npos) lines.emplace_back(line);
    }
    return lines;
}

/// The fields of a row; quotes hide separators, in tab-separated rows only with `quoted_tabs`.
strings fields_of(std::string_view line, char separator, bool quoted_tabs = false) {
    strings fields(1);
    bool inside = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char c = line[at];
        if (c == '"' && (separator != '\t' || quoted_tabs) && (inside || fields.back().empty())) {
            if (inside && at + 1 < line.size() && line[at + 1] == '"')
                fields.back() += line[++at];
            else
                inside = !inside;
        } else if (c == separator && !inside) {
            fields.emplace_back();
        } else {
            fields.back() += c;
        }
    }
    for (std::string& f : fields) {
        const auto first = f.find_first_not_of(' ');
        f = first == f.npos ? "" : f.substr(first, f.find_last_not_of(' ') - first + 1);
    }
    return fields;
}

std::string separator_word(char c) {
    return c == '\t' ? "tab" : c == ',' ? "comma" : c == ';' ? "semicolon" : c == ' ' ? "space" : std::string(1, c);
}
std::string separator_text(char c) {
    const std::string word = separator_word(c);
    return word.size() == 1 ? "'" + word + "'" : word + "s";
}

struct table {
    char separator = 0;
    std::vector<strings> rows{};
    std::size_t columns = 0;
    bool ragged = false;  ///< most rows have other numbers of fields
};

/// The separator that gives most rows the same number of fields.
table split(const strings& lines, char given, bool quoted_tabs) {
    table best;
    double max = 0;
    for (const char separator : given != 0 ? std::string(1, given) : std::string("\t,;| ")) {
        table t{.separator = separator};
        std::map<std::size_t, std::size_t> counts;
        for (const std::string& line : lines) {
            t.rows.push_back(fields_of(line, separator, quoted_tabs));
            ++counts[t.rows.back().size()];
        }
        const auto usual = std::max_element(counts.begin(), counts.end(), [](auto& a, auto& b) { return a.second < b.second; });
        t.columns = usual->first;
        const double share = static_cast<double>(usual->second) / static_cast<double>(lines.size());
        t.ragged = share < .8;
        const bool parts = counts.size() > 1 || t.columns > 1;
        // A blank is tried last, since titles and times contain blanks.
        const double worth = !parts ? 0 : (t.ragged ? .1 * share : share) * (separator == ' ' ? .5 : 1);
        if (worth > max) max = worth, best = std::move(t);
    }
    return best;
}

/// Whether every field of a tab-separated row is quoted.
bool all_in_quotes(const std::string& line) {
    const strings fields = fields_of(line, '\t');
    return fields.size() > 1 && std::all_of(fields.begin(), fields.end(),
                                            [](const std::string& f) { return f.size() > 1 && f.front() == '"' && f.back() == '"'; });
}
/// The number of fields that could be names of wanted columns.
std::ptrdiff_t fits_roles(const strings& names) {
    return std::count_if(names.begin(), names.end(), [](const std::string& name) {
        return std::any_of(std::begin(all_roles), std::end(all_roles), [&](role r) { return fitness(r, name) >= 50; });
    });
}

/// Whether the first row names the columns.
bool has_header(const table& t, const std::vector<column_facts>& below) {
    const strings& first = t.rows.front();
    std::size_t named = 0, other = 0;
    for (std::size_t c = 0; c < first.size() && c < below.size(); ++c) {
        const std::string& name = first[c];
        const column_facts& f = below[c];
        const bool number = !name.empty() && name.find_first_not_of("0123456789.-+eE") == name.npos;
        if (number || time_kind_of(name) != time_kind::none) return false;  // no column has such a name
        for (const role r : all_roles)
            if (fitness(r, name) >= 50) {
                ++named;
                break;
            }
        other += f.filled > 0 && (f.integers == f.filled || f.is_time()) ? 1 : 0;
        if (std::find(f.values.begin(), f.values.end(), name) != f.values.end() && !name.empty()) return named > 0;
    }
    return named > 0 || other > 0;
}

std::string in_quotes(const std::string& s) { return '"' + s + '"'; }
std::string list_of(const strings& names) {
    std::string all;
    for (const std::string& n : names) all += (all.empty() ? "" : ", ") + in_quotes(n);
    return all;
}

const char* word_of(time_kind k) {
    constexpr const char* words[] = {"numbers that are not times since 1970",
                                     "ISO 8601",
                                     "seconds since 1970",
                                     "milliseconds since 1970",
                                     "microseconds since 1970",
                                     "nanoseconds since 1970",
                                     "dates of a calendar"};
    return words[static_cast<std::size_t>(k)];
}

class guesser {
public:
    guesser(log_guess& out, const typed_options& typed) : out_(out), typed_(typed) {}

    void table_of(const strings& lines) {
        const auto mark = typed("--separator");
        const char separator = !mark                              ? '\0'
                               : *mark == "tab" || *mark == "\\t" ? '\t'
                               : *mark == "comma"                 ? ','
                               : *mark == "semicolon"             ? ';'
                                                                  : mark->front();
        if (lines.front().find('\r') != std::string::npos)
            return unknown("lone carriage returns end the lines; convert them to LF (tr '\\r' '\\n')");
        const auto quote = typed("--quote");
        const bool quoted_tabs = quote ? *quote == "\"" : all_in_quotes(lines.front());
        table t = split(lines, separator, quoted_tabs);
        if (t.separator == '\t' && quoted_tabs) option("--quote", "\"");
        if (t.separator == 0 || (t.ragged && all_alike(t))) return sessions_of(lines, t);
        if (t.columns > 1 && !typed("--header") && !typed("--item") && all_alike(t) && t.separator == ' ') return sessions_of(lines, t);
        std::vector<strings> body(t.rows.begin() + (t.rows.size() > 1 ? 1 : 0), t.rows.end());
        columns_of(body, t.columns, {});
        bool header = false;
        if (const auto names = typed("--header")) {
            strings given = fields_of(*names, ',');
            columns_of(t.rows, t.columns, given);
        } else {
            header = t.rows.size() > 1 ? has_header(t, columns_) : fits_roles(t.rows.front()) > 1;
            columns_of(header ? body : t.rows, t.columns, header ? t.rows.front() : strings());
        }
        out_.shape = "a table of " + std::to_string(t.columns) + " columns, separated by " + separator_text(t.separator) + ", " +
                     (header ? "with a header row" : "without a header row");
        if (t.separator != '\t' && t.separator != ',' && t.separator != ';') option("--separator", separator_word(t.separator));
        const bool named = header || typed("--header");
        if (header && t.rows.size() == 1) return unknown("there is no row beside the header");
        named ? by_name() : by_content();
        if (!named) name_columns();
        report_options();
        report_kinds();
    }

    void objects_of(const strings& lines) {
        std::vector<json> rows;
        for (const std::string& line : lines) {
            json row = json::parse(line, nullptr, false);
            if (row.is_object()) rows.push_back(std::move(row));
        }
        if (rows.empty())
            return unknown("the first lines are not JSON objects; one object a line is read (jq -c '.[]' makes that of an array)");
        std::string list = typed("--events").value_or("");
        for (const bool of_objects : {true, false})
            for (const auto& [key, value] : rows.front().items())
                if (list.empty() && value.is_array() && !value.empty() &&
                    (of_objects ? value.front().is_object() : value.front().is_primitive()))
                    list = key;
        std::vector<json> events;
        strings keys;
        const auto add = [&](const json& row, const json* outer) {
            json event = json::object();
            if (row.is_object())
                flatten(row, "", event);
            else
                event["ItemId"] = row;  // a list of items alone
            if (outer != nullptr) flatten(*outer, "", event);
            for (const auto& [key, value] : event.items())
                if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
            events.push_back(std::move(event));
        };
        for (const json& row : rows) {
            const json* const within = list.empty() ? nullptr : member_of(row, list);
            if (list.empty())
                add(row, nullptr);
            else if (within != nullptr && within->is_array())
                for (const json& event : *within) add(event, &row);
        }
        if (events.empty()) return unknown("no line has a list " + in_quotes(list) + " (--events)");
        std::vector<strings> body;
        for (const json& event : events) {
            strings fields;
            for (const std::string& key : keys) {
                const auto found = event.find(key);
                fields.push_back(found == event.end() || found->is_null() ? ""
                                 : found->is_string()                     ? found->get<std::string>()
                                                                          : found->dump());
            }
            body.push_back(std::move(fields));
        }
        columns_of(body, keys.size(), keys);
        out_.shape =
            list.empty() ? "JSON lines, an event each" : "JSON lines, a session each, whose events are in the list " + in_quotes(list);
        by_name();
        if (!list.empty() && list != "events") option("--events", list);
        report_options();
        report_kinds();
    }

private:
    /// The members that are not lists, each under its path: "item.id".
    static void flatten(const json& from, const std::string& before, json& to) {
        for (const auto& [key, value] : from.items()) {
            if (value.is_object())
                flatten(value, before + key + '.', to);
            else if (!value.is_array())
                to[before + key] = value;
        }
    }
    /// The member of a path, null if there is none.
    static const json* member_of(const json& from, std::string_view path) {
        const json* at = &from;
        while (at != nullptr && !path.empty()) {
            const std::size_t end = std::min(path.find('.'), path.size());
            const auto found = at->is_object() ? at->find(std::string(path.substr(0, end))) : at->end();
            at = at->is_object() && found != at->end() ? &*found : nullptr;
            path.remove_prefix(std::min(end + 1, path.size()));
        }
        return at;
    }
    std::optional<std::string> typed(const char* name) const {
        const auto found = typed_.find(name);
        return found == typed_.end() ? std::nullopt : std::optional(found->second);
    }
    void option(const std::string& name, const std::string& value) {
        if (typed_.count(name) == 0) out_.options.emplace(name, value);
    }
    void flag(const std::string& name) { option(name, ""); }
    void remark(std::string text) { out_.remarks.push_back(std::move(text)); }
    void unknown(std::string text) {
        remark(std::move(text));
        out_.complete = false;
    }

    void columns_of(const std::vector<strings>& body, std::size_t count, const strings& names) {
        columns_.clear();
        for (std::size_t c = 0; c < count; ++c) {
            strings values;
            for (const strings& row : body) values.push_back(c < row.size() ? row[c] : "");
            columns_.push_back(facts_of(c < names.size() ? names[c] : "Column" + std::to_string(c + 1), std::move(values)));
        }
    }

    /// Whether the fields of a row are of one kind in every position: then a row is a list.
    static bool all_alike(const table& t) {
        std::set<std::string> seen;
        std::size_t again = 0, fields = 0;
        bool numbers = false, words = false;
        for (const strings& row : t.rows) {
            std::set<std::string> own(row.begin(), row.end());
            for (const std::string& f : own) {
                if (f.empty()) continue;
                ++fields;
                again += seen.count(f);
                if (time_kind_of(f) != time_kind::none) return false;
                (f.find_first_not_of("0123456789") == f.npos ? numbers : words) = true;
            }
            seen.insert(own.begin(), own.end());
        }
        return fields > 0 && !(numbers && words) && (t.ragged || again > 0);
    }
    void sessions_of(const strings& lines, const table& t) {
        if (t.separator == 0 && lines.size() > 1)
            return unknown("no tab, comma, semicolon, bar or blank separates the first rows; name the separator (--separator)");
        out_.shape = "a session a line: its items in order, separated by " + separator_text(t.separator == 0 ? ' ' : t.separator);
        option("--format", "lines");
        if (t.separator != ' ') option("--separator", separator_word(t.separator));
        std::set<std::string> leading, others;
        for (const strings& row : t.rows) {
            leading.insert(row.front());
            others.insert(row.begin() + 1, row.end());
        }
        if (leading.size() == t.rows.size() && t.rows.size() > 1 &&
            std::none_of(leading.begin(), leading.end(), [&](const std::string& f) { return others.count(f) > 0; }))
            remark("the first word of a line occurs nowhere else: if it is not an item, set --leading user or --leading session");
        remark("there are no times: the order of the lines counts, also for splits by time");
    }

    const column_facts* column(const std::string& name) const {
        for (const column_facts& f : columns_)
            if (f.name == name) return &f;
        return nullptr;
    }
    /// The column whose name fits a role best, among those for which `may` is true.
    template <class F>
    const column_facts* best(role r, const char* option_name, const F& may) {
        if (const auto name = typed(option_name)) return column(*name);
        const column_facts* found = nullptr;
        int max = 0;
        for (const column_facts& f : columns_)
            if (const int n = fitness(r, f.name); n > max && fits_best(r, f) && may(f)) found = &f, max = n;
        for (const column_facts& f : columns_)
            if (&f != found && max > 0 && fitness(r, f.name) == max && fits_best(r, f) && may(f))
                remark(in_quotes(f.name) + " could be used in place of " + in_quotes(found->name) + " (" + option_name + ")");
        return found;
    }
    /// "visitor_id" contains the word "visit", but is nearer to a user.
    static bool fits_best(role r, const column_facts& f) {
        return std::all_of(std::begin(all_roles), std::end(all_roles), [&](role o) { return fitness(o, f.name) <= fitness(r, f.name); });
    }
    void by_name() {
        const auto any = [](const column_facts& f) { return f.filled > 0; };
        time_ = best(role::time, "--time", [](const column_facts& f) { return f.is_time(); });
        if (time_ == nullptr && !typed("--time"))
            for (const column_facts& f : columns_)
                if (f.is_time() && (time_ == nullptr || f.distinct > time_->distinct)) time_ = &f;
        if (time_ == nullptr && !typed("--time"))  // counted from an unknown day
            time_ = best(role::time, "--time", [](const column_facts& f) { return f.filled > 0 && f.integers + f.decimals == f.filled; });
        if (time_ == nullptr && !typed("--time"))
            for (const column_facts& f : columns_)
                if (f.filled > 0 && fitness(role::time, f.name) >= 50 && fits_best(role::time, f) && no_times_ == nullptr) no_times_ = &f;
        const auto free = [&](const column_facts& f) { return any(f) && &f != time_; };
        session_ = best(role::session, "--session", free);
        user_ = best(role::user, "--user", [&](const column_facts& f) { return free(f) && &f != session_; });
        action_ = best(role::action, "--action", [&](const column_facts& f) { return free(f) && f.distinct <= 50 && f.times == 0; });
        item_ = best(role::item, "--item", [&](const column_facts& f) { return free(f) && &f != session_ && &f != user_; });
    }

    /// Without names: times are recognised by their format; the user is the column that changes least from row to row.
    void by_content() {
        std::vector<const column_facts*> rest;
        for (const column_facts& f : columns_)
            if (f.is_time() && (time_ == nullptr || f.distinct > time_->distinct)) time_ = &f;
        const column_facts* lists = nullptr;
        for (const column_facts& f : columns_) {
            if (&f == time_ || f.filled == 0 || f.counts_up) continue;
            if (f.is_list() && lists == nullptr) lists = &f;
            if (f.spaced * 4 < f.filled && f.decimals * 2 < f.filled && f.distinct > 1) rest.push_back(&f);
        }
        std::stable_sort(rest.begin(), rest.end(), [](auto* a, auto* b) { return a->changes * b->rows() < b->changes * a->rows(); });
        const auto few = [&](const column_facts* f) { return f->rows() >= 30 && f->distinct <= 8; };
        for (const column_facts* f : rest)
            if (!action_ && few(f) && f->integers == 0 && f != rest.front()) action_ = f;
        std::erase(rest, action_);
        const column_facts* owner = nullptr;
        if (!rest.empty() && (rest.size() > 1 || lists != nullptr)) owner = rest.front();
        if (lists != nullptr) {
            item_ = lists;
        } else {
            std::vector<const column_facts*> what;
            for (const column_facts* f : rest)
                if (f != owner && f->filled * 2 >= f->rows()) what.push_back(f);
            const auto nearly_full = [](const column_facts* f) { return f->filled * 20 / f->rows(); };
            for (const column_facts* f : what)
                if (item_ == nullptr || std::pair(nearly_full(f), f->distinct) > std::pair(nearly_full(item_), item_->distinct)) item_ = f;
            strings others;
            for (const column_facts* f : rest)
                if (f != owner && f != item_) others.push_back(f->name);
            if (item_ != nullptr && !others.empty())
                remark("column " + std::to_string(item_ - columns_.data() + 1) + " is read as the items; " + list_of(others) +
                       " could be used in its place");
        }
        if (owner != nullptr) (lists != nullptr || spans_days(*owner) ? user_ : session_) = owner;
    }
    /// Whether a value of the column returns after more than an hour: then it is a user, and not a session.
    bool spans_days(const column_facts& owner) const {
        if (time_ == nullptr) return false;
        std::map<std::string, std::pair<double, double>> span;
        std::size_t long_ones = 0;
        for (std::size_t row = 0; row < owner.rows(); ++row) {
            const auto t = seconds_of(time_->values[row]);
            if (!t || owner.values[row].empty()) continue;
            const auto [at, fresh] = span.try_emplace(owner.values[row], *t, *t);
            at->second = {std::min(at->second.first, *t), std::max(at->second.second, *t)};
        }
        for (const auto& [name, s] : span) long_ones += s.second - s.first > 6 * 3600 ? 1 : 0;
        return long_ones * 4 >= span.size() && long_ones > 0;
    }
    static std::optional<double> seconds_of(const std::string& text);

    /// Names the columns of a log without a header: the reader's default names for their roles.
    void name_columns() {
        std::string names;
        for (column_facts& f : columns_) {
            f.name = &f == session_  ? "SessionId"
                     : &f == item_   ? "ItemId"
                     : &f == user_   ? "UserId"
                     : &f == time_   ? "Time"
                     : &f == action_ ? "Event"
                                     : f.name;
            names += (names.empty() ? "" : ",") + f.name;
        }
        option("--header", names);
    }

    void report_options() {
        if (item_ == nullptr)
            unknown("no column looks like one of items; name it (--item); there are " + list_of(names()));
        else if (item_->name != "ItemId")
            option("--item", item_->name);
        if (item_ != nullptr && item_->is_list()) {
            option("--item-list", "space");
            remark("column " + in_quotes(item_->name) + " holds lists of items, separated by blanks");
            const column_facts* const owner = session_ != nullptr ? session_ : user_;
            if (owner != nullptr && owner->distinct < owner->filled) {
                option("--repeated-lists", "last");
                remark("there are several lists per value of " + in_quotes(owner->name) + ", and the last one counts (--repeated-lists)");
            }
        }
        if (session_ != nullptr) {
            if (session_->name != "SessionId") option("--session", session_->name);
        } else if (user_ != nullptr && time_ != nullptr) {
            option("--session", "");
            option("--session-gap", "30");
            remark("no column of sessions: the clicks of each user are cut where nothing happens for 30 minutes (--session-gap)");
        } else if (user_ != nullptr) {
            option("--session", "");
            option("--session-gap", "user");
            remark("neither sessions nor times: all clicks of a user are one session");
        } else {
            unknown("no column looks like one of sessions or users; name it (--session or --user); there are " + list_of(names()));
        }
        if (user_ != nullptr) option("--user", user_->name);
        if (time_ == nullptr && no_times_ != nullptr) {
            if (no_times_->name != "Time") option("--time", no_times_->name);
            if (!typed("--time-format"))
                unknown("the times in " + in_quotes(no_times_->name) + " are not understood (" + first(*no_times_) +
                        "): give --time-format, or --time '' to go by the order of the rows");
            return;
        }
        if (time_ == nullptr) {
            option("--time", "");
            remark("no column of times: the order of the rows counts");
            return;
        }
        if (time_->name != "Time") option("--time", time_->name);
        report_times();
        report_gaps();
    }
    /// Rows that lack a required field.
    void report_gaps() {
        strings gaps;
        for (const column_facts* f : {item_, session_ != nullptr ? session_ : user_, time_})
            if (f != nullptr && f->filled < f->rows() && !f->is_list())  // a list may be empty
                gaps.push_back(std::to_string(f->rows() - f->filled) + " of the first " + std::to_string(f->rows()) + " rows " +
                               (f->filled + 1 == f->rows() ? "has" : "have") + " nothing in " + in_quotes(f->name) + ", left out");
        for (std::string& g : gaps) remark(std::move(g));
        if (!gaps.empty()) flag("--skip-bad-rows");
    }
    void report_times() {
        const bool digits = time_->kind == time_kind::none && !format_of_digits(time_->values).empty();
        remark("times in " + in_quotes(time_->name) + ": " + (digits ? "dates in digits" : word_of(time_->kind)));
        if (time_->of_kind < time_->times)
            remark(std::to_string(time_->times - time_->of_kind) + " of " + std::to_string(time_->filled) +
                   " times look like another unit");
        if (digits) option("--time-format", format_of_digits(time_->values));
        if (time_->kind == time_kind::calendar) {
            bool exchangeable = false;
            const std::string format = calendar_format(time_->values, exchangeable);
            if (!format.empty())
                option("--time-format", format);
            else if (!typed("--time-format"))
                unknown(exchangeable ? "day and month of the times could be exchanged (" + first(*time_) +
                                           "): give --time-format, \"%m/%d/%Y ...\" or \"%d/%m/%Y ...\""
                                     : "the format of the times is not known (" + first(*time_) + "): give --time-format");
        }
    }
    static std::string first(const column_facts& f) {
        for (const std::string& v : f.values)
            if (!v.empty()) return in_quotes(v);
        return "";
    }
    strings names() const {
        strings all;
        for (const column_facts& f : columns_) all.push_back(f.name);
        return all;
    }

    /// Kinds of events: whether the item column of some kinds holds values of another type.
    void report_kinds() {
        if (action_ == nullptr || item_ == nullptr) return;
        std::map<std::string, std::pair<std::size_t, std::size_t>> kinds;  // rows, and those whose item is a number
        for (std::size_t row = 0; row < action_->rows(); ++row) {
            auto& [rows, numbers] = kinds[action_->values[row]];
            const std::string& item = item_->values[row];
            ++rows;
            numbers += !item.empty() && item.find_first_not_of("0123456789") == item.npos ? 1 : 0;
        }
        std::string all, numbers, others;
        for (const auto& [kind, n] : kinds) {
            all += (all.empty() ? "" : ", ") + in_quotes(kind) + " " + std::to_string(n.first);
            auto& to = n.second * 2 > n.first ? numbers : others;
            to += (to.empty() ? "" : ",") + kind;
        }
        remark("kinds of events in " + in_quotes(action_->name) + " (of the first rows): " + all);
        if (!numbers.empty() && !others.empty()) {
            option("--keep", action_->name + "=" + numbers);
            remark("the other kinds have no numbers in " + in_quotes(item_->name) + ", so that they are left out");
        } else if (kinds.size() > 1) {
            const auto usual = std::max_element(kinds.begin(), kinds.end(), [](auto& a, auto& b) { return a.second < b.second; });
            remark("all kinds are read as clicks; --keep \"" + action_->name + "=" + usual->first + "\" reads one of them");
        }
    }

    log_guess& out_;
    const typed_options& typed_;
    std::vector<column_facts> columns_{};
    const column_facts *session_ = nullptr, *item_ = nullptr, *user_ = nullptr, *time_ = nullptr, *action_ = nullptr;
    const column_facts* no_times_ = nullptr;  ///< named like a column of times, with values of no known format
};

std::optional<double> guesser::seconds_of(const std::string& text) {
    const time_kind kind = time_kind_of(text);
    if (kind == time_kind::none || kind == time_kind::calendar) return std::nullopt;
    if (kind == time_kind::iso) {
        std::int64_t ms = 0;
        nextclick::data::scan_iso(std::string_view(text).substr(0, text.find(" UTC")), ms);
        return static_cast<double>(ms) / 1000;
    }
    double x = std::stod(text);
    for (int k = static_cast<int>(kind); k > static_cast<int>(time_kind::seconds); --k) x /= 1000;
    return x;
}
}  // namespace

log_guess guess_log(std::string_view head, bool whole, const typed_options& typed) {
    log_guess out;
    const strings lines = lines_of(head, whole, 5'000);
    guesser g(out, typed);
    if (lines.empty()) {
        out.remarks.push_back("the file has no rows");
        out.complete = false;
    } else if (std::string_view("{[").find(lines.front()[lines.front().find_first_not_of(" \t")]) != std::string_view::npos) {
        g.objects_of(lines);
    } else {
        g.table_of(lines);
    }
    return out;
}
