// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_defaults.hpp"
#include "nextclick/data/column_gather.hpp"
#include "nextclick/data/scan.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// A kind of column that the library does not have: places. This header and a line of column_kinds.hpp are all that it takes.
namespace shop {

namespace nc = nextclick;

/// Degrees of latitude and longitude; NaN: unknown.
struct position {
    float latitude = std::numeric_limits<float>::quiet_NaN(), longitude = std::numeric_limits<float>::quiet_NaN();

    bool missing() const { return std::isnan(latitude); }
    bool on_earth() const { return missing() ? std::isnan(longitude) : std::abs(latitude) <= 90 && std::abs(longitude) <= 180; }
    void add_to(nc::data::detail::fnv1a& h) const {
        h.word(std::bit_cast<std::uint32_t>(latitude));
        h.word(std::bit_cast<std::uint32_t>(longitude));
    }
    friend bool operator==(const position&, const position&) = default;
};

/// A place per row, in text "52.52 13.405". 8 bytes a row. Batches have it as a vector of two numbers.
struct place : nc::data::kind::without_categories {
    place() = default;
    explicit place(std::vector<position> rows) : values(std::move(rows)) {}
    std::vector<position> values{};

    static constexpr nc::data::column_type type{"place"};
    static constexpr const char* text = "a column of places";
    static constexpr const char* remedy = "it has no places; read it as shop::place::type";

    struct schema : without_categories::schema {
        using kind = place;
        static std::string text() { return "places"; }
    };
    template <class Policy>
    static schema of(const Policy&) {
        return {};
    }

    class builder {
    public:
        explicit builder(const nc::data::column_request&) {}
        static bool accepts(const nc::data::column_type& requested) { return requested == type; }
        static const char* read(const nc::data::field_value& value) {
            position p;
            return value.missing() || scan(value.as_text(), p) ? nullptr : "a place, which is degrees of latitude, a blank and longitude";
        }
        void keep(const nc::data::field_value& value) {
            if (!value.missing())
                scan(value.as_text(), rows_.emplace_back());
            else
                rows_.emplace_back();
        }
        void reserve(std::size_t rows) { rows_.reserve(rows); }
        place close() && { return place(std::move(rows_)); }

    private:
        static bool scan(std::string_view field, position& to) {
            const std::size_t blank = field.find(' ');
            return blank != field.npos && nc::data::scan_float(field.substr(0, blank), to.latitude) == nc::data::scanned::ok &&
                   nc::data::scan_float(field.substr(blank + 1), to.longitude) == nc::data::scanned::ok && to.on_earth();
        }
        std::vector<position> rows_;
    };

    static place with(std::vector<position> rows) { return place(std::move(rows)); }
    std::string shown(std::size_t row) const { return std::to_string(values[row].latitude) + ' ' + std::to_string(values[row].longitude); }
    const char* malformed() const {
        const bool fine = std::ranges::all_of(values, &position::on_earth);
        return fine ? nullptr : "has a place beyond 90 degrees of latitude or 180 of longitude";
    }

    void gather(std::span<const std::uint32_t> rows, std::span<const nc::item_index>, const schema*, nc::workspace& memory,
                nc::column_rows& to) const {
        put(nc::data::detail::gather_values<position>(values, rows, memory), memory, to);
    }
    static std::size_t rows_in(const nc::column_rows& c) { return c.vectors.cols == 2 ? c.vectors.rows : 0; }

    template <class Check>
    static void check_text(const Check& check, const std::string& of) {
        check(std::string_view(" "), of);
    }
    template <class Out>
    void write(Out& out, std::size_t row) const {
        std::array<char, 64> room;
        char* const end = room.data() + room.size();
        char* at = std::to_chars(room.data(), end, values[row].latitude).ptr;
        *at++ = ' ';
        at = std::to_chars(at, end, values[row].longitude).ptr;
        out.text(std::string_view(room.data(), static_cast<std::size_t>(at - room.data())));
    }

    template <class File>
    void save(File& file) const {
        std::vector<float> numbers;
        for (const position& p : values) numbers.insert(numbers.end(), {p.latitude, p.longitude});
        file.floats(".places", std::move(numbers), {values.size(), 2});
    }
    template <class File, class Policy>
    static place load(const File& file, const Policy&) {
        const std::vector<float> numbers = file.floats(".places");
        if (!file.is_matrix(".places", 2)) file.refuse(".places", "does not hold two numbers a place; the file is damaged");
        place read;
        for (std::size_t i = 0; i < numbers.size(); i += 2) read.values.push_back({numbers[i], numbers[i + 1]});
        if (const char* why = read.malformed()) file.refuse(".places", std::string(why) + "; the file is damaged");
        return read;
    }

    template <class Value>
    static void take(const schema&, const Value* given, nc::workspace& memory, nc::column_rows& to) {
        const auto p = memory.take_span<position>(1);
        p[0] = {};
        if (given != nullptr) {
            const std::span<const float> numbers = given->vector(2);
            p[0] = {numbers[0], numbers[1]};
        }
        if (!p[0].on_earth())
            throw nc::argument_error("serve: the value of column \"" + std::string(given->name()) + "\" is not a place on earth");
        put(p, memory, to);
    }
    static std::size_t word_count(const nc::column_rows&) { return 2; }
    static std::uint32_t* write_words(const nc::column_rows& c, std::uint32_t* to) {
        for (const float x : c.vectors.row(0)) *to++ = std::bit_cast<std::uint32_t>(x);
        return to;
    }
    static std::size_t skip_words(const schema&, std::span<const std::uint32_t> left) {
        return left.size() >= 2 && position{std::bit_cast<float>(left[0]), std::bit_cast<float>(left[1])}.on_earth() ? 2 : 0;
    }
    static void read_words(const schema&, std::span<const std::uint32_t*> at, nc::workspace& memory, nc::column_rows& to) {
        const auto all = memory.take_span<position>(at.size());
        for (std::size_t t = 0; t < at.size(); ++t, at[t - 1] += 2)
            all[t] = {std::bit_cast<float>(at[t][0]), std::bit_cast<float>(at[t][1])};
        put(all, memory, to);
    }

    static void record(const schema&, std::size_t rows, nc::workspace& memory, nc::column_rows& to) {
        const auto all = memory.take_span<position>(rows);
        for (std::size_t r = 0; r < rows; ++r) all[r] = {static_cast<float>(r * 37 % 180) - 90, static_cast<float>(r * 71 % 360) - 180};
        put(all, memory, to);
    }
    static void sample(const schema&, std::size_t rows, nc::random_stream random, nc::workspace& memory, nc::column_rows& to) {
        const auto all = memory.take_span<position>(rows);
        for (std::size_t r = 0; r < rows; ++r) {
            const auto part = [&](std::uint64_t k) { return static_cast<float>(random.uniform(2 * r + k)) - 0.5f; };
            all[r] = nc::data::detail::left_out(r) ? position{} : position{180 * part(0), 360 * part(1)};
        }
        put(all, memory, to);
    }

private:
    static void put(std::span<const position> all, nc::workspace& memory, nc::column_rows& to) {
        const auto v = memory.take<float>(all.size(), 2);
        for (std::size_t r = 0; r < all.size(); ++r) v(r, 0) = all[r].latitude, v(r, 1) = all[r].longitude;
        to.vectors = v;
    }
};

}  // namespace shop
