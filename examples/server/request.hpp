// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <nextclick/server/click_history.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Limits of a request.
struct shop_limits {
    std::size_t body = 64 * 1024, name = 128, text = 1024, k = 1000, ids = 10'000, clicks = 1000, columns = 64, vector = 4096, depth = 6;
};

/// An invalid request: status 400.
struct bad_request : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A click of a request.
struct request_click {
    nextclick::data::item_id item;
    std::vector<nextclick::serve::column_value> columns{};
    std::optional<std::int64_t> time{};
};

/// A click of a visitor, a query, or both, as JSON:
///     {"visitor": "ann", "item": 17, "k": 20, "without_seen": true, "deny": [3, 4], "allow": [...], "category": {"Colour": "red"},
///      "boost": {"17": 0.7}, "columns": {"Action": "cart"}, "time": 1400000000000}
/// All fields but the visitor are optional. Or a whole session that the server does not store:
///     {"clicks": [17, 4, {"item": 3, "columns": {"Action": "cart"}, "time": 1400000000000}], "k": 20, ...}
/// Members are views into the parsed JSON, so the object is not copied.
class shop_request {
    using json = nlohmann::json;

public:
    /// Throws `bad_request`, json::exception, or argument_error for an item of too many digits.
    shop_request(std::string_view body, const shop_limits& limits) : limits_(limits), source_(parsed(body)) {
        const json *const name = find("visitor"), *const session = find("clicks");
        if ((name == nullptr) == (session == nullptr))
            throw bad_request("a request has either a \"visitor\", whose session the server stores, or the \"clicks\" of a session");
        if (name != nullptr) visitor = text(*name, "\"visitor\"", limits.name);
        if (name != nullptr && visitor.empty())
            throw bad_request("\"visitor\" is not a name of 1 to " + std::to_string(limits.name) + " bytes");
        k = static_cast<std::size_t>(integer("k", 0, static_cast<std::int64_t>(limits.k)).value_or(20));
        if (session != nullptr)
            read_session(*session);
        else if (find("item") != nullptr)
            clicks.push_back(click_of(source_));
        for (const char* own : {"item", "columns", "time"})
            if (find(own) != nullptr && (clicks.empty() || session != nullptr))
                throw bad_request(std::string("\"") + own + "\" belongs to a click of a visitor, and the request has none");
        if (const json* value = find("without_seen")) without_seen = value->get<bool>();
        if (const json* value = find("deny")) deny = ids(*value, "deny");
        if (const json* value = find("allow")) allow = ids(*value, "allow");
        if (const json* value = find("category")) read_category(*value);
        if (const json* value = find("boost")) read_boosts(*value);
    }
    shop_request(const shop_request&) = delete;
    shop_request& operator=(const shop_request&) = delete;

