// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "nextclick/core/error.hpp"
#include "nextclick/data/column.hpp"
#include "nextclick/data/column_request.hpp"
#include "nextclick/data/field_value.hpp"

/// Builds a column of events.
NEXTCLICK_BEGIN_NAMESPACE
namespace data::detail {

/// The builders of all kinds of columns. Kinds that cannot be read from text have one that accepts no type (no_builder).
template <class... Kinds>
struct kind_builders {
    using any = std::variant<typename Kinds::builder...>;
    /// The builder for a request. Throws `argument_error` for a type that no kind reads.
    static any of(const column_request& request) {
        std::optional<any> made;
        (void)((Kinds::builder::accepts(request.type) && (made.emplace(std::in_place_type<typename Kinds::builder>, request), true)) ||
               ...);
        if (made) return *std::move(made);
        throw argument_error("column_request \"" + request.name + "\": no kind of column reads the type \"" +
                             std::string(request.type.name) + "\"; add the kind to data/column_kinds.hpp");
    }
};

/// Calls f with the active builder. Uses comparisons, since it runs for every value of a file: with the jump table of std::visit
/// read_wide of bench/data.cpp takes a sixth longer.
template <std::size_t Kind = 0, class Builders, class F>
auto with_builder(Builders& any, const F& f) {
    if constexpr (Kind + 1 < std::variant_size_v<std::remove_const_t<Builders>>)
        if (any.index() != Kind) return with_builder<Kind + 1>(any, f);
    return f(*std::get_if<Kind>(&any));
}

/// Collects the values of one column in two steps, read and keep: an event is kept only if all of its values can be read.
class column_builder {
public:
    /// Throws `argument_error` for a type that no kind reads, and for tags without a separator.
    explicit column_builder(const column_request& request) : name_(request.name), values_(of_column_kinds<kind_builders>::of(request)) {}

    const std::string& name() const { return name_; }
    /// Parses a value. Returns null, or a description of the expected value ("a number that a float holds"). May replace the value
    /// by its parsed form: text by a number.
    const char* read(field_value& value) const;
    /// Appends a value. Requires that `read` accepted it.
    void keep(const field_value& value);
    void reserve(std::size_t rows);
    event_column close() &&;

private:
    std::string name_;
    of_column_kinds<kind_builders>::any values_;
};

}  // namespace data::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/data/read/column_builder.ipp"
#endif
