// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <string>

#include "nextclick/core/config.hpp"
#include "nextclick/simd/vector.hpp"

/// A row map changes the rows of an item table where they are scored, and nowhere else: rows that an input looks up, and rows in a
/// file, are those stored. An output names its map: `using row_map = table::unit_length;`.
NEXTCLICK_BEGIN_NAMESPACE
namespace table {

template <class M>
concept RowMap = requires(std::span<const float> stored, std::span<float> row) {
    { M::identity } -> std::convertible_to<bool>;
    { M::name() } -> std::convertible_to<std::string>;          // part of a model's signature
    M::forward(row);                                            // a stored row becomes the row that is scored
    M::backward(stored, row);                                   // the gradient of the scored row becomes the gradient of the stored row
    { M::max_gradient_factor } -> std::convertible_to<double>;  // `backward` multiplies the length of a gradient by at most this factor
};

/// Rows are scored as they are stored.
struct as_stored {
    static constexpr bool identity = true;
    static std::string name() { return "as_stored"; }
    static constexpr double max_gradient_factor = 1;
    template <class T>
    static void forward(std::span<T>) {}
    template <class T>
    static void backward(std::span<const T>, std::span<T>) {}
};
static_assert(RowMap<as_stored>);

/// Rows are scored at length 1, u = e / max(|e|, 1e-12). A row of zeros is unchanged, and has no gradient.
/// backward: de = (du - u (u . du)) / |e|
struct unit_length {
    static constexpr bool identity = false;
    static std::string name() { return "unit_length"; }
    static constexpr double shortest = 1e-12, max_gradient_factor = 1 / shortest;
    template <class T>
    static void forward(std::span<T> row) {
        if (const T length = length_of<T>(row); length > 0) simd::scale(1 / std::max(length, static_cast<T>(shortest)), row);
    }
    template <class T>
    static void backward(std::span<const T> stored, std::span<T> gradient) {
        const T length = length_of<T>(stored), by = std::max(length, static_cast<T>(shortest));
        if (length == 0) return std::fill(gradient.begin(), gradient.end(), T(0));
        if (length >= by) {  // otherwise the map is linear
            const T along = simd::dot(stored, std::span<const T>(gradient)) / length / length;
            simd::axpy(-along, stored, gradient);
        }
        simd::scale(1 / by, gradient);
    }

private:
    template <class T>
    static T length_of(std::span<const T> row) {
        return std::sqrt(simd::sum_squares(row));
    }
};
static_assert(RowMap<unit_length>);

}  // namespace table
NEXTCLICK_END_NAMESPACE