    std::string visitor{};                ///< empty: the session is not stored
    std::vector<request_click> clicks{};  ///< at most one of a stored session
    std::size_t k = 20;
    bool without_seen = false;
    std::vector<nextclick::data::item_id> deny{};
    std::optional<std::vector<nextclick::data::item_id>> allow{};
    std::optional<std::pair<std::string, nextclick::data::item_id>> category{};
    std::vector<std::pair<nextclick::data::item_id, float>> boost{};

private:
    json parsed(std::string_view body) const {
        if (body.size() > limits_.body) throw bad_request("the body has more than " + std::to_string(limits_.body) + " bytes");
        json whole = json::parse(body, [&](int depth, json::parse_event_t, json&) {
            if (depth >= static_cast<int>(limits_.depth)) throw bad_request("the body is nested too deep");
            return true;
        });
        if (!whole.is_object()) throw bad_request("the body is not a JSON object");
        static constexpr std::string_view known[] = {"visitor", "clicks",   "item",  "k",       "without_seen", "deny",
                                                     "allow",   "category", "boost", "columns", "time"};
        for (const auto& [key, value] : whole.items())
            if (std::find(std::begin(known), std::end(known), key) == std::end(known))
                throw bad_request("there is no field \"" + key.substr(0, 40) + '"');
        return whole;
    }
    const json* find(const char* key) const { return find(source_, key); }
    static const json* find(const json& in, const char* key) {
        const auto at = in.find(key);
        return at == in.end() ? nullptr : &*at;
    }
    static const std::string& text(const json& value, const std::string& what, std::size_t max) {
        if (!value.is_string() || value.get_ref<const std::string&>().size() > max)
            throw bad_request(what + " is not text of at most " + std::to_string(max) + " bytes");
        return value.get_ref<const std::string&>();
    }
    std::optional<std::int64_t> integer(const char* key, std::int64_t least, std::int64_t max) const {
        return integer(source_, key, least, max);
    }
    static std::optional<std::int64_t> integer(const json& in, const char* key, std::int64_t least, std::int64_t max) {
        const json* value = find(in, key);
        if (value == nullptr) return {};
        const bool too_large = value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(max);
        if (!value->is_number_integer() || too_large || value->get<std::int64_t>() < least || value->get<std::int64_t>() > max)
            throw bad_request(std::string("\"") + key + "\" is not an integer of " + std::to_string(least) + " to " + std::to_string(max));
        return value->get<std::int64_t>();
    }
    nextclick::data::item_id id(const json& value) const {
        if (value.is_number_unsigned()) return value.get<std::uint64_t>();
        if (value.is_number_integer()) return value.get<std::int64_t>();
        return text(value, "an item that is not an integer", limits_.text);
    }
    std::vector<nextclick::data::item_id> ids(const json& value, const char* what) const {
        if (!value.is_array() || value.size() > limits_.ids)
            throw bad_request(std::string(what) + " is not an array of at most " + std::to_string(limits_.ids) + " items");
        std::vector<nextclick::data::item_id> all;
        for (const json& one : value) all.push_back(id(one));
        return all;
    }
    void check_object(const json& value, const char* what, std::size_t max) const {
        if (!value.is_object() || value.size() > max)
            throw bad_request(std::string(what) + " is not an object of at most " + std::to_string(max) + " fields");
    }
    void read_category(const json& value) {
        check_object(value, "category", 1);
        if (value.empty()) throw bad_request("category names no column");
        category.emplace(value.begin().key(), id(*value.begin()));
    }
    void read_boosts(const json& value) {
        check_object(value, "boost", limits_.ids);
        for (const auto& [name, more] : value.items()) {
            if (!more.is_number()) throw bad_request("a boost is not a number");
            boost.emplace_back(std::string_view(name), more.get<float>());
        }
    }
    void read_session(const json& all) {
        if (!all.is_array() || all.size() > limits_.clicks)
            throw bad_request("\"clicks\" is not an array of at most " + std::to_string(limits_.clicks) + " clicks");
        for (const json& one : all) {
            if (!one.is_object()) {
                clicks.push_back({id(one)});
                continue;
            }
            for (const auto& [key, value] : one.items())
                if (key != "item" && key != "columns" && key != "time")
                    throw bad_request("a click has no field \"" + key.substr(0, 40) + '"');
            if (find(one, "item") == nullptr) throw bad_request("a click has no \"item\"");
            clicks.push_back(click_of(one));
        }
    }
    request_click click_of(const json& one) {
        request_click c{id(one["item"])};
        c.time = integer(one, "time", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
        if (const json* value = find(one, "columns")) read_columns(*value, c.columns);
        return c;
    }
    void read_columns(const json& all, std::vector<nextclick::serve::column_value>& columns) {
        check_object(all, "columns", limits_.columns);
        for (const auto& [name, value] : all.items()) {
            if (value.is_string())
                columns.emplace_back(name, text(value, "a column's text", limits_.text));
            else if (value.is_number_unsigned())
                columns.emplace_back(name, value.get<std::uint64_t>());
            else if (value.is_number_integer())
                columns.emplace_back(name, value.get<std::int64_t>());
            else if (value.is_number())
                columns.emplace_back(name, value.get<double>());
            else if (value.is_array())
                columns.emplace_back(name, std::span<const float>(vectors_.emplace_back(vector_of(value))));
            else
                throw bad_request("column \"" + name.substr(0, 40) + "\" is not text, number or array of numbers");
        }
    }
    std::vector<float> vector_of(const json& value) const {
        if (value.size() > limits_.vector) throw bad_request("a vector has more than " + std::to_string(limits_.vector) + " numbers");
        auto numbers = value.get<std::vector<float>>();
        for (const float x : numbers)
            if (!std::isfinite(x)) throw bad_request("a vector has a number that is too large");
        return numbers;
    }

    shop_limits limits_;
    json source_;
    std::deque<std::vector<float>> vectors_{};
};
