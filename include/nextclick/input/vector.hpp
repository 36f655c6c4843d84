// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// A vector of an image, a text, a sound: x = v, or v / |v| with `unit_length`; zeros where it is missing.
/// No parameters: add encoder::dense for a projection. Usually an attribute of items:
/// of_item<vector<"Image", 128>>, with a table of data::read_vectors. `unit_length` is stored in the model's file.
/// shapes    x (rows, D).   cost  a vector read an event
template <fixed_string Column, std::size_t Width = dynamic>
struct vector {
    [[no_unique_address]] extent<Width> units{};
    bool unit_length = false;

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::vectors;
    static std::string name() { return "vector<" + std::string(Column.view()) + ">"; }
    static constexpr auto options() { return field_list{field{"units", &vector::units}, field{"unit_length", &vector::unit_length}}; }
    static constexpr auto column_options() { return field_list{field{"unit_length", &vector::unit_length}}; }
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return units; }
    constexpr cost::layer cost(std::size_t) const { return {.gathered = units}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    void initialise(no_parameters&, std::size_t, random_stream) const {
        if (units == 0) throw argument_error("input::" + name() + ": units is 0; give the width of the vectors");
    }

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const event_rows& rows, tape<T>&) const {
        const view<const float> from = detail::column_of<data::kind::vectors>(*this, rows, column_name()).vectors;
        if (from.cols != units)
            throw argument_error("input::" + name() + ": the vectors of the batch have " + std::to_string(from.cols) +
                                 " numbers, and units is " + std::to_string(units) + "; give both one width");
        const auto x = run.memory.take<T>(from.rows, from.cols);
        for (std::size_t r = 0; r < from.rows; ++r) {
            const T scale = scale_of<T>(from.row(r));
            for (std::size_t c = 0; c < from.cols; ++c) x(r, c) = scale == T(0) ? T(0) : static_cast<T>(from(r, c)) * scale;
        }
        return x;
    }
    template <class T>
    void backward(const no_parameters&, no_parameters&, pass&, const event_rows&, view<const T>, const tape<T>&) const {}

private:
    /// 0 for a missing vector, and for one of length 0.
    template <class T>
    T scale_of(std::span<const float> v) const {
        if (std::isnan(v[0])) return T(0);
        if (!unit_length) return T(1);
        double squares = 0;
        for (const float a : v) squares += static_cast<double>(a) * static_cast<double>(a);
        return squares > 0 ? static_cast<T>(1 / std::sqrt(squares)) : T(0);
    }
};
static_assert(Input<vector<"Image", 8>> && !HasItemTable<vector<"Image", 8>>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
