// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "nextclick/core/storage.hpp"
#include "nextclick/data/column_request.hpp"
#include "nextclick/data/field_value.hpp"
#include "nextclick/data/vocabulary.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data::kind {

/// The base of kinds of columns without categories or terms, which define the rest. Values mean the same in every log and model, so
/// nothing is fitted or translated, and files store only the values.
struct without_categories {
    /// Whether an input has its own code space (identified by `schema::hash()`); stored sessions depend on it.
    static constexpr bool counted = false;
    /// The reason why text tables cannot store the column; null: they can.
    static constexpr const char* no_text = nullptr;

    struct schema {
        static bool fitted() { return true; }
        template <class Column>
        static std::string mismatch(const Column&, const std::string&) {
            return {};
        }
        template <class Reading>
        static bool same(const Reading&) {
            return true;
        }
    };
    template <class Policy, class F>
    static void fit(Policy&, const F&) {}
    template <class Policy>
    static void fill_vocabulary(Policy&) {}
    static void add_to(detail::fnv1a& h) { h.word(0); }
    static const char* malformed() { return nullptr; }
    static const char* fault() { return nullptr; }
    template <class Reading>
    static std::vector<item_index> translation(const Reading&) {
        return {};
    }
    template <class Other>
    static void encode_for(const Other&) {}
    template <class Check>
    static void check_text(const Check&, const std::string&) {}
    template <class File, class Policy>
    static void save_schema(File&, const Policy&) {}
    template <class File, class Policy>
    static std::string load_schema(const File&, Policy&) {
        return {};
    }
};

/// The builder of kinds that cannot be read from text: it accepts no type of column, so its other functions are never called.
template <class Column>
struct no_builder {
    explicit no_builder(const column_request&) {}
    static bool accepts(const column_type&) { return false; }
    static const char* read(field_value&) { return nullptr; }
    static void keep(const field_value&) {}
    static void reserve(std::size_t) {}
    static Column close() { return {}; }
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE
