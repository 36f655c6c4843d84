// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <numeric>
#include <string>
#include <type_traits>
#include <vector>

#include "nextclick/check/forward_backward.hpp"
#include "nextclick/check/lanes.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE

namespace check {

/// n random items below `items`, with repetitions.
std::vector<item_index> drawn_items(std::size_t n, std::size_t items);
/// Number of items of an input: that of its table (input::of_item), or that of the options.
template <class Input>
std::size_t items_of(const Input& policy, const check_options& options) {
    std::size_t items = options.items;
    nextclick::input::for_each_table(policy, [&](const auto& reader) {
        if (reader.table != nullptr) items = reader.table->size();
    });
    return items;
}
/// Sets the categories and terms that policies which read columns lack.
template <class Input>
void fit(Input& policy) {
    nextclick::input::for_each_column(
        policy, [](auto& reader) { nextclick::input::column_kind_of<std::remove_reference_t<decltype(reader)>>::fill_vocabulary(reader); });
}

/// Random columns of the kinds that an input reads, with missing values.
class columns {
public:
    explicit columns(std::size_t rows) : rows_(rows) {}
    template <class Input>
    columns(const Input& policy, std::size_t rows) : rows_(rows) {
        nextclick::input::for_each_column(policy, [this](const auto& reader) { add(reader.required()); });
    }
    /// A column of numbers from 0 to 1, as a head reads labels.
    void add_labels(std::string_view name);
    std::span<const column_rows> all() const { return all_; }

private:
    std::size_t rows_;
    random_stream random_{7, 9};
    workspace memory_;
    std::vector<column_rows> all_;

    void add(const data::required_column& required);
};

/// Parameters of an input, folded or not. A layer that reads folded rows is `options.width` wide; each further stream is wider.
template <class Input, class P>
void initialise_input(const Input& policy, P& p, std::size_t items, const check_options& options) {
    const random_stream random{1, 1};
    if constexpr (nextclick::input::stream_count<Input> != 0) {
        std::array<folded_part, nextclick::input::stream_count<Input>> parts{};
        for (std::size_t k = 0; k < parts.size(); ++k) parts[k] = {options.width + k, 1};
        policy.initialise_folded(p, items, parts, random);
    } else if constexpr (Input::folded) {
        policy.initialise_folded(p, items, options.width, 1, random);
    } else {
        policy.initialise(p, items, random);
    }
}

}  // namespace check

/// Checks an input: gradients of its parameters, on repeated items and random columns of the kinds that it reads, with missing values;
/// with dropout and without. Categories and terms that a policy lacks are generated; a table of items (input::of_item) must be given.
template <input::Combinable Input>
gradient_report check_policy(const Input& given, const check_options& options = {}) {
    gradient_report report;
    Input policy = given;
    check::fit(policy);
    const check::lanes batch(options.lengths);
    const std::size_t items = check::items_of(policy, options);
    const std::vector<item_index> item = check::drawn_items(batch.rows(), items);
    const check::columns columns(policy, batch.rows());
    const event_rows rows{batch.steps(), item, item, {}, batch.rows(), columns.all()};
    for (const bool training : {true, false}) {
        auto both = check::forward_backward_of<Input>(options, [&](auto& p) { check::initialise_input(policy, p, items, options); });
        both.training = training;
        typename Input::template tape<double> tape;
        report.include(both.compare(
            {}, [&](pass& run) -> view<const double> { return policy.forward(both.parameters, run, rows, tape); },
            [&](pass& run, auto& g, view<const double> dx) { policy.backward(both.parameters, g, run, rows, dx, tape); }));
    }
    return report;
}
/// Selected for what does not state what it reads.
template <input::Input Input>
gradient_report check_policy(const Input&, const check_options& = {}) {
    static_assert(sizeof(input::part_fault<Input>) > 0);
    return {};
}

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/check/input.ipp"
#endif
