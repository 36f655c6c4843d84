// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/eval/ranking.hpp"

/// The ranking of float queries, which is independent of the model: the target nextclick::kernels compiles it once (instances.ipp).
#define NEXTCLICK_EVAL_INSTANCES(prefix)                                                                                                   \
    prefix void rank_block<float>(const table::item_table<float>&, view<const float>, std::span<const item_index>, std::span<target_rank>, \
                                  std::span<simd::top_k_heap<float>>, workspace&);                                                         \
    prefix class query_ranking<float>;

#ifdef NEXTCLICK_KERNELS
NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {
NEXTCLICK_EVAL_INSTANCES(extern template)
}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
#endif
