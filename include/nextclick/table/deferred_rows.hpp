// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <cstddef>
#include <span>

#include "nextclick/core/pass.hpp"
#include "nextclick/core/storage.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace table {

/// Gradients of distinct rows of a table, computed on demand, with the gradient of each item's bias. They are the gradients of
/// the rows that are scored, before a row map's `backward`.
template <class D, class T>
concept DeferredRows = requires(const D d, pass& run, view<T> rows, std::span<T> bias) {
    { d.size() } -> std::same_as<std::size_t>;
    { d.item(std::size_t{}) } -> std::same_as<item_index>;
    d.for_blocks(run, [](pass&, std::size_t, std::size_t) {});  // f(local, first, n), on several threads
    d.make(run, std::size_t{}, rows, bias);                     // the block at that row, once; empty outputs are skipped
    { d.surely_finite(double{}) } -> std::same_as<bool>;        // no element overflows or is NaN after multiplication by this factor
};

/// The deferred rows of a step without any.
template <class T>
struct nothing_deferred {
    static constexpr std::size_t size() { return 0; }
    static constexpr item_index item(std::size_t) { return no_item; }
    template <class F>
    void for_blocks(pass&, const F&) const {}
    void make(pass&, std::size_t, view<T>, std::span<T>) const {}
    static constexpr bool surely_finite(double) { return true; }
};
static_assert(DeferredRows<nothing_deferred<float>, float>);

}  // namespace table
NEXTCLICK_END_NAMESPACE
