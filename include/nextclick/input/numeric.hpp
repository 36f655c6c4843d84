// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <string>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fixed_string.hpp"
#include "nextclick/input/column.hpp"
#include "nextclick/input/concept.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace input {

/// A number as x = (value - shift) * scale; 0 where it is missing (NaN). No parameters. Shift and scale are stored
/// in the model's file.
/// shapes    x (rows, 1)
template <fixed_string Column>
struct numeric {
    double scale = 1, shift = 0;

    static constexpr bool folded = false;
    static constexpr history::need reads{};
    static constexpr std::size_t columns = 1;
    using column_kind = data::kind::numeric;
    static std::string name() { return "numeric<" + std::string(Column.view()) + ">"; }
    static constexpr auto options() { return field_list{field{"scale", &numeric::scale}, field{"shift", &numeric::shift}}; }
    static constexpr auto column_options() { return options(); }  ///< stored with the tensors of a file
    template <class S>
    using parameters = no_parameters;
    template <class T>
    struct tape {};

    constexpr std::size_t width() const { return 1; }
    constexpr cost::layer cost(std::size_t) const { return {}; }
    static constexpr std::string_view column_name() { return Column.view(); }
    data::required_column required() const { return {column_name(), "input::" + name(), column_kind::of(*this)}; }

    void initialise(no_parameters&, std::size_t, random_stream) const {
        if (!std::isfinite(scale) || !std::isfinite(shift))
            throw argument_error("input::" + name() + ": scale " + std::to_string(scale) + " and shift " + std::to_string(shift) +
                                 " must be finite");
    }

    template <class T>
    view<const T> forward(const no_parameters&, pass& run, const event_rows& rows, tape<T>&) const {
        const auto numbers = detail::column_of<data::kind::numeric>(*this, rows, column_name()).numbers;
        const auto x = run.memory.take<T>(numbers.size(), 1);
        for (std::size_t r = 0; r < numbers.size(); ++r)
            x.data[r] = std::isnan(numbers[r]) ? T(0) : static_cast<T>((static_cast<double>(numbers[r]) - shift) * scale);
        return x;
    }
    template <class T>
    void backward(const no_parameters&, no_parameters&, pass&, const event_rows&, view<const T>, const tape<T>&) const {}
};
static_assert(Input<numeric<"Price">>);

}  // namespace input
NEXTCLICK_END_NAMESPACE
