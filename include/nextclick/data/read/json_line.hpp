// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/read/utf8.hpp"

/// The parser of one line of JSON Lines. Needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

enum class json_kind : std::uint8_t { absent, null, boolean, integer, real, text, object, array };

/// A member of an object, or an element of the list of events.
struct json_field {
    std::uint32_t name = 0;  ///< index of its path, or `json_line::element`
    json_kind kind = json_kind::absent;
    std::uint32_t begin = 0, size = 0;  ///< position and size of its text
    std::uint32_t column = 0;           ///< its position in the line, from 0
};

/// Parses an object that is an event, or a session with an array of events. Nested members are named by their path, "item.id". Only
/// requested paths are stored.
/// memory  the texts of a line, 20 bytes a field and 8 an event. A line must be shorter than 4 GB.
class json_line {
public:
    static constexpr std::uint32_t element = static_cast<std::uint32_t>(-1);

    /// `events` is the path of the array of events; empty: there is none.
    explicit json_line(std::string events) : events_path_(std::move(events)) {}

    /// Requests a path and returns its index.
    std::uint32_t request(std::string_view path) {
        const auto at = std::find(paths_.begin(), paths_.end(), path);
        if (at != paths_.end()) return static_cast<std::uint32_t>(at - paths_.begin());
        paths_.emplace_back(path);
        return static_cast<std::uint32_t>(paths_.size() - 1);
    }
    /// Requests every path with a string, number or boolean, up to `max` of them.
    void request_all(std::size_t max) { max_ = max; }
    const std::vector<std::string>& paths() const { return paths_; }

    /// Returns false if the line is not a JSON object; `fault` and `wrong_column` are then the reason and the position.
    bool parse(std::string_view line) {
        line_ = line;
        at_ = from_ = line.data();
        frames_.clear();
        path_.clear();
        text_.clear();
        outer_.clear();
        inner_.clear();
        begin_.clear();
        event_column_.clear();
        has_events_ = false;
        fault_.clear();
        return nlohmann::json::sax_parse(iterator{line.data(), &at_}, iterator{line.data() + line.size(), nullptr}, this);
    }
    const std::string& fault() const { return fault_; }
    std::size_t wrong_column() const { return wrong_column_; }

    bool has_events() const { return has_events_; }
    std::size_t event_count() const { return begin_.size(); }
    std::size_t event_column(std::size_t e) const { return event_column_[e]; }
    const std::vector<json_field>& outer() const { return outer_; }
    const json_field* event_begin(std::size_t e) const { return inner_.data() + begin_[e]; }
    const json_field* event_end(std::size_t e) const { return inner_.data() + (e + 1 < begin_.size() ? begin_[e + 1] : inner_.size()); }
    std::string_view text(const json_field& f) const { return std::string_view(text_).substr(f.begin, f.size); }

