// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/core/fields.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/parallel/communicator.hpp"
#include "nextclick/simd/vector.hpp"

/// Serialised gradients, and their sums. Gradients are added element by element in the order given, so the bits of a sum depend
/// only on that order.
NEXTCLICK_BEGIN_NAMESPACE
namespace parallel {

/// Writes numbers one after another; each array begins on a cache line.
class byte_writer {
public:
    void clear() { bytes_.clear(); }
    template <class T>
    void add(std::span<const T> numbers) {
        static_assert(std::is_trivially_copyable_v<T>);
        const std::size_t at = bytes_.size(), n = numbers.size_bytes();
        bytes_.resize(at + (n + cache_line - 1) / cache_line * cache_line);
        if (n > 0) std::memcpy(bytes_.data() + at, numbers.data(), n);
        std::memset(bytes_.data() + at + n, 0, bytes_.size() - at - n);
    }
    template <class T>
    void add(const T& number) {
        add(std::span<const T>(&number, 1));
    }
    std::span<const std::byte> bytes() const { return bytes_; }

private:
    aligned_vector<std::byte> bytes_;
};

/// Reads what byte_writer wrote. Throws `rank_error` if the bytes end too soon.
class byte_reader {
public:
    explicit byte_reader(std::span<const std::byte> bytes) : rest_(bytes) {}
    bool empty() const { return rest_.empty(); }
    template <class T>
    void take(std::span<T> to) {
        const std::size_t n = to.size_bytes(), room = (n + cache_line - 1) / cache_line * cache_line;
        if (room > rest_.size()) throw rank_error("the ranks train different models or logs: the message of a rank is too short");
        if (n > 0) std::memcpy(to.data(), rest_.data(), n);
        rest_ = rest_.subspan(room);
    }
    template <class T>
    T take() {
        T number;
        take(std::span<T>(&number, 1));
        return number;
    }

private:
    std::span<const std::byte> rest_;
};

/// Reads the header of a rank's message. Throws `rank_error` with the positions of the two ranks if it differs from `own`.
void take_header(byte_reader& from, std::size_t rank, const message_header& own);

namespace detail {
template <class T>
void add_tensor(byte_writer& to, const matrix<T>& g) {
    to.add(std::span<const T>(g.data));
}
template <class T>
void add_tensor(byte_writer& to, const row_gradient<T>& g) {
    to.add(std::uint64_t{g.touched.size()});
    to.add(std::span<const item_index>(g.touched));
    to.add(std::span<const T>(g.data));
}
template <class T>
void sum_tensor(matrix<T>& total, const matrix<T>& part) {
    simd::add(std::span<const T>(part.data), std::span<T>(total.data));
}
template <class T>
void sum_tensor(row_gradient<T>& total, const row_gradient<T>& part) {
    for (std::size_t i = 0; i < part.touched.size(); ++i) simd::add(part.at(i), total.row(part.touched[i]));
}
template <class T>
void sum_tensor(matrix<T>& total, byte_reader& from, aligned_vector<T>& scratch, std::vector<item_index>&) {
    scratch.resize(total.data.size());
    from.take(std::span<T>(scratch));
    simd::add(std::span<const T>(scratch), std::span<T>(total.data));
}
template <class T>
void sum_tensor(row_gradient<T>& total, byte_reader& from, aligned_vector<T>& scratch, std::vector<item_index>& rows) {
    const auto n = from.take<std::uint64_t>();
    if (n > total.rows) throw rank_error("the ranks train different models: a gradient has more rows than the table");
    rows.resize(n);
    scratch.resize(n * total.cols);
    from.take(std::span<item_index>(rows));
    from.take(std::span<T>(scratch));
    for (std::size_t i = 0; i < n; ++i) {
        if (rows[i] >= total.rows) throw rank_error("the ranks train different models: a gradient has a row that the table lacks");
        simd::add(std::span<const T>(scratch).subspan(i * total.cols, total.cols), total.row(rows[i]));
    }
}
}  // namespace detail

/// Writes gradients: all of a dense tensor, the touched rows of a table.
template <class T>
void add_gradients(byte_writer& to, const gradient_list<T>& from) {
    for (const gradient_tensor<T>& g : from) g.dense != nullptr ? detail::add_tensor(to, *g.dense) : detail::add_tensor(to, *g.rows);
}
/// Adds gradients of the same shapes, or what add_gradients wrote of them, to `total`.
template <class T>
void sum_gradients(const gradient_list<T>& total, const gradient_list<T>& part) {
    for (std::size_t i = 0; i < total.size(); ++i) {
        if (total[i].dense != nullptr)
            detail::sum_tensor(*total[i].dense, *part[i].dense);
        else
            detail::sum_tensor(*total[i].rows, *part[i].rows);
    }
}
template <class T>
void sum_gradients(const gradient_list<T>& total, byte_reader& from) {
    std::vector<item_index> rows;
    aligned_vector<T> scratch;
    for (const gradient_tensor<T>& to : total) {
        if (to.dense != nullptr)
            detail::sum_tensor(*to.dense, from, scratch, rows);
        else
            detail::sum_tensor(*to.rows, from, scratch, rows);
    }
}

}  // namespace parallel
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/parallel/gradient_bytes.ipp"
#endif
