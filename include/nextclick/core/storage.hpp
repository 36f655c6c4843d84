// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "nextclick/core/error.hpp"

/// Storage: cache-line aligned vectors, row-major matrices, and views of them. No arithmetic here.
NEXTCLICK_BEGIN_NAMESPACE

using item_index = std::uint32_t;  ///< index of an item inside a model, 0 .. items - 1; internal, unlike data::item_id
inline constexpr item_index no_item = std::numeric_limits<item_index>::max();

inline constexpr std::size_t cache_line = 64;

namespace detail {
std::size_t& room_left();
/// Storage aligned to cache lines, whatever the flags of the build; to huge pages if it is large.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* p, std::size_t bytes) noexcept;
}  // namespace detail

/// While this object exists, the calling thread can allocate at most so many bytes of aligned arrays; further allocations throw
/// std::bad_alloc. Used where sizes come from an untrusted file.
class memory_limit {
public:
    explicit memory_limit(std::size_t bytes) : before_(std::exchange(detail::room_left(), bytes)) {}
    memory_limit(const memory_limit&) = delete;
    memory_limit& operator=(const memory_limit&) = delete;
    ~memory_limit() { detail::room_left() = before_; }

private:
    std::size_t before_;
};

/// std::allocator with storage aligned to cache lines, whatever the flags of the build. Default-initialised elements are left
/// unset, so buffers that a product overwrites are not cleared first. Large arrays request huge pages (Linux), which avoids TLB
/// misses when a step reads scattered rows.
template <class T>
struct aligned_allocator {
    using value_type = T;
    aligned_allocator() = default;
    template <class U>
    aligned_allocator(const aligned_allocator<U>&) noexcept {}
    T* allocate(std::size_t n) { return static_cast<T*>(detail::allocate_aligned(n * sizeof(T))); }
    void deallocate(T* p, std::size_t n) noexcept { detail::free_aligned(p, n * sizeof(T)); }
    template <class U>
    void construct(U* p) noexcept(std::is_nothrow_default_constructible_v<U>) {
        ::new (static_cast<void*>(p)) U;
    }
    template <class U, class... Args>
    void construct(U* p, Args&&... args) {
        ::new (static_cast<void*>(p)) U(std::forward<Args>(args)...);
    }
    friend bool operator==(const aligned_allocator&, const aligned_allocator&) noexcept { return true; }
};

template <class T>
using aligned_vector = std::vector<T, aligned_allocator<T>>;

/// A non-owning view of row-major rows; `T` may be const.
template <class T>
struct view {
    T* data = nullptr;
    std::size_t rows = 0, cols = 0, stride = 0;  ///< stride: elements between the starts of two rows

    view() = default;
    view(T* p, std::size_t r, std::size_t c) : data(p), rows(r), cols(c), stride(c) {}
    view(T* p, std::size_t r, std::size_t c, std::size_t s) : data(p), rows(r), cols(c), stride(s) {}
    template <class U>
    requires(std::is_const_v<T> && std::is_same_v<U, std::remove_const_t<T>>)
    view(const view<U>& o) : data(o.data), rows(o.rows), cols(o.cols), stride(o.stride) {}

    std::span<T> row(std::size_t r) const {
        assert(r < rows);
        return {data + r * stride, cols};
    }
    T& operator()(std::size_t r, std::size_t c) const {
        assert(r < rows && c < cols);
        return data[r * stride + c];
    }
    view block(std::size_t first_row, std::size_t n) const {
        assert(first_row + n <= rows);
        return {data + first_row * stride, n, cols, stride};
    }
    view col_block(std::size_t first_col, std::size_t n) const {
        assert(first_col + n <= cols);
        return {data + first_col, rows, n, stride};
    }
    std::size_t size() const { return rows * cols; }
};

/// A dense parameter: every element changes in every step.
template <class T>
struct matrix {
    std::size_t rows = 0, cols = 0;
    aligned_vector<T> data;

