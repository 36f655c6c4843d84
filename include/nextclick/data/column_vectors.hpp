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

/// A vector per row, all of the same width; a vector whose first element is NaN is missing. 4 bytes a number.
struct vectors : without_categories {
    vectors() = default;
    explicit vectors(vector_rows rows);
    vector_rows values{};

    static constexpr const char* text = "a column of vectors";
    static constexpr const char* remedy = "it has no vectors; take them from data::read_vectors";

    /// The width that an input reads.
    struct schema : without_categories::schema {
        using kind = vectors;
        explicit schema(std::size_t numbers = 0) : width(numbers) {}
        std::size_t width;

        std::string text() const;
        std::string mismatch(const vectors& c, const std::string& place) const;
    };
    template <class Policy>
    static schema of(const Policy& policy) {
        return schema(policy.width());
    }
    using builder = no_builder<vectors>;

    static vectors with(vector_rows rows);
    static std::string shown(std::size_t) { return "a vector"; }
    const char* malformed() const;

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index>, const schema*, workspace& memory, column_rows& to) const;
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
    static void take(const schema& as, const Value* given, workspace& memory, column_rows& to) {
        const auto v = memory.take<float>(1, as.width);
        if (given == nullptr)
            std::ranges::fill(v.row(0), std::numeric_limits<float>::quiet_NaN());
        else
            std::ranges::copy(given->vector(v.cols), v.data);
        to.vectors = v;
    }
    static std::size_t word_count(const column_rows& c) { return c.vectors.cols; }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to);
    static std::size_t skip_words(const schema& as, std::span<const std::uint32_t>) { return as.width; }
    static void read_words(const schema& as, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to);

    static void record(const schema& as, std::size_t rows, workspace& memory, column_rows& to);
    static void sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to);
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column_vectors.ipp"
#endif
