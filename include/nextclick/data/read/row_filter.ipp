// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/data/read/row_filter.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

NEXTCLICK_INLINE std::string_view row_view::operator[](std::string_view name) const {
    const auto at = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    if (at < std::min(names_.size(), fields_.size())) return fields_[at];
    std::string list;
    for (const std::string& n : names_) list += (list.empty() ? "" : ", ") + detail::shown(n);
    throw data_error("read_options::keep_if: there is no column " + detail::shown(name) + ", only " + list);
}

}  // namespace data
namespace data::detail {

NEXTCLICK_INLINE row_filter::row_filter(std::span<const column_filter> keep, std::span<const column_filter> drop) {
    for (const column_filter& f : keep) column_of(f.column).keep.insert(f.values.begin(), f.values.end());
    for (const column_filter& f : drop) column_of(f.column).drop.insert(f.values.begin(), f.values.end());
    for (column& c : columns_) {
        for (const auto& v : c.keep) c.counts.emplace(v, 0);
        for (const auto& v : c.drop) c.counts.emplace(v, 0);
    }
}

NEXTCLICK_INLINE bool row_filter::keeps(std::span<const std::string_view> values) {
    bool yes = true;
    for (std::size_t c = 0; c < columns_.size(); ++c) {
        columns_[c].count(values[c]);
        yes = yes && columns_[c].keeps(values[c]);
    }
    return yes;
}

NEXTCLICK_INLINE std::vector<value_count> row_filter::counts() const {
    std::vector<value_count> all;
    for (const column& c : columns_) {
        const auto first = static_cast<std::ptrdiff_t>(all.size());
        for (const auto& [value, rows] : c.counts)
            if (rows > 0) all.push_back({c.name, value, rows, c.keeps(value)});
        std::sort(all.begin() + first, all.end(),
                  [](const value_count& a, const value_count& b) { return a.rows != b.rows ? a.rows > b.rows : a.value < b.value; });
        if (c.others > 0) all.push_back({c.name, "", c.others, c.keep.empty()});
    }
    return all;
}

NEXTCLICK_INLINE std::vector<std::string> row_filter::unmatched_values() const {
    std::vector<std::string> all;
    for (const column& c : columns_)
        for (const auto& [value, rows] : c.counts)
            if (rows == 0)
                all.push_back("no row has " + shown(value) + " in the column " + shown(c.name) + "; there are " + examples(c.name));
    return all;
}

NEXTCLICK_INLINE void row_filter::column::count(std::string_view value) {
    if (const auto at = counts.find(value); at != counts.end())
        ++at->second;
    else if (counts.size() < 1000 + keep.size() + drop.size() && value.size() <= 100)
        counts.emplace(value, 1);
    else
        ++others;
}

NEXTCLICK_INLINE row_filter::column& row_filter::column_of(const std::string& name) {
    for (column& c : columns_)
        if (c.name == name) return c;
    names_.push_back(name);
    columns_.push_back({name, {}, {}, {}, 0});
    return columns_.back();
}

NEXTCLICK_INLINE std::string row_filter::examples(const std::string& name) const {
    std::string s;
    std::size_t n = 0;
    for (const value_count& v : counts())
        if (v.column == name && n++ < 8) s += (s.empty() ? "" : ", ") + shown(v.value) + " (" + std::to_string(v.rows) + " rows)";
    return s.empty() ? "no rows" : s;
}

}  // namespace data::detail

NEXTCLICK_END_NAMESPACE
