// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/initialise.hpp"
#include "nextclick/objective/full_softmax.hpp"
#include "nextclick/objective/streamed_rows.hpp"
#include "nextclick/parallel/gradient_bytes.hpp"
#include "nextclick/rows/dropout.hpp"
#include "nextclick/simd/instances.hpp"
#include "nextclick/table/gradient.hpp"

/// Instantiations that models of float share and that depend on no particular model. The target nextclick::kernels compiles them once
/// (instances.ipp); a program that links it does not compile them again.
#define NEXTCLICK_MODEL_INSTANCES(prefix)                                                                                             \
    prefix struct matrix<float>;                                                                                                      \
    prefix struct row_gradient<float>;                                                                                                \
    prefix void glorot_uniform<float>(matrix<float>&, random_stream, std::size_t);                                                    \
    prefix void normal<float>(matrix<float>&, random_stream, double);                                                                 \
    prefix void dropout_mask_from<float>(view<float>, double, random_stream, std::uint64_t, int);                                     \
    prefix view<float> row_dropout<float>(pass&, std::size_t, std::size_t, std::span<const std::uint32_t>, double, random_stream);    \
    prefix struct objective::streamed_rows<float>;                                                                                    \
    prefix struct objective::detail::running_softmax<float>;                                                                          \
    prefix void objective::detail::join_means<float>(pass&, std::span<const objective::detail::running_softmax<float>>, view<float>); \
    prefix void table::gradient<float>::add<objective::streamed_rows<float>>(const objective::streamed_rows<float>&, pass&) const;    \
    prefix void parallel::detail::add_tensor<float>(parallel::byte_writer&, const row_gradient<float>&);                              \
    prefix void parallel::detail::sum_tensor<float>(row_gradient<float>&, const row_gradient<float>&);                                \
    prefix void parallel::detail::sum_tensor<float>(row_gradient<float>&, parallel::byte_reader&, aligned_vector<float>&,             \
                                                    std::vector<item_index>&);

#ifdef NEXTCLICK_KERNELS
NEXTCLICK_BEGIN_NAMESPACE
NEXTCLICK_MODEL_INSTANCES(extern template)
NEXTCLICK_END_NAMESPACE
#endif
