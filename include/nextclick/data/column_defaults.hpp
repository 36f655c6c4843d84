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

/// What a kind of column does that counts in no categories or terms: it derives from this, and states the rest. Values are the same
/// in every log and every model, so nothing is fitted or translated, and files hold nothing but the values.
struct without_categories {
    /// Whether an input brings what codes count in (`reading::hash()` names it); sessions that are kept are tied to that.
    static constexpr bool counted = false;
    /// Why no text table holds the column; null: one does.
    static constexpr const char* no_text = nullptr;

    struct reading {
        static bool fitted() { return true; }
        template <class Column>
        static std::string refusal(const Column&, const std::string&) {
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
    static void invent(Policy&) {}
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
    static void save_reading(File&, const Policy&) {}
    template <class File, class Policy>
    static std::string load_reading(const File&, Policy&) {
        return {};
    }
};

/// The builder of a kind that is read from no text: it takes no type of column, so a request never reaches the rest.
template <class Column>
struct no_builder {
    explicit no_builder(const column_request&) {}
    static bool reads(const column_type&) { return false; }
    static const char* read(field_value&) { return nullptr; }
    static void keep(const field_value&) {}
    static void reserve(std::size_t) {}
    static Column close() { return {}; }
};

}  // namespace data::kind
NEXTCLICK_END_NAMESPACE