    /// Sets the shape and fills with zeros. Throws `argument_error` for a shape that does not fit into memory.
    void resize(std::size_t r, std::size_t c) {
        if (c != 0 && r > data.max_size() / c) refuse(r, c);
        try {
            data.assign(r * c, T(0));
        } catch (const std::bad_alloc&) {
            if (detail::room_left() != static_cast<std::size_t>(-1)) throw;  // the owner of the memory_limit reports it
            refuse(r, c);
        }
        rows = r;
        cols = c;
    }
    std::span<T> row(std::size_t r) { return {data.data() + r * cols, cols}; }
    std::span<const T> row(std::size_t r) const { return {data.data() + r * cols, cols}; }
    T& operator()(std::size_t r, std::size_t c) { return data[r * cols + c]; }
    const T& operator()(std::size_t r, std::size_t c) const { return data[r * cols + c]; }
    operator view<T>() { return {data.data(), rows, cols}; }
    operator view<const T>() const { return {data.data(), rows, cols}; }

private:
    [[noreturn]] static void refuse(std::size_t r, std::size_t c) {
        throw argument_error("a parameter of " + std::to_string(r) + " x " + std::to_string(c) +
                             " numbers does not fit into memory; give the model smaller widths, or fewer items");
    }
};

/// A table with one row per item, of which a step touches few. Same layout as `matrix`; the type marks its gradient as row-sparse.
template <class T>
struct row_table : matrix<T> {};

/// A set of rows of a table, in order of first touch.
/// memory    4 bytes a row of the table and 4 a touched row; clear() visits touched rows only
struct row_set {
    std::vector<item_index> touched;  ///< rows, in order of first touch
    std::vector<item_index> slot;     ///< row -> position in `touched`, or `no_item`

    void resize(std::size_t rows);
    /// Adds the row if it is not in the set; returns its position in `touched`.
    std::size_t touch(item_index r);
    void clear();
};

/// The gradient of a `row_table`: only the rows that a step touched.
template <class T>
struct row_gradient : row_set {
    std::size_t rows = 0, cols = 0;
    aligned_vector<T> data;  ///< (touched.size(), cols)

    void resize(std::size_t r, std::size_t c) {
        rows = r;
        cols = c;
        row_set::resize(r);
        data.clear();
    }
    /// Returns the row's position in `touched`; a first touch adds a row of zeros.
    std::size_t touch(item_index r) {
        assert(r < rows);
        const std::size_t position = row_set::touch(r);
        if (touched.size() * cols > data.size()) data.resize(touched.size() * cols, T(0));
        return position;
    }
    std::span<T> at(std::size_t position) { return {data.data() + position * cols, cols}; }
    std::span<const T> at(std::size_t position) const { return {data.data() + position * cols, cols}; }
    /// The gradient of row r, added to the set if needed: duplicates of an item in a batch add to one row.
    std::span<T> row(item_index r) { return at(touch(r)); }
    void clear() {
        row_set::clear();
        data.clear();
    }
    /// Removes the touched rows whose `done` is not 0; the others keep their order.
    void drop(std::span<const char> done) {
        assert(done.size() == touched.size());
        std::size_t kept = 0;
        for (std::size_t i = 0; i < done.size(); ++i) {
            slot[touched[i]] = done[i] ? no_item : static_cast<item_index>(kept);
            if (done[i]) continue;
            if (kept != i) std::copy_n(at(i).data(), cols, at(kept).data());
            touched[kept++] = touched[i];
        }
        touched.resize(kept);
        data.resize(kept * cols);
    }
};

/// The default form of a table's rows: the type that computations use. Other forms: core/stored.hpp.
struct uncompressed {
    template <class T>
    using element = T;
    static constexpr const char* name() { return ""; }
};

/// The three kinds of a pack of parameters: the values themselves (and copies of them), their gradients, and the moments of an
/// optimiser. A table may store its values in another form than T; gradients and moments are T.
template <class T>
struct values {
    using scalar = T;
    using dense = matrix<T>;
    using rows = row_table<T>;
    template <class Form>
    using rows_in = row_table<typename Form::template element<T>>;
};
template <class T>
struct gradients {
    using scalar = T;
    using dense = matrix<T>;
    using rows = row_gradient<T>;
    template <class>
    using rows_in = row_gradient<T>;
};
template <class T>
struct moments {
    using scalar = T;
    using dense = matrix<T>;
    using rows = row_table<T>;
    template <class>
    using rows_in = row_table<T>;
};

NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/core/storage.ipp"
#endif
