// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Eigen/Core>
#include <type_traits>

#include "nextclick/core/storage.hpp"

/// Views as Eigen maps, for users of Eigen: weights, queries, gradients, without a copy. Not part of simd.hpp,
/// because the library's own products do not use Eigen (docs/rationale.md).
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// The same numbers, row-major with the view's stride; for a `view<const T>` a read-only map.
template <class T>
auto as_eigen(view<T> v) {
    using matrix = Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    using mapped = std::conditional_t<std::is_const_v<T>, const matrix, matrix>;
    return Eigen::Map<mapped, Eigen::Unaligned, Eigen::OuterStride<>>(v.data, static_cast<Eigen::Index>(v.rows),
                                                                      static_cast<Eigen::Index>(v.cols),
                                                                      Eigen::OuterStride<>(static_cast<Eigen::Index>(v.stride)));
}

}  // namespace simd
NEXTCLICK_END_NAMESPACE
