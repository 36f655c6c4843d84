// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/column_gather.hpp"
#include "nextclick/data/column_request.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/field_value.hpp"
#include "nextclick/data/translation.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// A code per row, and the vocabulary of the codes; `no_item` is a missing category. 4 bytes a row.
struct categorical {
    std::shared_ptr<const vocabulary> categories{};
    std::vector<item_index> values{};

    static constexpr const char* text = "categorical";
    static constexpr const char* remedy = "it has no categories; read it as column_type::categorical";

    static constexpr bool counted = true;  ///< an input has its own code space (identified by `schema::hash()`)

    /// The categories of an input; null before it is fitted. The input owns the vocabulary.
    struct schema {
        using kind = categorical;
        bool fitted() const { return categories != nullptr; }
        const vocabulary* categories = nullptr;

        static std::string text() { return "categories"; }
        static std::string mismatch(const categorical&, const std::string&) { return {}; }
        /// Whether both schemas give the same codes, if `translation` is equal.
        static bool same(const schema&) { return true; }
        std::uint64_t hash() const { return categories->hash(); }
    };
    template <class Policy>
    static schema of(const Policy& policy) {
        return {policy.categories.get()};
    }
    /// Sets the categories of a policy to those of the column that `column()` returns, unless it has some.
    template <class Policy, class F>
    static void fit(Policy& policy, const F& column) {
        if (policy.categories == nullptr) policy.categories = column().categories;
    }
    /// Sets artificial categories if the policy has none, for checks.
    template <class Policy>
    static void fill_vocabulary(Policy& policy) {
        if (policy.categories != nullptr) return;
        std::array<std::int64_t, 4> ids{};
        std::iota(ids.begin(), ids.end(), 0);
        policy.categories = std::make_shared<const vocabulary>(vocabulary::from_integers(ids));
    }

    /// Builds the column from text.
    class builder {
    public:
        explicit builder(const column_request&) {}
        static bool accepts(const column_type& type) { return type == column_type::categorical; }
        static const char* read(field_value&) { return nullptr; }
        void keep(const field_value& value);
        void reserve(std::size_t rows) { values_.reserve(rows); }
        categorical close() &&;

    private:
        vocabulary categories_{id_kind::string};
        std::vector<item_index> values_;
    };

    categorical with(std::vector<item_index> rows) const;
    std::string shown(std::size_t row) const { return '"' + categories->name(values[row]) + '"'; }
    void add_to(detail::fnv1a& h) const;
    static const char* malformed() { return nullptr; }
    /// The error text for codes outside the vocabulary; null: none.
    const char* fault() const;

    /// The code in `to` of each code of this column; empty: the codes are the same.
    std::vector<item_index> translation(const schema& to) const;
    /// Converts to the categories of a policy or of another column; others become missing.
    template <class Other>
    void encode_for(const Other& other) {
        if (categories != other.categories) detail::translate(values, data::translation(*categories, *other.categories));
        categories = other.categories;
    }

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index> to_model, const schema*, workspace& memory,
                column_rows& to) const;
    static std::size_t rows_in(const column_rows& c) { return c.begin.empty() ? c.codes.size() : 0; }

    /// Text tables: checks that values read back unchanged, and writes the value of a row that is not missing.
    static constexpr const char* no_text = nullptr;
    template <class Check>
    void check_text(const Check& check, const std::string& of) const {
        if (categories->kind() == id_kind::string)
            check.for_each_used(*categories, values, [&](std::string_view category) { check(category, of); });
    }
    template <class Out>
    void write(Out& out, std::size_t row) const {
        out.field((*categories)[values[row]]);
    }

    /// Model files: the values, and the categories of a policy.
    template <class File>
    void save(File& file) const {
        file.codes(".codes", values, categories->size());
    }
    template <class File, class Policy>
    static categorical load(const File& file, const Policy& policy) {
        return {policy.categories, file.codes(".codes", policy.categories->size())};
    }
    template <class File, class Policy>
    static void save_schema(File& file, const Policy& policy) {
        file.vocabulary(*policy.categories);
        file.note(policy.categories->hash());
    }
    /// Returns an error text if the policy has other categories; empty: none.
    template <class File, class Policy>
    static std::string load_schema(const File& file, Policy& policy) {
        auto found = std::make_shared<const vocabulary>(file.vocabulary());
        file.compare_note(found->hash());
        const bool other = policy.categories != nullptr && !(*policy.categories == *found);
        policy.categories = std::move(found);
        return other ? "categories than those given" : "";
    }

    /// Serving: the column of one event; `given` is null if the click has no value.
    template <class Value>
    static void take(const schema& as, const Value* given, workspace& memory, column_rows& to) {
        const auto code = memory.take_span<item_index>(1);
        code[0] = given == nullptr ? no_item : given->code(*as.categories);
        to.codes = code;
    }
    /// Stored events, in words of 4 bytes.
    static std::size_t word_count(const column_rows&) { return 1; }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to);
    static std::size_t skip_words(const schema&, std::span<const std::uint32_t>) { return 1; }
    static void read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to);

    /// Rows of the self-test in a model file: codes spread over all categories.
    static void record(const schema& as, std::size_t rows, workspace& memory, column_rows& to) {
        to.codes = detail::spread(as.categories->size(), rows, memory);
    }
    /// Random rows, some of them missing, for checks.
    static void sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to);
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column_categorical.ipp"
#endif
