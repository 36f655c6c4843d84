// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/data/bag_terms.hpp"
#include "nextclick/data/column_gather.hpp"
#include "nextclick/data/column_request.hpp"
#include "nextclick/data/column_values.hpp"
#include "nextclick/data/field_value.hpp"
#include "nextclick/data/translation.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/rows/packed_steps.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// A bag of terms with counts per row: tags, or the words of a text. The vocabulary of the terms may be null if codes are not ids.
/// 8 bytes a term, 4 a row.
struct bags {
    std::shared_ptr<const vocabulary> terms{};
    bag_rows values{};
    char separator = 0;  ///< separates terms in text; 0: words (split_terms.hpp)

    static constexpr const char* text = "multi-valued";
    static constexpr const char* remedy = "it has no terms; read it as column_type::tags or text";

    static constexpr bool counted = true;  ///< an input has its own code space (identified by `schema::hash()`)

    /// The terms and weights of an input; null before it is fitted.
    struct schema {
        using kind = bags;
        bool fitted() const { return terms != nullptr; }
        const bag_terms* terms = nullptr;

        static std::string text() { return "a bag of terms"; }
        std::string mismatch(const bags& c, const std::string& place) const;
        bool same(const schema& other) const { return terms == other.terms || terms->hash() == other.terms->hash(); }
        std::uint64_t hash() const { return terms->hash(); }

        static std::string parted_by(char separator) {
            return separator == 0 ? "words" : std::string("tags separated by '") + separator + '\'';
        }
    };
    template <class Policy>
    static schema of(const Policy& policy) {
        return {policy.terms.get()};
    }
    /// Sets the terms of a policy from a column, unless it has some: all tags, or the frequent words.
    template <class Policy, class F>
    static void fit(Policy& policy, const F& column) {
        if (policy.terms != nullptr) return;
        const bags& c = column();
        policy.terms = c.separator == 0 ? detail::counted(c.terms, c.values, c.separator, policy.column_name())
                                        : std::make_shared<const bag_terms>(c.terms, c.separator);
    }
    template <class Policy>
    static void fill_vocabulary(Policy& policy) {
        if (policy.terms == nullptr) policy.terms = std::make_shared<const bag_terms>(5, ' ', false);
    }
    /// Builds the column from text.
    class builder {
    public:
        /// Throws `argument_error` for tags without a separator.
        explicit builder(const column_request& request);
        static bool accepts(const column_type& type) { return type == column_type::tags || type == column_type::text; }
        static const char* read(field_value&) { return nullptr; }
        void keep(const field_value& value);
        void reserve(std::size_t rows) { rows_.reserve(rows); }
        bags close() &&;

    private:
        char separator_;
        detail::bag_reader rows_;
    };

    bags with(bag_rows rows) const;
    std::string shown(std::size_t row) const { return '"' + spelled(row) + '"'; }
    /// The terms of a row as text that reads back as the same bag: each term is repeated by its count.
    std::string spelled(std::size_t row) const;
    void add_to(detail::fnv1a& h) const;
    static const char* malformed() { return nullptr; }
    const char* fault() const;

    /// The index in `to` of each term of this column, or `no_item`.
    std::vector<item_index> translation(const schema& to) const;
    /// Converts the column to the terms and weights of a model.
    void encode(const bag_terms& to);
    /// Converts to the terms of a policy.
    template <class Policy>
    void encode_for(const Policy& policy) {
        encode(*policy.terms);
    }
    /// Converts to the terms of another column.
    void encode_for(const bags& other) { encode(bag_terms(other.terms, separator)); }

    void gather(std::span<const std::uint32_t> rows, std::span<const item_index> to_model, const schema* as, workspace& memory,
                column_rows& to) const;
    static std::size_t rows_in(const column_rows& c) { return c.begin.empty() ? 0 : c.begin.size() - 1; }

