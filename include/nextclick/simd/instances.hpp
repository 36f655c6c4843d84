// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/simd/gates.hpp"
#include "nextclick/simd/matvec.hpp"
#include "nextclick/simd/product.hpp"
#include "nextclick/simd/random.hpp"
#include "nextclick/simd/rank_by_query.hpp"
#include "nextclick/simd/softmax.hpp"
#include "nextclick/simd/softmax_by_query.hpp"
#include "nextclick/simd/step.hpp"
#include "nextclick/simd/top_k.hpp"

/// The kernels for this instruction set that nearly every model calls, in float, and the products in double, which gradient checks
/// call. The target nextclick::kernels compiles them once (instances.ipp); a program that links it does not compile them again.
#define NEXTCLICK_PRODUCT_INSTANCES(prefix, T)                                                                                             \
    prefix packed<T> pack<default_arch, T>(view<const T>, std::span<T>, int);                                                              \
    prefix packed<T> pack_transposed<default_arch, T>(view<const T>, std::span<T>, int);                                                   \
    prefix void product<default_arch, T>(view<const T>, view<const T>, view<T>, write, int);                                               \
    prefix void product<default_arch, T>(view<const T>, packed<T>, view<T>, const T*, int);                                                \
    prefix void product_plus<default_arch, T>(view<const T>, view<const T>, std::span<const T>, view<T>, int, const detail::leave_as_is&); \
    prefix void product_tn<default_arch, T>(view<const T>, packed<T>, view<T>, write, int);                                                \
    prefix void product_tn<default_arch, T>(view<const T>, view<const T>, view<T>, write, int);                                            \
    prefix void product_nt<default_arch, T>(view<const T>, view<const T>, view<T>, workspace&, write, int);                                \
    prefix void product_tall<default_arch, T>(packed<T>, view<const T>, view<T>, const T*, write, view<const T>);                          \
    prefix void detail::any_panel<default_arch, T>(std::size_t, std::size_t, detail::left<T>, const T*, std::size_t, detail::sums<T>,      \
                                                   std::size_t, detail::prefetched_rows);                                                  \
    prefix void transpose<write::overwrite, T>(view<const T>, view<T>);                                                                    \
    prefix void transpose<write::accumulate, T>(view<const T>, view<T>);                                                                   \
    prefix void matvec<default_arch, T>(view<const T>, std::span<const T>, std::span<T>, const T*);                                        \
    prefix void matvec_rows<default_arch, T>(view<const T>, std::span<const item_index>, std::span<const T>, std::span<T>, const T*);

#define NEXTCLICK_SIMD_INSTANCES(prefix)                                                                                                   \
    NEXTCLICK_PRODUCT_INSTANCES(prefix, float)                                                                                             \
    NEXTCLICK_PRODUCT_INSTANCES(prefix, double)                                                                                            \
    prefix void count_by_query<default_arch, float>(view<const float>, std::span<const float>, std::span<std::uint32_t>,                   \
                                                    std::span<std::uint32_t>);                                                             \
    prefix void max_by_query<default_arch, float>(view<const float>, std::span<float>);                                                    \
    prefix void exp_by_query<default_arch, float>(view<float>, std::span<const float>, std::span<float>, view<float>);                     \
    prefix void scale_by_query<default_arch, float>(std::span<const float>, view<const float>, view<float>);                               \
    prefix float log_sum_exp<default_arch, float>(std::span<const float>);                                                                 \
    prefix float softmax<default_arch, float>(std::span<float>);                                                                           \
    prefix void softmax_backward<default_arch, float>(std::span<const float>, std::span<float>);                                           \
    prefix void random_words<default_arch>(const random_stream&, std::uint64_t, std::span<std::uint32_t>);                                 \
    prefix void random_mask<default_arch, float>(const random_stream&, std::uint64_t, std::uint32_t, float, std::span<float>);             \
    prefix void step_sgd<default_arch, float>(std::span<float>, std::span<const float>, float, float);                                     \
    prefix void step_sgd_momentum<default_arch, float>(std::span<float>, std::span<const float>, std::span<float>, float, float, bool,     \
                                                       float);                                                                             \
    prefix void step_adagrad<default_arch, float>(std::span<float>, std::span<const float>, std::span<float>, float, float, float);        \
    prefix void step_adagrad_momentum<default_arch, float>(std::span<float>, std::span<const float>, std::span<float>, std::span<float>,   \
                                                           float, float, float, float);                                                    \
    prefix void step_adam<default_arch, float>(std::span<float>, std::span<const float>, std::span<float>, std::span<float>, float, float, \
                                               float, float, float, float);                                                                \
    prefix void gru_reset_before<default_arch, float>(std::size_t, float*, float*, const float*, float*, const activation::sigmoid&);      \
    prefix void gru_blend<default_arch, float>(std::size_t, const float*, float*, const float*, float*);                                   \
    prefix void gru_blend_backward<default_arch, float>(std::size_t, const float*, const float*, const float*, const float*, float*,       \
                                                        float*, float*, const activation::sigmoid&);                                       \
    prefix void gru_reset_before_backward<default_arch, float>(std::size_t, const float*, const float*, const float*, float*, float*,      \
                                                               const activation::sigmoid&);                                                \
    prefix class top_k_heap<float>;                                                                                                        \
    prefix void top_k_heap<float>::offer_block<default_arch, accept_all>(std::span<const float>, item_index, const accept_all&);

#ifdef NEXTCLICK_KERNELS
NEXTCLICK_BEGIN_NAMESPACE
namespace simd {
NEXTCLICK_SIMD_INSTANCES(extern template)
}  // namespace simd
NEXTCLICK_END_NAMESPACE
#endif
