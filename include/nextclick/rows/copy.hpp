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

/// Rows copied from here to there.
NEXTCLICK_BEGIN_NAMESPACE

/// shapes  from as `to`, or with more rows
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
/// Row i of the result is row which[i].
template <class T>
view<T> gathered_rows(workspace& memory, std::type_identity_t<view<const T>> from, std::span<const std::uint32_t> which) {
    const auto to = memory.take<T>(which.size(), from.cols);
    for (std::size_t i = 0; i < to.rows; ++i) std::copy_n(from.row(which[i]).data(), to.cols, to.row(i).data());
    return to;
}
/// Row which[i] of `to` becomes row i.
template <class T>
void scatter_rows(std::type_identity_t<view<const T>> from, std::span<const std::uint32_t> which, view<T> to) {
    for (std::size_t i = 0; i < which.size(); ++i) std::copy_n(from.row(i).data(), to.cols, to.row(which[i]).data());
}

NEXTCLICK_END_NAMESPACE