    static constexpr const char* no_text = nullptr;
    template <class Check>
    void check_text(const Check& check, const std::string& of) const {
        if (terms == nullptr) return;
        check(std::string_view(separator == 0 ? " " : std::string(1, separator)), of);
        check.for_each_used(*terms, values.codes, [&](std::string_view term) { check(term, of); });
    }
    template <class Out>
    void write(Out& out, std::size_t row) const {
        out.text(spelled(row));
    }

    /// Saves the number of terms of each row, the terms, and their weights unless all are 1.
    template <class File>
    void save(File& file) const {
        std::vector<item_index> counts(values.size());
        for (std::size_t r = 0; r < counts.size(); ++r) counts[r] = values.begin[r + 1] - values.begin[r];
        const auto above = [](const std::vector<item_index>& v) { return v.empty() ? 0 : std::size_t{*std::ranges::max_element(v)} + 1; };
        file.codes(".counts", counts, above(counts));
        file.codes(".terms", values.codes, above(values.codes));
        if (std::ranges::any_of(values.weights, [](float w) { return w != 1; }))
            file.floats(".weights", values.weights, {values.weights.size()});
    }
    /// Throws `file_error` for codes out of range and inconsistent counts.
    template <class File, class Policy>
    static bags load(const File& file, const Policy& policy) {
        bag_rows rows;
        std::uint64_t all = 0;
        const auto counts = file.codes(".counts", no_item);
        rows.codes = file.codes(".terms", policy.terms->size());
        rows.begin.reserve(counts.size() + 1);
        for (const item_index n : counts) {
            all += n;
            if (all > rows.codes.size()) break;
            rows.begin.push_back(static_cast<std::uint32_t>(all));
        }
        if (all != rows.codes.size()) file.refuse(".counts", "does not add up to the terms there are; the file is damaged");
        if (std::ranges::find(rows.codes, no_item) != rows.codes.end()) file.refuse(".terms", "lacks a term; the file is damaged");
        rows.weights = file.has(".weights") ? file.finite_floats(".weights") : std::vector<float>(rows.codes.size(), 1.0f);
        if (rows.weights.size() != rows.codes.size()) file.refuse(".weights", "has another size");
        return {policy.terms->vocabulary_of_terms(), std::move(rows), policy.terms->separator()};
    }
    template <class File, class Policy>
    static void save_schema(File& file, const Policy& policy) {
        file.terms(*policy.terms);
        file.note(policy.terms->hash());
    }
    template <class File, class Policy>
    static std::string load_schema(const File& file, Policy& policy) {
        auto found = file.terms();
        file.compare_note(found->hash());
        const bool other = policy.terms != nullptr && policy.terms->hash() != found->hash();
        policy.terms = std::move(found);
        return other ? "terms than those given" : "";
    }

    template <class Value>
    static void take(const schema& as, const Value* given, workspace& memory, column_rows& to) {
        const bag_view bag = given == nullptr ? bag_view{} : as.terms->read(given->text(), memory);
        const auto begin = memory.take_span<std::uint32_t>(2);
        begin[0] = 0;
        begin[1] = static_cast<std::uint32_t>(bag.codes.size());
        to.begin = begin;
        to.codes = bag.codes;
        to.numbers = bag.weights;
    }
    /// Words of an event: the number of terms, the terms, and the bits of their weights.
    static std::size_t word_count(const column_rows& c) { return 1 + 2 * c.codes.size(); }
    static std::uint32_t* write_words(const column_rows& c, std::uint32_t* to);
    /// The number of words of the next event; 0 if they are invalid.
    static std::size_t skip_words(const schema& as, std::span<const std::uint32_t> left);
    static void read_words(const schema&, std::span<const std::uint32_t*> at, workspace& memory, column_rows& to);

    /// One term per row.
    static void record(const schema& as, std::size_t rows, workspace& memory, column_rows& to);
    /// Up to three different terms per row.
    static void sample(const schema& as, std::size_t rows, random_stream random, workspace& memory, column_rows& to);
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/column_bags.ipp"
#endif
