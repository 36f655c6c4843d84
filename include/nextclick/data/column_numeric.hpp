// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <bit>
#include <cmath>
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
#include "nextclick/data/column_request.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/field_value.hpp"
#include "nextclick/data/scan.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// A number per row; NaN is a missing one. 4 bytes a row.
struct numeric : without_categories {
    numeric() = default;
    explicit numeric(std::vector<float> rows);
    std::vector<float> values{};

    static constexpr const char* text = "numeric";
    static constexpr const char* remedy = "it has no numbers; read it as column_type::numeric";

    struct schema : without_categories::schema {
        using kind = numeric;
        static std::string text() { return "numbers"; }
    };
    template <class Policy>
    static schema of(const Policy&) {
        return {};
    }

    /// Builds the column from text.
    class builder {
    public:
        explicit builder(const column_request&) {}
        static bool accepts(const column_type& type) { return type == column_type::numeric; }
        static const char* read(field_value& value);
        void keep(const field_value& value);
        void reserve(std::size_t rows) { values_.reserve(rows); }
        numeric close() &&;

    private:
        std::vector<float> values_;
    };

    static numeric with(std::vector<float> rows);
    std::string shown(std::size_t row) const;

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index>, const schema*, workspace& memory, column_rows& to) const {
        to.numbers = detail::gather_values<float>(values, rows, memory);
    }
    static std::size_t rows_in(const column_rows& c) { return c.begin.empty() ? c.numbers.size() : 0; }

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
        return numeric(file.floats(".numbers"));
    }

    template <class Value>
    static void take(const schema&, const Value* given, workspace& memory, column_rows& to) {
        const auto number = memory.take_span<float>(1);
        number[0] = given == nullptr ? std::numeric_limits<float>::quiet_NaN() : given->number();
        to.numbers = number;
    }
    static std::size_t word_count(const column_rows&) { return 1; }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to);
    static std::size_t skip_words(const schema&, std::span<const std::uint32_t>) { return 1; }
    static void read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to);

    /// Numbers of several magnitudes.
    static void record(const schema&, std::size_t rows, workspace& memory, column_rows& to) { to.numbers = detail::squares(rows, memory); }
    static void sample(const schema&, std::size_t rows, random_stream random, workspace& memory, column_rows& to);
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column_numeric.ipp"
#endif