    // The SAX interface that nlohmann::json::sax_parse calls.
    bool null() { return scalar(json_kind::null, {}); }
    bool boolean(bool value) { return scalar(json_kind::boolean, value ? "true" : "false"); }
    bool number_integer(std::int64_t value) { return number(value); }
    bool number_unsigned(std::uint64_t value) { return number(value); }
    bool number_float(double, const std::string& spelled) {
        const bool whole = spelled.find_first_of(".eE") == std::string::npos;
        return scalar(whole ? json_kind::integer : json_kind::real, spelled);
    }
    bool string(const std::string& value) { return scalar(json_kind::text, value); }
    bool binary(const std::vector<std::uint8_t>&) { return false; }
    bool start_object(std::size_t) {
        if (frames_.empty()) return push(role::outer, 0);
        const frame& top = frames_.back();
        if (top.what == role::events) {
            begin_event();
            return push(role::event, 0);
        }
        if (top.what == role::ignored) return push(role::ignored, 0);
        keep(json_kind::object, {});
        path_ += '.';
        return push(top.what, path_.size());
    }
    bool start_array(std::size_t) {
        if (frames_.empty()) return no_object();
        const frame& top = frames_.back();
        if (top.what == role::events) begin_event();
        if (top.what == role::events || top.what == role::ignored) {
            if (top.what == role::events) keep_named(element, json_kind::array, {});
            return push(role::ignored, 0);
        }
        if (top.what == role::outer && !events_path_.empty() && path_ == events_path_) {
            if (has_events_) {
                fault_ = "there is a second member \"" + events_path_ + "\"; leave out one of them";
                wrong_column_ = column();
                return false;
            }
            has_events_ = true;
            return push(role::events, 0);
        }
        keep(json_kind::array, {});
        return push(role::ignored, 0);
    }
    bool key(const std::string& name) {
        from_ = at_;
        const frame& top = frames_.back();
        if (top.what == role::ignored) return true;
        path_.resize(top.prefix);
        path_ += name;
        return true;
    }
    bool end_object() { return pop(); }
    bool end_array() { return pop(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& e) {
        wrong_column_ = position > 0 ? position - 1 : 0;
        if (const auto at = not_utf8(line_); at != std::string_view::npos) {
            wrong_column_ = at;
            fault_ = utf8_fault(line_);
            return false;
        }
        const std::string what = e.what();
        const std::size_t syntax = what.find("syntax error"), from = syntax != std::string::npos ? syntax : what.find(']') + 2;
        fault_ = what.substr(from, what.find(';', from) - from) +
                 "; each line must hold one whole JSON object (of a document in other lines they are made by jq -c . FILE, of an array "
                 "by jq -c '.[]' FILE)";
        return false;
    }

private:
    /// An input iterator that records its position.
    struct iterator {
        using iterator_category = std::input_iterator_tag;
        using value_type = char;
        using difference_type = std::ptrdiff_t;
        using pointer = const char*;
        using reference = const char&;
        const char* at;
        const char** position;
        const char& operator*() const { return *at; }
        iterator& operator++() {
            *position = ++at;
            return *this;
        }
        iterator operator++(int) {
            iterator before = *this;
            ++*this;
            return before;
        }
        friend bool operator==(const iterator& a, const iterator& b) { return a.at == b.at; }
    };
    enum class role : std::uint8_t { outer, events, event, ignored };
    struct frame {
        role what;
        std::size_t prefix;  ///< length of the path prefix, in an object
    };

    bool push(role what, std::size_t prefix) {
        frames_.push_back({what, prefix});
        from_ = at_;
        return true;
    }
    bool pop() {
        frames_.pop_back();
        from_ = at_;
        return true;
    }
    /// The column at which the last value begins.
    std::uint32_t column() const {
        const char* p = from_;
        while (p != at_ && (*p == ' ' || *p == '\t' || *p == '\r' || *p == ':' || *p == ',')) ++p;
        return static_cast<std::uint32_t>(p - line_.data());
    }
    bool no_object() {
        fault_ =
            "this is not an object; each line must hold one JSON object, of an event or of a session with its events "
            "(an array of them: jq -c '.[]' FILE)";
        wrong_column_ = 0;
        return false;
    }
    void begin_event() {
        begin_.push_back(static_cast<std::uint32_t>(inner_.size()));
        event_column_.push_back(column());
    }
    template <class I>
    bool number(I value) {
        std::array<char, 24> room;
        const auto end = std::to_chars(room.data(), room.data() + room.size(), value).ptr;
        return scalar(json_kind::integer, {room.data(), static_cast<std::size_t>(end - room.data())});
    }
    bool scalar(json_kind kind, std::string_view text) {
        if (frames_.empty()) return no_object();
        const role what = frames_.back().what;
        if (what == role::events) {
            begin_event();
            keep_named(element, kind, text);
        } else if (what != role::ignored) {
            keep(kind, text);
        }
        from_ = at_;
        return true;
    }
    /// Stores the value of the member at `path_` if it is requested.
    void keep(json_kind kind, std::string_view text) {
        const auto at = std::find(paths_.begin(), paths_.end(), path_);
        if (at == paths_.end() && (paths_.size() >= max_ || kind >= json_kind::object)) return;
        keep_named(at == paths_.end() ? request(path_) : static_cast<std::uint32_t>(at - paths_.begin()), kind, text);
    }
    void keep_named(std::uint32_t name, json_kind kind, std::string_view text) {
        (frames_.back().what == role::outer ? outer_ : inner_)
            .push_back({name, kind, static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(text.size()), column()});
        text_ += text;
    }

    std::string events_path_;
    std::vector<std::string> paths_;
    std::size_t max_ = 0;

    std::string_view line_;
    const char *at_ = nullptr, *from_ = nullptr;  ///< current position; end of the previous value
    std::vector<frame> frames_;
    std::string path_, text_;
    std::vector<json_field> outer_, inner_;
    std::vector<std::uint32_t> begin_, event_column_;  ///< for each event: index of its first field, and its column
    bool has_events_ = false;
    std::string fault_;
    std::size_t wrong_column_ = 0;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE
