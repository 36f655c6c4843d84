// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/dense.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/encoder/stack.hpp"
#include "nextclick/input/embedding.hpp"
#include "nextclick/input/per_category.hpp"
#include "nextclick/loss/cross_entropy.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/item_tower.hpp"
#include "nextclick/objective/listwise.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/output/separate.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/pooling/mean_of_blocks.hpp"
#include "nextclick/sampler/all_items.hpp"
#include "nextclick/sampler/in_batch.hpp"
#include "nextclick/sampler/join.hpp"
#include "nextclick/sampler/popularity.hpp"

/// Session-aware information embedding (Wu & Yan, CIKM 2017; docs/models.md 3.6): clicks, views and purchases are pooled
/// separately, and a feed-forward net computes the session vector from the pools. Stage 1 learns to predict the session's items; stage 2
/// passes the items through a net of their own and ranks lists of candidates. Train with batch::whole_sessions.
/// Widths, activations and the kind of pooling are not in the paper's abstract, and are chosen here.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

namespace detail {
template <std::size_t Width, std::size_t Units>
using pooled_by_kind = pooling::dense<pooling::dense<pooling::mean_of_blocks<Width>, Units>, Width, activation::linear>;
}

/// Stage 1. `Column` holds the action of each event.
template <fixed_string Column, std::size_t Width = 50, std::size_t Units = 100>
using session_embedding = model<input::per_category<Column, Width>, encoder::none, detail::pooled_by_kind<Width, Units>,
                                output::separate<unbiased>, loss::cross_entropy, sampler::all_items>;

/// Stage 2; the items' last layer has no bias, which would add the same value to all scores of a session. It starts from the weights of
/// stage 1: `begin_with(net, first)`.
template <fixed_string Column, std::size_t Width = 50, std::size_t Units = 100>
using listwise_dnn =
    model<input::per_category<Column, Width>, encoder::none, detail::pooled_by_kind<Width, Units>,
          output::item_tower<input::embedding<Width>,
                             encoder::stack<encoder::dense<Units>, encoder::dense<Width, activation::linear, unbiased>>, unbiased>,
          loss::listwise, sampler::join<sampler::in_batch, sampler::popularity>>;

/// Copies the session net and the item embeddings of stage 1 to stage 2.
template <class Second, class First>
void begin_with(Second& net, const First& first) {
    if (net.items().hash() != first.items().hash())
        throw argument_error("zoo::begin_with: the two stages have different vocabularies; make both from log.items()");
    if (net.policy.input.categories->hash() != first.policy.input.categories->hash())
        throw argument_error("zoo::begin_with: the two stages have different actions; fit both to the same log (input::fitted)");
    net.weights.input = first.weights.input;
    net.weights.pooling = first.weights.pooling;
    net.weights.output.item = {first.weights.output.items};
}

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <fixed_string Column, std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::session_embedding<Column, Width, Units>> = "session_embedding";
template <fixed_string Column, std::size_t Width, std::size_t Units>
inline constexpr std::string_view kind_name<zoo::listwise_dnn<Column, Width, Units>> = "listwise_dnn";
NEXTCLICK_END_NAMESPACE
