// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <string>

#include "nextclick/data/vocabulary.hpp"
#include "nextclick/ranker/clicks.hpp"
#include "nextclick/ranker/score_list.hpp"

/// Rankers, which score items from the clicks of a session without a recurrent state: neighbours, rules, counts. They are served
/// and evaluated as models are (serve::session, eval::evaluate).
NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

/// score    adds the scores of items to an empty list of item_count() items; `session` has at least one click. Must be thread-safe.
template <class R>
concept HasScore = requires(const R& r, const clicks& session, score_list& scores) { r.score(session, scores); };

template <class R>
concept Ranker = HasScore<R> && requires(const R& r) {
    { r.items() } -> std::same_as<const data::vocabulary&>;
    { r.item_count() } -> std::convertible_to<std::size_t>;  // upper bound of item indices with a score; at least items().size()
    { R::name() } -> std::convertible_to<std::string>;
};

}  // namespace ranker
NEXTCLICK_END_NAMESPACE
