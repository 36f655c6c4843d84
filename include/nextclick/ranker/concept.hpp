// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <string>

#include "nextclick/data/vocabulary.hpp"
#include "nextclick/ranker/clicks.hpp"
#include "nextclick/ranker/score_list.hpp"

/// What ranks items from the clicks of a session alone, without a state between them: neighbours, rules, counts. Served and
/// evaluated as models are (serve::session, eval::evaluate).
NEXTCLICK_BEGIN_NAMESPACE
namespace ranker {

/// score    adds the scores of items to an empty list of item_count() items; `session` has one click or more. Called by many
///          threads at once.
template <class R>
concept HasScore = requires(const R& r, const clicks& session, score_list& scores) {
    r.score(session, scores);
};

template <class R>
concept Ranker = HasScore<R> && requires(const R& r) {
    { r.items() } -> std::same_as<const data::vocabulary&>;
    { r.item_count() } -> std::convertible_to<std::size_t>;  // numbers from here on have no score; at least items().size()
    { R::name() } -> std::convertible_to<std::string>;
};

}  // namespace ranker
NEXTCLICK_END_NAMESPACE
