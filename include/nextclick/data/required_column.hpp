// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "nextclick/core/error.hpp"
#include "nextclick/data/column.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace data {

/// A column that a model reads, of events or of items.
struct required_column {
    std::string_view name;
    std::string reader;  ///< name of the policy that reads it, for messages
    /// The kind as which the policy reads it, and its parameters: `kind::numeric::schema` for numbers, and so on.
    of_column_kinds<detail::kind_list>::schemas schema{};
};

namespace detail {
/// Calls f(column, schema), both of the kind of `w`. Requires a column that find_required returned.
template <class F>
decltype(auto) visit_as(const event_column& c, const required_column& w, F&& f) {
    return c.visit([&]<class K>(const K& column) { return f(column, std::get<typename K::schema>(w.schema)); });
}

/// The kind as which a column is read, for messages.
std::string read_as(const required_column& w);

/// "input::numeric<Price> reads the column "Price""
std::string reader_and_column(const required_column& w);

/// The column of that name and kind. Throws `argument_error` that names policy and columns if there is none; `holder` names the
/// owner of the columns ("the log").
const event_column& find_required(std::span<const event_column> columns, const required_column& w, const char* holder);
}  // namespace detail

}  // namespace data
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/required_column.ipp"
#endif
