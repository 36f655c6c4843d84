// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/parallel.hpp"

/// How every optimiser walks a model: tensors, and parts of tensors on several threads.
namespace nextclick::inline NEXTCLICK_ABI::optimizer::detail {

/// f(tensor, same tensor of the other packs...) in the order of `for_each_parameter`, without spelling paths: a step
/// must not allocate, not even for a name that nobody reads.
template <class F, class P, class... Same>
void for_each_tensor(const F& f, P& p, Same&... same) {
    const auto visit = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
        using nextclick::detail::member;
        if constexpr (Parameters<decltype(member<I>(p))>)
            for_each_tensor(f, member<I>(p), member<I>(same)...);
        else
            f(member<I>(p), member<I>(same)...);
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (visit(std::integral_constant<std::size_t, I>{}), ...);
    }(std::make_index_sequence<std::tuple_size_v<decltype(std::remove_cvref_t<P>::fields())>>{});
}

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
