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

/// The float kernels for this instruction set that nearly every model calls. The target nextclick::kernels compiles them once
/// (instances.ipp); a program that links it does not compile them again.
#define NEXTCLICK_SIMD_INSTANCES(prefix)                                                                                                   \
    prefix packed<float> pack<default_arch, float>(view<const float>, std::span<float>, int);                                              \
    prefix packed<float> pack_transposed<default_arch, float>(view<const float>, std::span<float>, int);                                   \
    prefix void product<default_arch, float>(view<const float>, view<const float>, view<float>, write, int);                               \
    prefix void product<default_arch, float>(view<const float>, packed<float>, view<float>, const float*, int);                            \
    prefix void product_plus<default_arch, float>(view<const float>, view<const float>, std::span<const float>, view<float>, int,          \
                                                  const detail::leave_as_is&);                                                             \
    prefix void product_tn<default_arch, float>(view<const float>, packed<float>, view<float>, write, int);                                \
    prefix void product_tn<default_arch, float>(view<const float>, view<const float>, view<float>, write, int);                            \
    prefix void product_nt<default_arch, float>(view<const float>, view<const float>, view<float>, workspace&, write, int);                \
    prefix void product_tall<default_arch, float>(packed<float>, view<const float>, view<float>, const float*, write, view<const float>);  \
    prefix void detail::any_panel<default_arch, float>(std::size_t, std::size_t, detail::left<float>, const float*, std::size_t,           \
                                                       detail::sums<float>, std::size_t, detail::reading_ahead);                           \
    prefix void transpose<write::overwrite, float>(view<const float>, view<float>);                                                        \
    prefix void transpose<write::accumulate, float>(view<const float>, view<float>);                                                       \
    prefix void matvec<default_arch, float>(view<const float>, std::span<const float>, std::span<float>, const float*);                    \
    prefix void matvec_rows<default_arch, float>(view<const float>, std::span<const item_index>, std::span<const float>, std::span<float>, \
                                                 const float*);                                                                            \
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
