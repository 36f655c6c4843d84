// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_gather.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// A number per row; NaN is a missing one. 4 bytes a row.
struct numeric {
    std::vector<float> values{};

    static constexpr const char* text = "numeric";
    static constexpr const char* remedy = "it has no numbers; ask for it as column_type::numeric";

    struct reading {
        using kind = numeric;
        static bool fitted() { return true; }
        static std::string text() { return "numbers"; }
        static std::string refusal(const numeric&, const std::string&) { return {}; }
        static bool same(const reading&) { return true; }
    };
    template <class Policy>
    static reading of(const Policy&) {
        return {};
    }
    template <class Policy, class F>
    static void fit(Policy&, const F&) {}
    template <class Policy>
    static void invent(Policy&) {}

    static numeric with(std::vector<float> rows) { return {std::move(rows)}; }
    std::string shown(std::size_t row) const { return std::to_string(values[row]); }
    static void add_to(detail::fnv1a& h) { h.word(0); }
    static const char* fault() { return nullptr; }
    static std::vector<item_index> translation(const reading&) { return {}; }
    template <class Other>
    static void encode_for(const Other&) {}

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index>, const reading*, workspace& memory,
                column_rows& to) const {
        to.numbers = detail::gather_values<float>(values, rows, memory);
    }
    static std::size_t rows_in(const column_rows& c) { return c.begin.empty() ? c.numbers.size() : 0; }

    static constexpr const char* no_text = nullptr;
    template <class Check>
    static void check_text(const Check&, const std::string&) {}
    template <class Out>
    void write(Out& out, std::size_t row) const {
        out.number(values[row]);
    }

    template <class File>
    void save(File& file) const {
        file.floats(".numbers", values, {values.size()});
    }
    template <class File, class Policy>
    static numeric load(const File& file, const Policy&) {
        return {file.floats(".numbers")};
    }
    template <class File, class Policy>
    static void save_reading(File&, const Policy&) {}
    template <class File, class Policy>
    static std::string load_reading(const File&, Policy&) {
        return {};
    }

    template <class Value>
    static void take(const reading&, const Value* given, workspace& memory, column_rows& to) {
        const auto number = memory.take_span<float>(1);
        number[0] = given == nullptr ? std::numeric_limits<float>::quiet_NaN() : given->number();
        to.numbers = number;
    }
    static std::size_t word_count(const column_rows&) { return 1; }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to) {
        *to++ = std::bit_cast<std::uint32_t>(c.numbers[0]);
        return to;
    }
    static std::size_t skip_words(const reading&, std::span<const std::uint32_t>) { return 1; }
    static void read_words(const reading&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
        const auto numbers = memory.take_span<float>(at.size());
        for (std::size_t t = 0; t < at.size(); ++t) numbers[t] = std::bit_cast<float>(*at[t]++);
        to.numbers = numbers;
    }

    /// Numbers of several sizes.
    static void record(const reading&, std::size_t rows, workspace& memory, column_rows& to) { to.numbers = detail::squares(rows, memory); }
    static void sample(const reading&, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
        const auto numbers = memory.take_span<float>(rows);
        for (std::size_t r = 0; r < rows; ++r)
            numbers[r] = detail::left_out(r) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.normal(r));
        to.numbers = numbers;
    }
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE
