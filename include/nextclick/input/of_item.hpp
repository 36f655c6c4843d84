// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/data/encode.hpp"
#include "nextclick/data/item_attributes.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

namespace detail {
template <class I>
concept OfAttributes = OwnWidth<I> && !HasItemTable<I> && column_count<I> > 0;
template <class Inner>
struct no_attributes {
    static_assert(!HasItemTable<Inner>, "input::of_item: an embedding of the item reads no attribute; put it beside of_item, in a join");
    static_assert(HasItemTable<Inner> || column_count<Inner> > 0,
                  "input::of_item: nothing in it reads a column; wrap categorical, bucketed, numeric, or a join of them");
};
}  // namespace detail

// Of what is no input that reads attributes.
template <class Inner>
struct of_item : no_policy<own_width_fault<Inner>, fault_unless<detail::OfAttributes<Inner>, detail::no_attributes<Inner>>> {
    constexpr of_item(const auto&...) { static_assert(sizeof(typename of_item::why) > 0); }
};
/// Another input that reads attributes of a row's item instead of columns of the log:
///     using colour_and_price = input::of_item<input::join<input::categorical<"Colour", 8>, input::numeric<"Price">>>;
///     my_model net(log.items(), {.input = my_input({}, colour_and_price(table.for_items(log.shared_items())))});
/// The log and served clicks need no such columns; the columns that the input reads, and no others, are stored in the model's file. A
/// batch needs only items, so any list of items can be encoded, whether clicked or not.
/// Items without a value, and those beyond the last row of the table, are missing.
/// cost  that of the inner input, and a value read an attribute.   memory  4 bytes a value, shared by copies
template <detail::OfAttributes Inner>
struct of_item<Inner> {
    [[no_unique_address]] Inner inner{};
    std::shared_ptr<const data::item_attributes> table{};  ///< the columns read, with the codes of `inner`

    of_item() = default;
    /// `given`: in the order of the model's items (`item_attributes::for_items`); further items may follow. Categories and terms that the
    /// policy lacks are taken from the table. Throws `argument_error` that names policy and column if one is missing.
    explicit of_item(const data::item_attributes& given, Inner policy = {}) : inner(std::move(policy)), table(read_by(given, inner)) {}

    static constexpr bool folded = false;
    static constexpr history::need reads = history::of<Inner>();
    static constexpr std::size_t columns = 0;  ///< none from the log
    static std::string name() { return "of_item<" + Inner::name() + ">"; }
    static constexpr auto options() { return field_list{field{"inner", &of_item::inner}, field{"table", &of_item::table}}; }
    template <class S>
    using parameters = typename Inner::template parameters<S>;
    template <class T>
    struct tape {
        typename Inner::template tape<T> inner;
        std::array<column_rows, column_count<Inner>> attributes;
    };

    constexpr std::size_t width() const { return inner.width(); }
    constexpr cost::layer cost(std::size_t folded_width) const { return inner.cost(folded_width); }
    /// Throws `argument_error` unless the table begins with these items.
    void check_items(const data::vocabulary& items) const {
        if (table == nullptr) refuse("there is no table; make the policy from one, which data::read_items reads");
        for (item_index i = 0; i < items.size(); ++i)
            if (i >= table->size() || table->items()[i] != items[i])
                refuse("row " + std::to_string(i) + " of the table is " +
                       (i < table->size() ? "item " + table->items().name(i) : "missing") + " where the model has item " + items.name(i) +
                       "; order it by table.for_items(items of the model)");
    }

    template <class P>  // no_parameters does not name T
    void initialise(P& p, std::size_t items, random_stream random) const {
        if (table == nullptr) refuse("there is no table; make the policy from one, which data::read_items reads");
        inner.initialise(p, items, random);
    }
    template <class T>
    view<const T> forward(const parameters<values<T>>& p, pass& run, const event_rows& rows, tape<T>& t) const {
        std::size_t k = 0;
        for (const data::event_column& c : table->columns()) {
            t.attributes[k] = {.name = c.name()};
            c.visit([&](const auto& column) { column.gather(rows.item, {}, nullptr, run.memory, t.attributes[k]); });
            ++k;
        }
        return inner.forward(p, run, with_attributes(rows, t), t.inner);
    }
    template <class T>
    void backward(const parameters<values<T>>& p, parameters<gradients<T>>& dp, pass& run, const event_rows& rows, view<const T> dx,
                  const tape<T>& t) const {
        inner.backward(p, dp, run, with_attributes(rows, t), dx, t.inner);
    }

    /// The columns that `policy` reads, in its own codes; sets the categories that it lacks.
    static std::shared_ptr<const data::item_attributes> read_by(const data::item_attributes& given, Inner& policy) {
        std::vector<data::event_column> read;
        for_each_column(policy, [&](auto& reader) {
            using column_kind = column_kind_of<std::remove_reference_t<decltype(reader)>>;
            const data::required_column w = reader.required();
            data::event_column own = data::detail::find_required(given.columns(), w, "the table of items");
            column_kind::fit(reader, [&]() -> const column_kind& { return own.as<column_kind>(); });
            own.visit([&]<class K>(K& column) {
                if constexpr (std::same_as<K, column_kind>) column.encode_for(reader);
            });
            for (const data::event_column& c : read) {
                if (c.name() != own.name()) continue;
                if (c.hash() == own.hash()) return;
                throw argument_error(data::detail::reader_and_column(w) +
                                     ", as another input does with other categories or terms; give both the same");
            }
            read.push_back(std::move(own));
        });
        return std::make_shared<const data::item_attributes>(given.shared_items(), std::move(read));
    }

private:
    [[noreturn]] static void refuse(const std::string& what) { throw argument_error("input::" + name() + ": " + what); }
    template <class T>
    event_rows with_attributes(const event_rows& rows, const tape<T>& t) const {
        event_rows own = rows;
        own.columns = std::span(t.attributes).first(table->columns().size());
        return own;
    }
};

template <class Inner>
of_item(const data::item_attributes&, Inner) -> of_item<Inner>;

}  // namespace input
NEXTCLICK_END_NAMESPACE
