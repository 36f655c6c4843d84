// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
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
#include "nextclick/data/column_defaults.hpp"
#include "nextclick/data/column_gather.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// A vector per row, all of one width; one that begins with NaN is missing. 4 bytes a number.
struct vectors : without_categories {
    vectors() = default;
    explicit vectors(vector_rows rows) : values(std::move(rows)) {}
    vector_rows values{};

    static constexpr const char* text = "a column of vectors";
    static constexpr const char* remedy = "it has no vectors; take them from data::read_vectors";

    /// How wide an input reads them.
    struct reading : without_categories::reading {
        using kind = vectors;
        explicit reading(std::size_t numbers = 0) : width(numbers) {}
        std::size_t width;

        std::string text() const { return "vectors of " + std::to_string(width) + " numbers"; }
        std::string refusal(const vectors& c, const std::string& place) const {
            if (c.values.width == width) return {};
            return text() + ", but in " + place + " they have " + std::to_string(c.values.width) + "; give the policy that width";
        }
    };
    template <class Policy>
    static reading of(const Policy& policy) {
        return reading(policy.width());
    }
    using builder = no_builder<vectors>;

    static vectors with(vector_rows rows) { return vectors(std::move(rows)); }
    static std::string shown(std::size_t) { return "a vector"; }
    const char* malformed() const {
        const bool whole = values.width > 0 && values.data.size() % values.width == 0;
        return whole ? nullptr : "is no whole number of vectors; give a width above 0 and full rows";
    }

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index>, const reading*, workspace& memory,
                column_rows& to) const {
        const auto all = memory.take<float>(rows.size(), values.width);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (rows[r] < values.size())
                std::ranges::copy(values[rows[r]], all.row(r).begin());
            else
                std::ranges::fill(all.row(r), std::numeric_limits<float>::quiet_NaN());
        }
        to.vectors = all;
    }
    static std::size_t rows_in(const column_rows& c) { return c.vectors.rows; }

    static constexpr const char* no_text = "vectors, which no field of a table holds; keep them in a table of items (data::read_vectors)";
    template <class Out>
    static void write(Out&, std::size_t) {}

    template <class File>
    void save(File& file) const {
        file.floats(".vectors", values.data, {values.size(), values.width});
    }
    template <class File, class Policy>
    static vectors load(const File& file, const Policy& policy) {
        vector_rows rows{policy.width(), file.floats(".vectors")};
        if (!file.is_matrix(".vectors", rows.width) || rows.width == 0)
            file.refuse(".vectors", "does not hold vectors of " + std::to_string(rows.width) + " numbers, as the model reads them");
        return vectors(std::move(rows));
    }

    template <class Value>
    static void take(const reading& as, const Value* given, workspace& memory, column_rows& to) {
        const auto v = memory.take<float>(1, as.width);
        if (given == nullptr)
            std::ranges::fill(v.row(0), std::numeric_limits<float>::quiet_NaN());
        else
            std::ranges::copy(given->vector(v.cols), v.data);
        to.vectors = v;
    }
    static std::size_t word_count(const column_rows& c) { return c.vectors.cols; }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to) {
        for (const float x : c.vectors.row(0)) *to++ = std::bit_cast<std::uint32_t>(x);
        return to;
    }
    static std::size_t skip_words(const reading& as, std::span<const std::uint32_t>) { return as.width; }
    static void read_words(const reading& as, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to) {
        const auto v = memory.take<float>(at.size(), as.width);
        for (std::size_t t = 0; t < at.size(); ++t)
            for (float& x : v.row(t)) x = std::bit_cast<float>(*at[t]++);
        to.vectors = v;
    }

    static void record(const reading& as, std::size_t rows, workspace& memory, column_rows& to) {
        const auto v = memory.take<float>(rows, as.width);
        for (std::size_t i = 0; i < rows * as.width; ++i) v.data[i] = static_cast<float>(i % 7) - 3.0f;
        to.vectors = v;
    }
    static void sample(const reading& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to) {
        const auto v = memory.take<float>(rows, as.width);
        for (std::size_t i = 0; i < rows * as.width; ++i)
            v.data[i] = detail::left_out(i / as.width) ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(random.normal(i));
        to.vectors = v;
    }
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE
