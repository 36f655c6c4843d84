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

/// Selection of the rows of a file that become events.
NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// Values of a column by which rows are kept or dropped.
struct column_filter {
    std::string column;
    std::vector<std::string> values;
};

/// A row of a file: all its fields by name, including those that are not columns of the log.
class row_view {
public:
    row_view(std::span<const std::string> names, std::span<const std::string_view> fields) : names_(names), fields_(fields) {}
    std::span<const std::string> names() const { return names_; }
    /// The field as text, valid during the call. Throws `data_error` that lists the existing names if the file has no such field.
    std::string_view operator[](std::string_view name) const;

private:
    std::span<const std::string> names_;
    std::span<const std::string_view> fields_;
};

/// The frequency of a value in a column by which rows are kept or dropped.
struct value_count {
    std::string column, value;
    std::uint64_t rows = 0;
    bool kept = true;  ///< whether the filter of this column keeps rows with the value
};

namespace detail {

/// Applies the filters and counts the values of their columns.
/// memory  of values not named in a filter, the first thousand of up to 100 bytes
class row_filter {
public:
    row_filter(std::span<const column_filter> keep, std::span<const column_filter> drop);

    /// The columns whose values `keeps` expects, in its order.
    const std::vector<std::string>& names() const { return names_; }
    bool keeps(std::span<const std::string_view> values);

    /// The counts of each column, the most frequent value first; the last entry, without a value, is the sum of values that were
    /// not counted separately.
    std::vector<value_count> counts() const;
    /// A sentence for each value of a filter that no row has.
    std::vector<std::string> unmatched_values() const;

private:
    struct column {
        std::string name;
        std::set<std::string, std::less<>> keep, drop;
        std::map<std::string, std::uint64_t, std::less<>> counts;
        std::uint64_t others = 0;

        bool keeps(std::string_view value) const { return (keep.empty() || keep.contains(value)) && !drop.contains(value); }
        void count(std::string_view value);
    };
    column& column_of(const std::string& name);
    std::string examples(const std::string& name) const;
    std::vector<column> columns_;
    std::vector<std::string> names_;
};

}  // namespace detail
}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/row_filter.ipp"
#endif
