// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <numeric>
#include <span>
#include <string>

#include "nextclick/core/no_policy.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/rows/copy.hpp"
#include "nextclick/simd/vector.hpp"

/// How the outputs h_k of streams are combined into one row (encoder::multi_stream), each with a fixed weight w_k (p-RNN,
/// docs/models.md 3.11). Disabled streams, always the last ones, have no h; their columns are zeros.
/// shapes    h_k (rows, H_k), y (rows, width of all); dh_k is overwritten
NEXTCLICK_BEGIN_NAMESPACE
namespace encoder::streams {

template <class J>
concept Join = requires {
    { J::one_width } -> std::convertible_to<bool>;  // of streams of one width
    { J::pair } -> std::convertible_to<bool>;       // of two streams
};
template <class Part>
struct no_join {
    static_assert(Join<Part>,
                  "encoder::multi_stream: the first argument combines the outputs: streams::concatenated, summed or interaction; it lacks "
                  "what follows (see encoder/streams.hpp)");
};
template <class Part>
using join_fault = fault_of_part<Join<Part>, Part, no_join<Part>>;

/// y = [w_0 h_0 ; w_1 h_1 ; ...]: with an item table of the same width, each stream has its own columns of the item rows.
struct concatenated {
    static constexpr bool one_width = false, pair = false;
    static std::string name() { return "concatenated"; }
    template <std::size_t N>
    static constexpr std::size_t width(const std::array<std::size_t, N>& of) {
        return std::accumulate(of.begin(), of.end(), std::size_t{0});
    }

    template <class T>
    static void forward(std::span<const double> w, std::span<const view<const T>> h, view<T> y) {
        for (std::size_t r = 0; r < y.rows; ++r) {
            T* to = y.row(r).data();
            for (std::size_t k = 0; k < h.size(); to += h[k++].cols) {
                std::copy_n(h[k].row(r).data(), h[k].cols, to);
                simd::scale(static_cast<T>(w[k]), std::span(to, h[k].cols));
            }
            std::fill(to, y.row(r).data() + y.cols, T(0));
        }
    }
    template <class T>
    static void backward(std::span<const double> w, std::span<const view<const T>>, view<const T> dy, std::span<const view<T>> dh) {
        for (std::size_t r = 0; r < dy.rows; ++r) {
            const T* from = dy.row(r).data();
            for (std::size_t k = 0; k < dh.size(); from += dh[k++].cols) {
                std::copy_n(from, dh[k].cols, dh[k].row(r).data());
                simd::scale(static_cast<T>(w[k]), dh[k].row(r));
            }
        }
    }
};

/// y = w_0 h_0 + w_1 h_1 + ..., for streams of one width, which share the item rows (p-RNN's shared-W).
struct summed {
    static constexpr bool one_width = true, pair = false;
    static std::string name() { return "summed"; }
    template <std::size_t N>
    static constexpr std::size_t width(const std::array<std::size_t, N>& of) {
        return of[0];
    }

    template <class T>
    static void forward(std::span<const double> w, std::span<const view<const T>> h, view<T> y) {
        for (std::size_t r = 0; r < y.rows; ++r) {
            std::fill_n(y.row(r).data(), y.cols, T(0));
            for (std::size_t k = 0; k < h.size(); ++k) simd::axpy(static_cast<T>(w[k]), h[k].row(r), y.row(r));
        }
    }
    template <class T>
    static void backward(std::span<const double> w, std::span<const view<const T>>, view<const T> dy, std::span<const view<T>> dh) {
        for (std::size_t k = 0; k < dh.size(); ++k) {
            copy_rows<T>(dy, dh[k]);
            for (std::size_t r = 0; r < dy.rows; ++r) simd::scale(static_cast<T>(w[k]), dh[k].row(r));
        }
    }
};

/// y = [w_0 h_0 ; w_1 (h_0 * h_1)], for two streams of one width: the second weights the elements of the first.
struct interaction {
    static constexpr bool one_width = true, pair = true;
    static std::string name() { return "interaction"; }
    template <std::size_t N>
    static constexpr std::size_t width(const std::array<std::size_t, N>& of) {
        return 2 * of[0];
    }

    template <class T>
    static void forward(std::span<const double> w, std::span<const view<const T>> h, view<T> y) {
        concatenated::forward<T>(w, h, y);
        for (std::size_t r = 0; r < y.rows && h.size() > 1; ++r) simd::multiply(h[0].row(r), y.row(r).last(h[1].cols));
    }
    template <class T>
    static void backward(std::span<const double> w, std::span<const view<const T>> h, view<const T> dy, std::span<const view<T>> dh) {
        concatenated::backward<T>(w, h, dy, dh);
        for (std::size_t r = 0; r < dy.rows && h.size() > 1; ++r) {
            simd::multiply_add(dh[1].row(r), h[1].row(r), dh[0].row(r));
            simd::multiply(h[0].row(r), dh[1].row(r));
        }
    }
};

}  // namespace encoder::streams
NEXTCLICK_END_NAMESPACE
