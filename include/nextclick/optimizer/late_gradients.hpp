// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>

#include "nextclick/core/fields.hpp"
#include "nextclick/core/pass.hpp"
#include "nextclick/simd/vector.hpp"

/// Gradients of rows of a table that are computed when they are used.
namespace nextclick::inline NEXTCLICK_ABI::optimizer {

/// Rows of a gradient, each of another item, that are made when somebody asks, and one bias gradient beside each.
template <class L, class T>
concept LateRows = requires(const L l, pass& run, view<T> rows, std::span<T> bias) {
    { l.size() } -> std::same_as<std::size_t>;
    { l.item(std::size_t{}) } -> std::same_as<item_index>;
    l.for_blocks(run, [](pass&, std::size_t, std::size_t) {});  // f(part, first, n), on several threads
    l.make(run, std::size_t{}, rows, bias);                     // of the block that starts there, once; not what is empty
    { l.surely_finite() } -> std::same_as<bool>;                // no row can hold an infinity or NaN
};

/// Where a step leaves nothing for later.
template <class T>
struct no_late_rows {
    static constexpr std::size_t size() { return 0; }
    static constexpr item_index item(std::size_t) { return no_item; }
    template <class F>
    void for_blocks(pass&, const F&) const {}
    void make(pass&, std::size_t, view<T>, std::span<T>) const {}
    static constexpr bool surely_finite() { return true; }
};
static_assert(LateRows<no_late_rows<float>, float>);

/// Adds the late rows to gradients, for whoever wants to see them whole. Either may be null; nothing is made for it.
template <class T, LateRows<T> Late>
void add_late(const Late& late, row_gradient<T>* g, row_gradient<T>* g_bias, pass& run) {
    if (g == nullptr && g_bias == nullptr) return;
    for (std::size_t j = 0; j < late.size(); ++j) {
        if (g != nullptr) g->touch(late.item(j));
        if (g_bias != nullptr) g_bias->touch(late.item(j));
    }
    late.for_blocks(run, [&](pass& part, std::size_t first, std::size_t n) {
        const auto mark = part.memory.here();
        const auto made = part.memory.template take<T>(n, g == nullptr ? 0 : g->cols);
        const auto bias = part.memory.template take_span<T>(g_bias == nullptr ? 0 : n);
        late.make(part, first, made, bias);
        for (std::size_t j = 0; j < n; ++j) {
            const item_index item = late.item(first + j);
            if (g != nullptr) simd::add(made.row(j), g->at(g->slot[item]));
            if (g_bias != nullptr) g_bias->at(g_bias->slot[item])[0] += bias[j];
        }
        part.memory.release(mark);
    });
}

}  // namespace nextclick::inline NEXTCLICK_ABI::optimizer
