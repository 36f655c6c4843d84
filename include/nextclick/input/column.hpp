// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/click_log.hpp"
#include "nextclick/data/required_column.hpp"
#include "nextclick/rows/packed_steps.hpp"

/// Inputs that read named columns of the events. Such a policy defines `columns = 1`, `column_kind`, `column_name()` and `required()`, and
/// in `column_options()` those of its options that are stored with its column in a file (numbers and booleans; see numeric). A
/// policy that contains others (join, dropout) defines how many columns its members read, and lists them by `for_each_member`; of_item
/// reads its columns from a table instead.
NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// Number of columns that an input reads; repeated ones count each time.
template <class I>
inline constexpr std::size_t column_count = 0;
template <class I>
requires requires { I::columns; } inline constexpr std::size_t column_count<I> = I::columns;

namespace detail {
template <class Policy>
struct kind_of {
    static_assert(sizeof(Policy) == 0, "an input that reads a column states its kind: using column_kind = data::kind::numeric;");
    using type = data::kind::numeric;  // avoids follow-up errors
};
template <class Policy>
requires requires { typename Policy::column_kind; } struct kind_of<Policy> {
    using type = typename Policy::column_kind;
};
}  // namespace detail
/// The kind of column that a policy reads, as the policy states it.
template <class Policy>
using column_kind_of = typename detail::kind_of<std::remove_const_t<Policy>>::type;

/// Calls f(policy) for every policy within `i` that reads a column, in order. `i` may be const.
template <class I, class F>
void for_each_column(I& i, const F& f) {
    if constexpr (requires { i.required(); })
        f(i);
    else if constexpr (column_count<std::remove_const_t<I>> > 0)
        std::remove_const_t<I>::for_each_member(i, [&](auto& member) { for_each_column(member, f); });
}

/// Calls f(policy) for every policy within `i` that holds a table of items (of_item), in order. `i` may be const.
template <class I, class F>
void for_each_table(I& i, const F& f) {
    if constexpr (requires { i.check_items(std::declval<const data::vocabulary&>()); })
        f(i);
    else if constexpr (requires { std::remove_const_t<I>::for_each_member(i, f); })
        std::remove_const_t<I>::for_each_member(i, [&](auto& member) { for_each_table(member, f); });
}

/// The columns that a batch must contain for this input: for `batch::column_gatherer`.
template <class I>
std::vector<data::required_column> required_columns(const I& i) {
    std::vector<data::required_column> all;
    all.reserve(column_count<I>);
    for_each_column(i, [&](const auto& policy) { all.push_back(policy.required()); });
    return all;
}

/// The policy with the categories and terms (data::tags_of, data::counted_words) of the log, where it has none yet:
///     my_model net(train.items(), {.input = input::fitted(my_input{}, train)});
/// Throws `data_error` that names the policy if the log lacks a column.
template <class I>
I fitted(I policy, const data::click_log& log) {
    for_each_column(policy, [&](auto& reader) {
        try {
            using column_kind = column_kind_of<std::remove_reference_t<decltype(reader)>>;
            column_kind::fit(reader, [&]() -> const column_kind& { return log.column(reader.column_name()).template as<column_kind>(); });
        } catch (const data_error& e) {
            throw data_error(reader.required().reader + ": " + e.what());
        }
    });
    return policy;
}

namespace detail {
/// The column that a policy reads, of its kind and one value a row. Throws `argument_error` that names both if the batch
/// lacks it.
template <class Kind, class Policy>
const column_rows& column_of(const Policy& policy, const event_rows& rows, std::string_view name) {
    for (const column_rows& c : rows.columns)
        if (c.name == name && Kind::rows_in(c) == rows.item.size()) return c;
    std::string there;
    for (const column_rows& c : rows.columns) there += (there.empty() ? "\"" : ", \"") + std::string(c.name) + '"';
    throw argument_error(policy.required().reader + " reads the column \"" + std::string(name) + "\" as " +
                         data::detail::read_as(policy.required()) + "; the batch has " + (there.empty() ? "no columns" : there) +
                         " (batch::column_gatherer brings those of a log)");
}
}  // namespace detail

}  // namespace input
NEXTCLICK_END_NAMESPACE
