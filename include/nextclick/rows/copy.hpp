// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "nextclick/core/storage.hpp"
#include "nextclick/core/workspace.hpp"
#include "nextclick/simd/vector.hpp"

/// Copies and sums of rows.
NEXTCLICK_BEGIN_NAMESPACE

/// shapes  `from` has the width of `to` and at least its rows
template <class T>
void copy_rows(std::type_identity_t<view<const T>> from, view<T> to) {
    assert(from.rows >= to.rows && from.cols == to.cols);
    for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.row(i).data(), to.cols, to.row(i).data());
}
template <class T>
view<T> copied_rows(workspace& memory, view<const T> from) {
    const auto to = memory.take<T>(from.rows, from.cols);
    copy_rows<T>(from, to);
    return to;
}
/// Returns a copy in which row i is row which[i] of `from`.
template <class T>
view<T> gathered_rows(workspace& memory, std::type_identity_t<view<const T>> from, std::span<const std::uint32_t> which) {
    const auto to = memory.take<T>(which.size(), from.cols);
    for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.row(which[i]).data(), to.cols, to.row(i).data());
    return to;
}
/// Copies row i of `from` to row which[i] of `to`.
template <class T>
void scatter_rows(std::type_identity_t<view<const T>> from, std::span<const std::uint32_t> which, view<T> to) {
    for (std::size_t i = 0; i < which.size(); ++i) std::copy_n(from.row(i).data(), to.cols, to.row(which[i]).data());
}
/// to += from, row by row.   shapes  as copy_rows
template <class T>
void add_rows(std::type_identity_t<view<const T>> from, view<T> to) {
    assert(from.rows >= to.rows && from.cols == to.cols);
    for (std::size_t i = 0; i < to.rows; ++i) simd::add<simd::default_arch, T>(from.row(i), to.row(i));
}
/// Adds row i of `from` to row which[i] of `to`.
template <class T>
void scatter_add_rows(std::type_identity_t<view<const T>> from, std::span<const std::uint32_t> which, view<T> to) {
    for (std::size_t i = 0; i < which.size(); ++i) simd::add<simd::default_arch, T>(from.row(i), to.row(which[i]));
}
/// sum (cols) += every row of `rows`, in order.
template <class T>
void add_up_rows(std::type_identity_t<view<const T>> rows, std::span<T> sum) {
    for (std::size_t i = 0; i < rows.rows; ++i) simd::add<simd::default_arch, T>(rows.row(i), sum);
}

NEXTCLICK_END_NAMESPACE
