// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>

#include "nextclick/core/parallel.hpp"

/// How every optimiser walks a tensor: in parts, on several threads.
namespace nextclick::inline NEXTCLICK_ABI::optimizer::detail {

/// Elements of a dense tensor, and rows of a table, that one thread takes at a time.
inline constexpr std::size_t dense_block = 4096, row_block = 64;
/// Elements below which waking threads costs more than it saves.
inline constexpr std::size_t fewest_shared = 20'000;

template <class V>
auto part(V& v, std::size_t first, std::size_t n) {
    const std::span all(v);
    return v.empty() ? all : all.subspan(first, n);
}

/// Calls f(w, g, moments...) for consecutive parts: blocks of a dense tensor, the touched rows of a table. Moments that
/// do not exist come as empty spans. Elements do not mix, so the bits do not depend on the number of threads.
template <class F, class W, class D, class... M>
void for_each_part(const F& f, int threads, W& w, D& g, M&... moments) {
    const int team = g.data.size() < fewest_shared ? 1 : threads;
    if constexpr (requires { g.touched; }) {
        const std::size_t cols = w.cols;
        parallel_blocks(g.touched.size(), row_block, team, [&](std::size_t i, std::size_t end) {
            for (; i < end; ++i) {
                const std::size_t at = g.touched[i] * cols;
                f(part(w.data, at, cols), part(g.data, i * cols, cols), part(moments.data, at, cols)...);
            }
        });
    } else {
        parallel_blocks(w.data.size(), dense_block, team, [&](std::size_t i, std::size_t end) {
            f(part(w.data, i, end - i), part(g.data, i, end - i), part(moments.data, i, end - i)...);
        });
    }
}

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer::detail
