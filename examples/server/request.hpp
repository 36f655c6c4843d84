// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nextclick/serve/journal.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What strangers may ask for at most.
struct shop_limits {
    std::size_t body = 64 * 1024, name = 128, text = 1024, k = 1000, ids = 10'000, columns = 64, vector = 4096, depth = 6;
};

/// A request that is not as it should be: status 400.
struct bad_request : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A click, a question, or both, as JSON:
///     {"visitor": "ann", "item": 17, "k": 20, "without_seen": true, "deny": [3, 4], "allow": [...], "category": {"Colour": "red"},
///      "boost": {"17": 0.7}, "columns": {"Action": "cart"}, "time": 1400000000000}
/// All but the visitor may be left out. Views into what was parsed, so that it stays where it is.
class shop_request {
    using json = nlohmann::json;

public:
    /// Throws `bad_request`, json::exception, or argument_error for an item of too many digits.
    shop_request(std::string_view body, const shop_limits& limits) : limits_(limits), source_(parsed(body)) {
        visitor = text(source_.contains("visitor") ? source_["visitor"] : json(), "\"visitor\"", limits.name);
        if (visitor.empty()) throw bad_request("\"visitor\" is no name of 1 to " + std::to_string(limits.name) + " bytes");
        k = static_cast<std::size_t>(integer("k", 0, static_cast<std::int64_t>(limits.k)).value_or(20));
        time = integer("time", std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max());
        if (const json* value = find("item")) item = id(*value);
        if (const json* value = find("without_seen")) without_seen = value->get<bool>();
        if (const json* value = find("deny")) deny = ids(*value, "deny");
        if (const json* value = find("allow")) allow = ids(*value, "allow");
        if (const json* value = find("category")) read_category(*value);
        if (const json* value = find("boost")) read_boosts(*value);
        if (const json* value = find("columns")) read_columns(*value);
        if (!item && (time || !columns.empty())) throw bad_request("\"columns\" and \"time\" are a click's, and there is no \"item\"");
    }
    shop_request(const shop_request&) = delete;
    shop_request& operator=(const shop_request&) = delete;

    std::string visitor;
    std::size_t k = 20;
    std::optional<nextclick::data::item_id> item{};
    std::optional<std::int64_t> time{};
    std::vector<nextclick::serve::column_value> columns{};
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
        if (!whole.is_object()) throw bad_request("the body is no JSON object");
        static constexpr std::string_view known[] = {"visitor", "item",     "k",     "without_seen", "deny",
                                                     "allow",   "category", "boost", "columns",      "time"};
        for (const auto& [key, value] : whole.items())
            if (std::find(std::begin(known), std::end(known), key) == std::end(known))
                throw bad_request("there is no field \"" + key.substr(0, 40) + '"');
        return whole;
    }
    const json* find(const char* key) const {
        const auto at = source_.find(key);
        return at == source_.end() ? nullptr : &*at;
    }
    static const std::string& text(const json& value, const std::string& what, std::size_t most) {
        if (!value.is_string() || value.get_ref<const std::string&>().size() > most)
            throw bad_request(what + " is no text of at most " + std::to_string(most) + " bytes");
        return value.get_ref<const std::string&>();
    }
    std::optional<std::int64_t> integer(const char* key, std::int64_t least, std::int64_t most) const {
        const json* value = find(key);
        if (value == nullptr) return {};
        const bool too_large = value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most);
        if (!value->is_number_integer() || too_large || value->get<std::int64_t>() < least || value->get<std::int64_t>() > most)
            throw bad_request(std::string("\"") + key + "\" is no integer of " + std::to_string(least) + " to " + std::to_string(most));
        return value->get<std::int64_t>();
    }
    nextclick::data::item_id id(const json& value) const {
        if (value.is_number_unsigned()) return value.get<std::uint64_t>();
        if (value.is_number_integer()) return value.get<std::int64_t>();
        return text(value, "an item that is no integer", limits_.text);
    }
    std::vector<nextclick::data::item_id> ids(const json& value, const char* what) const {
        if (!value.is_array() || value.size() > limits_.ids)
            throw bad_request(std::string(what) + " is no array of at most " + std::to_string(limits_.ids) + " items");
        std::vector<nextclick::data::item_id> all;
        for (const json& one : value) all.push_back(id(one));
        return all;
    }
    void check_object(const json& value, const char* what, std::size_t most) const {
        if (!value.is_object() || value.size() > most)
            throw bad_request(std::string(what) + " is no object of at most " + std::to_string(most) + " fields");
    }
    void read_category(const json& value) {
        check_object(value, "category", 1);
        if (value.empty()) throw bad_request("category names no column");
        category.emplace(value.begin().key(), id(*value.begin()));
    }
    void read_boosts(const json& value) {
        check_object(value, "boost", limits_.ids);
        for (const auto& [name, more] : value.items()) {
            if (!more.is_number()) throw bad_request("a boost is no number");
            boost.emplace_back(std::string_view(name), more.get<float>());
        }
    }
    void read_columns(const json& all) {
        check_object(all, "columns", limits_.columns);
        vectors_.reserve(all.size());
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
                throw bad_request("column \"" + name.substr(0, 40) + "\" is no text, number or array of numbers");
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
    std::vector<std::vector<float>> vectors_{};
};
