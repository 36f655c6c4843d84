// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nextclick/data/item_attributes.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/io/columns.hpp"
#include "nextclick/io/safetensors.hpp"

/// Item attribute tables in a model file, so that serving a model does not need the file of its attributes. Optional:
/// needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

inline std::string table_prefix(std::size_t table) { return "tables." + std::to_string(table) + "."; }

/// Adds the tables of an input, which must live until the file is written, under "tables.<table>.": the categories and terms of its
/// policies, as for columns of events; the values, once per column; and the items, if the table has more of them than the model.
/// `t` counts the tables of a file.
template <class Input>
void add_tables(tensor_writer& file, const Input& input, const data::vocabulary& items, std::size_t& t) {
    input::for_each_table(input, [&](const auto& reader) {
        const std::string prefix = table_prefix(t++);
        add_columns(file, reader.inner, prefix);
        std::size_t k = 0;
        std::vector<std::string_view> written;
        input::for_each_column(reader.inner, [&](const auto& policy) {
            const std::string key = prefix + column_key(k++);
            const std::string_view name = policy.column_name();
            if (std::find(written.begin(), written.end(), name) != written.end()) return;
            written.push_back(name);
            column_writer to(file, key);
            reader.table->column(name).visit([&](const auto& column) { column.save(to); });
        });
        if (reader.table->size() != items.size()) add_vocabulary(file, reader.table->items(), prefix + "items");
    });
}

/// Sets the tables of an input from the file. A table that is already set and differs is added to `faults`.
template <class Input>
void read_tables(const tensor_file& file, Input& input, const data::vocabulary& items, std::string& faults, std::size_t& t) {
    input::for_each_table(input, [&](auto& reader) {
        const std::string prefix = table_prefix(t++);
        read_columns(file, reader.inner, faults, prefix);
        const bool more = file.tensors().count(prefix + "items.integers") + file.tensors().count(prefix + "items.offsets") > 0;
        auto rows = std::make_shared<const data::vocabulary>(more ? read_vocabulary(file, prefix + "items") : items);
        std::size_t k = 0;
        std::vector<data::event_column> columns;
        input::for_each_column(reader.inner, [&](const auto& policy) {
            const std::string key = prefix + column_key(k++);
            for (const data::event_column& c : columns)
                if (c.name() == policy.column_name()) return;
            using column_kind = input::column_kind_of<std::remove_reference_t<decltype(policy)>>;
            columns.emplace_back(std::string(policy.column_name()), column_kind::load(column_file(file, key), policy));
            if (columns.back().size() != rows->size())
                file.refuse("'" + key + "' has " + std::to_string(columns.back().size()) + " values and there are " +
                            std::to_string(rows->size()) + " items; the file is damaged");
        });
        auto table = std::make_shared<const data::item_attributes>(std::move(rows), std::move(columns));
        if (reader.table != nullptr && reader.table->hash() != table->hash())
            faults += "\n  input::" + reader.name() + ": the file has other attributes than those given; give none";
        reader.table = std::move(table);
    });
}

/// Calls f(input policy) for the inputs of a model that may have tables: its input, and the one from which its output computes rows.
template <class Policies, class F>
void for_each_input(Policies& policy, const F& f) {
    f(policy.input);
    if constexpr (requires { policy.output.item_input(); }) f(policy.output.item_input());
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
