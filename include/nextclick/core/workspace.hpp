// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

#include "nextclick/core/storage.hpp"

/// Memory for the intermediates of one batch or one click.
NEXTCLICK_BEGIN_NAMESPACE

/// A stack of bytes that grows to the size of the largest batch and is then reused without allocation. Views stay valid until
/// `reset()`. Not thread-safe: one workspace per thread.
class workspace {
public:
    workspace() = default;
    workspace(workspace&&) noexcept = default;
    workspace& operator=(workspace&&) noexcept = default;
    /// A copy starts empty, because the contents are temporary.
    workspace(const workspace&) : workspace() {}
    workspace& operator=(const workspace&) { return *this; }

    /// Uninitialised rows.
    template <class T>
    view<T> take(std::size_t rows, std::size_t cols) {
        return {take_span<T>(rows * cols).data(), rows, cols};
    }
    template <class T>
    view<T> take_zeros(std::size_t rows, std::size_t cols) {
        auto v = take<T>(rows, cols);
        std::fill_n(v.data, v.size(), T(0));
        return v;
    }
    template <class T>
    std::span<T> take_span(std::size_t n) {
        static_assert(std::is_trivially_copyable_v<T>);
        const std::size_t bytes = (n * sizeof(T) + cache_line - 1) / cache_line * cache_line;
        if (blocks_.empty() || used_ + bytes > blocks_.back().size()) grow(bytes);
        auto* p = reinterpret_cast<T*>(blocks_.back().data() + used_);
        used_ += bytes;
        return {p, n};
    }
    struct mark {
        std::size_t blocks = 0, used = 0;
    };
    /// Memory taken after `here()` can be freed with `release()`: scratch memory of one function.
    mark here() const { return {blocks_.size(), used_}; }
    void release(mark m) { used_ = blocks_.size() == m.blocks ? m.used : 0; }

    /// Creates workspaces child(0) .. child(n-1), one for each of n threads.
    void make_children(std::size_t n);
    workspace& child(std::size_t i) { return children_[i]; }

    /// Invalidates all views and merges the blocks that a larger batch allocated into one.
    void reset();
    std::size_t capacity() const;

private:
    void grow(std::size_t bytes);
    std::vector<aligned_vector<std::byte>> blocks_;
    std::vector<workspace> children_;
    std::size_t used_ = 0;
};

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/workspace.ipp"
#endif
