// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/eval/target_rank.hpp"
#include "nextclick/serve/hybrid_session.hpp"
#include "nextclick/simd/top_k.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Sets the rank of an item among the scores of all items; false: not ranked.
bool rank_among(std::span<const float> scores, item_index target, target_rank& place);

/// The adapter of hybrids, which replays sessions through a serve::session; see eval/replay.hpp.
template <hybrid::Hybrid H>
class session_adapter {
public:
    using scalar = float;
    session_adapter(const H& by, std::size_t max_length) : session_(by, serve::session_options{.max_length = max_length}) {}

    void start() { session_.new_session(); }
    void click(item_index item) { session_.push_index(item); }
    void click(item_index item, std::int64_t time) { session_.push_index(item, time); }
    void score(const ranker::clicks&) {
        scores_.resize(session_.net().item_count());
        session_.score_all(scores_);
    }
    bool rank_target(item_index target, target_rank& place) const { return rank_among(scores_, target, place); }
    void list(simd::top_k_heap<float>& heap) const {
        heap.offer_block(std::span<const float>(scores_), 0, [&](item_index i) { return scores_[i] != hybrid::unranked; });
    }
    const serve::session<H>& session() const { return session_; }

private:
    serve::session<H> session_;
    std::vector<float> scores_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/session_adapter.ipp"
#endif
