// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/cell/gru.hpp"
#include "nextclick/core/kind_name.hpp"
#include "nextclick/encoder/none.hpp"
#include "nextclick/encoder/recurrent.hpp"
#include "nextclick/encoder/with_one.hpp"
#include "nextclick/input/sum.hpp"
#include "nextclick/loss/bpr.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/objective/item_tower.hpp"
#include "nextclick/output/item_tower.hpp"
#include "nextclick/output/neural.hpp"
#include "nextclick/pooling/dense.hpp"
#include "nextclick/pooling/dropout.hpp"
#include "nextclick/pooling/join.hpp"
#include "nextclick/pooling/last.hpp"
#include "nextclick/pooling/one.hpp"
#include "nextclick/pooling/recency.hpp"
#include "nextclick/sampler/uniform.hpp"

/// Context (Twardowski, RecSys 2016; docs/models.md 3.3): events and items are represented by all their attributes, so that an item
/// without clicks can be ranked. Event and Item are sums of tables, one for each attribute, which equals
/// the product of a multi-hot vector with a matrix:
///     input::sum<input::embedding<101>, input::categorical<"Device", 101>>          an event of context_mf<..., 100>
///     input::sum<input::one_hot, input::one_hot_of<"Device">>                       an event of context_nn
///     input::sum<input::embedding<400>, input::of_item<input::categorical<"Colour", 400>>>    an item of context_nn
/// The paper draws K uniform negatives for each event; here all events of a step share the sampler's draws. The paper applies dropout
/// to [h ; v]; here it is applied to h alone, because the rows of items are shared too.
NEXTCLICK_BEGIN_NAMESPACE
namespace zoo {

/// The MF scorer: s = events weighted by 1 / (1 + age); score = (s Q) . (v P) + s.bs + v.bi. Rows of Event and Item are
/// Width + 1 wide: [bs | Q] and [P | bi]. Train with batch::whole_sessions.
template <class Event, class Item, class Loss = loss::bpr, class Sampler = sampler::uniform>
using context_mf = model<Event, encoder::none, pooling::join<pooling::recency, pooling::one>,
                         output::item_tower<Item, encoder::with_one, unbiased>, Loss, Sampler>;

/// The neural scorer: a GRU over events, and a feed-forward net over its state and the item, u = tanh([h ; v] W1 + b1),
/// score = u.w2 + b2. Rows of Item are as wide as that net (Hidden). Train with batch::session_parallel.
template <class Event, class Item, std::size_t Units = 200, std::size_t Hidden = 400, class Loss = loss::bpr,
          class Sampler = sampler::uniform>
using context_nn = model<Event, encoder::recurrent<cell::gru<cell::reset_before>, Units>,
                         pooling::dense<pooling::dropout<pooling::last>, Hidden, activation::linear>,
                         output::neural<output::item_tower<Item, encoder::none, unbiased>>, Loss, Sampler>;

}  // namespace zoo
NEXTCLICK_END_NAMESPACE

NEXTCLICK_BEGIN_NAMESPACE
template <class Event, class Item, class Loss, class Sampler>
inline constexpr std::string_view kind_name<zoo::context_mf<Event, Item, Loss, Sampler>> = "context_mf";
template <class Event, class Item, std::size_t Units, std::size_t Hidden, class Loss, class Sampler>
inline constexpr std::string_view kind_name<zoo::context_nn<Event, Item, Units, Hidden, Loss, Sampler>> = "context_nn";
NEXTCLICK_END_NAMESPACE
