// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <memory>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/data/vocabulary.hpp"
#include "nextclick/input/categorical.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// An item table for every category of a column, so that, for example, views and purchases of an item have separate rows
/// (Wu & Yan's embeddings per behaviour, docs/models.md 3.6). A row has a block of D + 1 numbers for each category, one of which is
/// filled: x = [0 ... 0 ; E_c[item], 1 ; 0 ... 0]. The 1 lets pooling::mean_of_blocks count.
/// An event whose category is missing or unknown is a row of zeros.
/// shapes    items (C·I, D), the table of category c from row c·I on; x (rows, C·(D + 1)).
/// cost      a row read an event, a row of x written; backward a row touched an event
template <fixed_string Column, std::size_t Width = dynamic>
struct per_category {
    std::shared_ptr<const data::vocabulary> categories{};
    [[no_unique_address]] extent<Width> units{};

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::categorical;
    static std::string name() { return "per_category<" + std::string(Column.view()) + ">"; }
    static constexpr auto options() {
        return field_list{field{"units", &per_category::units}, field{"categories", &per_category::categories}};
    }
    template <class S>
    using parameters = detail::item_table_parameters<S>;
    template <class T>
    struct tape {
        std::span<const item_index> code;
    };

    constexpr std::size_t block() const { return units + 1; }
    constexpr std::size_t width() const { return categories == nullptr ? 0 : categories->size() * block(); }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    template <class T>
    void initialise(parameters<values<T>>& p, std::size_t items, random_stream random) const {
        if (units == 0) throw argument_error("input::" + name() + ": units is 0; give the width of the rows");
        detail::require_categories(*this);
        p.items.resize(categories->size() * items, units);
        glorot_uniform(p.items, random);
    }

    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        t.code = detail::column_of<data::kind::categorical>(*this, rows, column_name()).codes;
        const auto x = run.memory.take_zeros<T>(rows.item.size(), width());
        for (std::size_t r = 0; r < x.rows; ++r) {
            if (t.code[r] >= categories->size()) continue;
            const auto to = x.row(r).subspan(t.code[r] * block(), block());
            table::look_up(p.items, row_of(p.items.rows, t.code[r], rows.item[r]), to.first(units));
            to.back() = T(1);
        }
        return x;
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass&, const event_rows& rows, view<const T> dx,
                  const tape<T>& t) const {
        for (std::size_t r = 0; r < dx.rows; ++r) {
            if (t.code[r] >= categories->size()) continue;
            const auto to = dp.items.row(static_cast<item_index>(row_of(p.items.rows, t.code[r], rows.item[r])));
            const auto from = dx.row(r).subspan(t.code[r] * block(), units);
            for (std::size_t c = 0; c < from.size(); ++c) to[c] += from[c];
        }
    }

private:
    std::size_t row_of(std::size_t rows, item_index code, item_index item) const { return rows / categories->size() * code + item; }
};
static_assert(Input<per_category<"Action", 8>> && !HasItemTable<per_category<"Action", 8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
