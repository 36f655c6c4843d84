// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/core/stored.hpp"
#include "nextclick/simd/vector.hpp"

/// How every optimiser iterates over a tensor: in parts, on several threads.
NEXTCLICK_BEGIN_NAMESPACE
namespace optimizer::detail {

/// Elements of a dense tensor, and rows of a table, that one thread processes at a time.
inline constexpr std::size_t dense_block = 4096, row_block = 64;
/// Number of elements below which waking threads costs more than it saves.
inline constexpr std::size_t min_parallel_elements = 20'000;
inline constexpr std::size_t min_parallel_scalars = 1'000;  // for rows of a single element, which are scattered in memory

template <class V>
auto part(V& v, std::size_t first, std::size_t n) {
    const std::span all(v);
    return v.empty() ? all : all.subspan(first, n);
}

/// Random stream for the rounding of weights stored in another element type; every row of a step forks its own.
inline random_stream rounding_of(std::uint64_t step) { return {0x5eed, step}; }

/// f(w, g, moments...) on a row, or a part of it, whose weights may be stored in another element type.
template <class F, class E, class G, class... M>
void step_stored(const F& f, [[maybe_unused]] random_stream rounding, [[maybe_unused]] item_index row, std::span<E> w, std::span<G> g,
                 std::span<M>... moments) {
    if constexpr (!is_compressed<E>)
        f(w, g, moments...);
    else
        on_numbers(w, rounding.fork(row), [&](auto numbers, std::size_t first) {
            f(numbers, part(g, first, numbers.size()), part(moments, first, numbers.size())...);
        });
}

/// Calls f(w, g, moments...) for consecutive parts: blocks of a dense tensor, the touched rows of a table. Moments that
/// do not exist are empty spans. Elements are independent, so the bits do not depend on the number of threads.
template <class F, class W, class D, class... M>
void for_each_part(const F& f, int threads, random_stream rounding, W& w, D& g, M&... moments) {
    const int team = g.data.size() < min_parallel_elements ? 1 : threads;
    if constexpr (requires { g.touched; }) {
        const std::size_t cols = w.cols;
        for_each_block(g.touched.size(), row_block, team, [&](std::size_t i, std::size_t end) {
            constexpr std::size_t ahead = 3;
            for (; i < end; ++i) {
                if (i + ahead < end) {  // rows are scattered in memory
                    const std::size_t next = g.touched[i + ahead] * cols;
                    simd::prefetch(part(w.data, next, cols));
                    (simd::prefetch(part(moments.data, next, cols)), ...);
                }
                const std::size_t at = g.touched[i] * cols;
                step_stored(f, rounding, g.touched[i], part(w.data, at, cols), part(g.data, i * cols, cols),
                            part(moments.data, at, cols)...);
            }
        });
    } else {
        for_each_block(w.data.size(), dense_block, team, [&](std::size_t i, std::size_t end) {
            f(part(w.data, i, end - i), part(g.data, i, end - i), part(moments.data, i, end - i)...);
        });
    }
}

/// The same for rows of a single element, such as biases: gathered, stepped in vectors and written back.
/// rule(w, g, first, second); g[i] belongs to rows[i], and no row is repeated.
template <class Rule, class T>
void step_scalars(const Rule& rule, std::span<const item_index> rows, std::span<const T> g, std::span<T> w, std::span<T> first,
                  std::span<T> second) {
    T buffer[3][row_block];
    const std::span<T> tensors[3] = {w, first, second};
    for (std::size_t i = 0; i < rows.size(); i += row_block) {
        const std::size_t n = std::min(row_block, rows.size() - i);
        std::span<T> part[3];
        for (std::size_t t = 0; t < 3; ++t) {
            if (tensors[t].empty()) continue;
            part[t] = {buffer[t], n};
            for (std::size_t j = 0; j < n; ++j) buffer[t][j] = tensors[t][rows[i + j]];
        }
        rule(part[0], g.subspan(i, n), part[1], part[2]);
        for (std::size_t t = 0; t < 3; ++t)
            for (std::size_t j = 0; j < part[t].size(); ++j) tensors[t][rows[i + j]] = buffer[t][j];
    }
}

}  // namespace optimizer::detail
NEXTCLICK_END_NAMESPACE
