// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <Eigen/Core>
#include <type_traits>

#include "nextclick/core/storage.hpp"

/// Views as Eigen maps, for users who go on with Eigen: weights, queries, gradients, without a copy. Apart from simd.hpp,
/// since the library's own products do not go through Eigen (docs/rationale.md).
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {

/// The same numbers, row-major with the view's stride; of a `view<const T>` a map to read only.
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
