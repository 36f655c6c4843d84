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

/// Tables of items within a model file, so that a model serves without the file that its attributes came from. Optional:
/// needs nlohmann-json.
NEXTCLICK_BEGIN_NAMESPACE
namespace io::detail {

/// Codes in 1, 2 or 4 bytes, whichever the number of categories asks for; the largest number stands for a missing one.
template <class Narrow>
void add_codes(tensor_writer& file, const std::string& name, std::span<const item_index> codes) {
    std::vector<Narrow> narrow(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) narrow[i] = static_cast<Narrow>(codes[i]);  // no_item: all bits set
    file.add_copy<Narrow>(name, narrow, {narrow.size()});
}
inline void add_codes(tensor_writer& file, const std::string& name, std::span<const item_index> codes, std::size_t below) {
    if (below < std::numeric_limits<std::uint8_t>::max())
        add_codes<std::uint8_t>(file, name, codes);
    else if (below < std::numeric_limits<std::uint16_t>::max())
        add_codes<std::uint16_t>(file, name, codes);
    else
        add_codes<std::uint32_t>(file, name, codes);
}
template <class Narrow>
std::vector<item_index> read_narrow(const tensor_file& file, const std::string& name) {
    const auto narrow = file.values<Narrow>(name);
    std::vector<item_index> codes(narrow.size());
    for (std::size_t i = 0; i < codes.size(); ++i)
        codes[i] = narrow[i] == std::numeric_limits<Narrow>::max() ? no_item : item_index{narrow[i]};
    return codes;
}
/// Refuses codes that are neither below `below` nor missing.
inline std::vector<item_index> read_codes(const tensor_file& file, const std::string& name, std::size_t below) {
    const auto found = file.tensors().find(name);
    const std::string_view dtype = found == file.tensors().end() ? "" : std::string_view(found->second.dtype);
    auto codes = dtype == "U8"    ? read_narrow<std::uint8_t>(file, name)
                 : dtype == "U16" ? read_narrow<std::uint16_t>(file, name)
                                  : read_narrow<std::uint32_t>(file, name);
    for (const item_index c : codes)
        if (c >= below && c != no_item)
            file.refuse("tensor '" + name + "' has the code " + std::to_string(c) + ", and there are " + std::to_string(below) +
                        "; the file is damaged");
    return codes;
}

/// Bags: the number of terms of each row, the terms, and their weights unless all are 1.
inline void add_bags(tensor_writer& file, const std::string& key, const data::bag_rows& bags) {
    std::vector<item_index> counts(bags.size());
    for (std::size_t r = 0; r < counts.size(); ++r) counts[r] = bags.begin[r + 1] - bags.begin[r];
    const auto most = [](const std::vector<item_index>& v) { return v.empty() ? 0 : std::size_t{*std::ranges::max_element(v)} + 1; };
    add_codes(file, key + ".counts", counts, most(counts));
    add_codes(file, key + ".terms", bags.codes, most(bags.codes));
    if (std::ranges::any_of(bags.weights, [](float w) { return w != 1; }))
        file.add<float>(key + ".weights", bags.weights, {bags.weights.size()});
}
/// Refuses terms that there are not, and counts that do not add up.
inline data::bag_rows read_bags(const tensor_file& file, const std::string& key, std::size_t below) {
    data::bag_rows bags;
    std::uint64_t all = 0;
    const auto counts = read_codes(file, key + ".counts", no_item);
    bags.codes = read_codes(file, key + ".terms", below);
    bags.begin.reserve(counts.size() + 1);
    for (const item_index n : counts) {
        all += n;
        if (all > bags.codes.size()) break;
        bags.begin.push_back(static_cast<std::uint32_t>(all));
    }
    if (all != bags.codes.size()) file.refuse("'" + key + ".counts' do not add up to the terms there are; the file is damaged");
    if (std::ranges::find(bags.codes, no_item) != bags.codes.end()) file.refuse("'" + key + ".terms' lacks a term; the file is damaged");
    bags.weights =
        file.tensors().count(key + ".weights") > 0 ? file.values<float>(key + ".weights") : std::vector<float>(bags.codes.size(), 1.0f);
    if (bags.weights.size() != bags.codes.size()) file.refuse("tensor '" + key + ".weights' has another size");
    for (const float w : bags.weights)
        if (!std::isfinite(w)) file.refuse("tensor '" + key + ".weights' has values that are not finite; the file is damaged");
    return bags;
}

/// The values of a column; its categories are written with the policy that reads it.
inline void add_values(tensor_writer& file, const std::string& key, const data::event_column& c) {
    if (c.kind() == data::column_kind::bags)
        add_bags(file, key, c.bags());
    else if (c.categorical())
        add_codes(file, key + ".codes", c.codes(), c.categories().size());
    else if (c.kind() == data::column_kind::vectors)
        file.add<float>(key + ".vectors", c.vectors().data, {c.size(), c.vectors().width});
    else
        file.add<float>(key + ".numbers", c.numbers(), {c.size()});
}
/// Finite or missing.
inline std::vector<float> read_floats(const tensor_file& file, const std::string& name) {
    auto numbers = file.values<float>(name);
    for (const float x : numbers)
        if (std::isinf(x)) file.refuse("tensor '" + name + "' has an infinite number; the file is damaged");
    return numbers;
}
inline data::vector_rows read_vector_rows(const tensor_file& file, const std::string& name, std::size_t width) {
    data::vector_rows rows{width, read_floats(file, name)};
    const auto& shape = file.tensors().find(name)->second.shape;
    if (shape.size() != 2 || shape[1] != width || width == 0)
        file.refuse("tensor '" + name + "' does not hold vectors of " + std::to_string(width) + " numbers, as the model reads them");
    return rows;
}

/// The column that a policy reads, with its categories.
template <class Policy>
data::event_column read_values(const tensor_file& file, const std::string& key, const Policy& policy) {
    const std::string name(policy.column_name());
    if constexpr (requires { policy.categories; }) {
        return {name, policy.categories, read_codes(file, key + ".codes", policy.categories->size())};
    } else if constexpr (input::kind_read<Policy> == data::column_kind::bags) {
        return {name, policy.terms->vocabulary_of_terms(), read_bags(file, key, policy.terms->size()), policy.terms->separator()};
    } else if constexpr (input::kind_read<Policy> == data::column_kind::vectors) {
        return {name, read_vector_rows(file, key + ".vectors", policy.width())};
    } else {
        return {name, read_floats(file, key + ".numbers")};
    }
}

inline std::string table_prefix(std::size_t table) { return "tables." + std::to_string(table) + "."; }

/// The tables of an input, which must live until the file is written: what its policies read, under "tables.<table>.", as
/// columns of events are; the values once a column; and the items, if the table has more of them than the model. `t` counts
/// the tables of a file.
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
            add_values(file, key, reader.table->column(name));
        });
        if (reader.table->size() != items.size()) add_vocabulary(file, reader.table->items(), prefix + "items");
    });
}

/// Gives the input the tables of the file. What was given before and differs is a fault.
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
            columns.push_back(read_values(file, key, policy));
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

/// f(input policy) for those of a model that may hold tables: its input, and what its output computes rows from.
template <class Policies, class F>
void for_each_input(Policies& policy, const F& f) {
    f(policy.input);
    if constexpr (requires { policy.output.item_input(); }) f(policy.output.item_input());
}

}  // namespace io::detail
NEXTCLICK_END_NAMESPACE
