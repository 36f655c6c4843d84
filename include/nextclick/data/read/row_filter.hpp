// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/read/text_fields.hpp"

/// Which rows of a file become events.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Values of a column by which rows are kept or dropped.
struct column_filter {
    std::string column;
    std::vector<std::string> values;
};

/// A row of a file: its fields by name, whether they become columns of the log or not.
class row_view {
public:
    row_view(std::span<const std::string> names, std::span<const std::string_view> fields) : names_(names), fields_(fields) {}
    std::span<const std::string> names() const { return names_; }
    /// The field as text, valid during the call. Throws `data_error` with the names there are for one that the file lacks.
    std::string_view operator[](std::string_view name) const {
        const auto at = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
        if (at < std::min(names_.size(), fields_.size())) return fields_[at];
        std::string list;
        for (const std::string& n : names_) list += (list.empty() ? "" : ", ") + detail::shown(n);
        throw data_error("read_options::only: there is no column " + detail::shown(name) + ", only " + list);
    }

private:
    std::span<const std::string> names_;
    std::span<const std::string_view> fields_;
};

/// How often a value stands in a column that rows are kept or dropped by.
struct value_count {
    std::string column, value;
    std::uint64_t rows = 0;
    bool kept = true;  ///< as far as this column goes
};

namespace detail {

/// Counts the values of the columns that rows are chosen by, and chooses.
/// memory  of the values that nobody named, the first thousand of up to a hundred bytes
class row_filter {
public:
    row_filter(std::span<const column_filter> keep, std::span<const column_filter> drop) {
        for (const column_filter& f : keep) column_of(f.column).keep.insert(f.values.begin(), f.values.end());
        for (const column_filter& f : drop) column_of(f.column).drop.insert(f.values.begin(), f.values.end());
        for (column& c : columns_) {
            for (const auto& v : c.keep) c.seen.emplace(v, 0);
            for (const auto& v : c.drop) c.seen.emplace(v, 0);
        }
    }

    /// The columns whose values `keeps` wants, in its order.
    const std::vector<std::string>& names() const { return names_; }
    bool keeps(std::span<const std::string_view> values) {
        bool yes = true;
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            columns_[c].count(values[c]);
            yes = yes && columns_[c].keeps(values[c]);
        }
        return yes;
    }

    /// Of each column, the most frequent first; the last one, without a value, are those that were too many to tell apart.
    std::vector<value_count> counts() const {
        std::vector<value_count> all;
        for (const column& c : columns_) {
            const auto first = static_cast<std::ptrdiff_t>(all.size());
            for (const auto& [value, rows] : c.seen)
                if (rows > 0) all.push_back({c.name, value, rows, c.keeps(value)});
            std::stable_sort(all.begin() + first, all.end(), [](const auto& a, const auto& b) { return a.rows > b.rows; });
            if (c.others > 0) all.push_back({c.name, "", c.others, c.keep.empty()});
        }
        return all;
    }
    /// A sentence for each value that was named and that no row has.
    std::vector<std::string> never_seen() const {
        std::vector<std::string> all;
        for (const column& c : columns_)
            for (const auto& [value, rows] : c.seen)
                if (rows == 0)
                    all.push_back("no row has " + shown(value) + " in the column " + shown(c.name) + "; there are " + examples(c.name));
        return all;
    }

private:
    struct column {
        std::string name;
        std::set<std::string, std::less<>> keep, drop;
        std::map<std::string, std::uint64_t, std::less<>> seen;
        std::uint64_t others = 0;

        bool keeps(std::string_view value) const { return (keep.empty() || keep.contains(value)) && !drop.contains(value); }
        void count(std::string_view value) {
            if (const auto at = seen.find(value); at != seen.end())
                ++at->second;
            else if (seen.size() < 1000 + keep.size() + drop.size() && value.size() <= 100)
                seen.emplace(value, 1);
            else
                ++others;
        }
    };
    column& column_of(const std::string& name) {
        for (column& c : columns_)
            if (c.name == name) return c;
        names_.push_back(name);
        columns_.push_back({name, {}, {}, {}, 0});
        return columns_.back();
    }
    std::string examples(const std::string& name) const {
        std::string s;
        std::size_t n = 0;
        for (const value_count& v : counts())
            if (v.column == name && n++ < 8) s += (s.empty() ? "" : ", ") + shown(v.value) + " (" + std::to_string(v.rows) + " rows)";
        return s.empty() ? "no rows" : s;
    }
    std::vector<column> columns_;
    std::vector<std::string> names_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE
