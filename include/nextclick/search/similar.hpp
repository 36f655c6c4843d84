// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "nextclick/core/error.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/model/model.hpp"
#include "nextclick/ranker/concept.hpp"
#include "nextclick/serve/session.hpp"
#include "nextclick/simd/top_k.hpp"
#include "nextclick/simd/vector.hpp"

/// Items similar to an item, without a session: for product pages and for inspecting a model.
NEXTCLICK_BEGIN_NAMESPACE
namespace search {

namespace detail {
/// Rankers with an index of sessions by item and items by session (neighbours::knn).
template <class R>
concept HoldsSessions = requires(const R& by, std::vector<std::uint32_t>& buffer) {
    by.sessions().recent(item_index{}, std::size_t{}, by.sessions().snapshot(), buffer);
    by.sessions().pairs(item_index{});
    by.settings().recent;
};
/// Rankers with a list of scored successors of an item, best first (baseline::item_to_item).
template <class R>
concept HoldsPairs = requires(const R& by) {
    { by[item_index{}] } -> std::convertible_to<std::span<const simd::scored<float>>>;
};

/// The cosine of the item's row of the table and every other row; rows of length 0 are similar to none.
template <class Model, class Filter, class T = typename Model::scalar>
void rank_similar(const Model& net, item_index item, const Filter& allow, simd::top_k_heap<T>& heap) {
    static_assert(!ranks_by_copy<Model>,
                  "search::similar: the rows of this model are computed, or changed by a row map; pass for_ranking(net)");
    static_assert(!output::scores_by_net<typename Model::output_type>,
                  "search::similar: this model scores by a net, so angles between rows of its table measure no similarity");
    const table::item_table<T> table = net.table();
    thread_local aligned_vector<T> query;
    query.resize(table.width());
    table.look_up(item, query);
    const T own = std::sqrt(table.sum_squares(item));
    for (std::size_t i = 0; i < net.item_count() && own > 0; ++i) {
        const T length = std::sqrt(table.sum_squares(i));
        if (i == item || !(length > 0)) continue;
        const auto number = static_cast<item_index>(i);
        const T score = filter::detail::adjusted(allow, table.dot(query, i) / (own * length), number);
        if (score >= heap.threshold() && allow(number)) heap.offer(score, number);
    }
}

/// The cosine of the sets of sessions that contain either item, over the sessions that the index lists for `item`.
template <HoldsSessions R, class Filter>
void rank_similar(const R& by, item_index item, const Filter& allow, simd::top_k_heap<float>& heap) {
    const auto& sessions = by.sessions();
    thread_local std::vector<std::uint32_t> buffer;
    const auto recent = sessions.recent(item, by.settings().recent, sessions.snapshot(), buffer);
    auto& together = ranker::score_list::of_thread(by.item_count());
    for (const std::uint32_t s : recent)
        for (const std::uint32_t entry : sessions.entries(s)) together.add(sessions.item_of(entry), 1);
    for (const item_index i : together.items()) {
        if (i == item || i >= by.items().size()) continue;
        const float all = std::max(static_cast<float>(sessions.pairs(i)), together[i]);  // a live index counts only those of its base
        const float score = filter::detail::adjusted(allow, together[i] / std::sqrt(all * static_cast<float>(recent.size())), i);
        if (score >= heap.threshold() && allow(i)) heap.offer(score, i);
    }
}

/// The scores that the ranker holds for the item, weighted when it was built.
template <HoldsPairs R, class Filter>
void rank_similar(const R& by, item_index item, const Filter& allow, simd::top_k_heap<float>& heap) {
    for (const auto& [i, counted] : by[item]) {
        if (i == item) continue;
        const float score = filter::detail::adjusted(allow, counted, i);
        if (score >= heap.threshold() && allow(i)) heap.offer(score, i);
    }
}

template <class R>
struct scalar_of {
    using type = float;
};
template <class R>
requires requires { typename R::scalar; } struct scalar_of<R> {
    using type = typename R::scalar;
};
}  // namespace detail

/// The k items most similar to `item`, without `item`, best first, of those that `allow(item_index)` accepts; `allow` may be an item_set or
/// `business_rules`. The span is valid until the next call on this thread. `net` is one of
///     a model with a table    the cosine of rows of the table that queries are scored against, without biases: items that follow
///                             the same clicks are similar. cost  one scan of the table
///     neighbours              the cosine of their sessions: those with both / sqrt(those with one x those with the other),
///                             among the `settings().recent` most recent sessions of the item
///     rules, item-kNN         the stored scores of the item; for `item_knn` these are cosines too. At most `settings().kept`
/// The last two return only items that occur in sessions with `item`, which may be fewer than k.
template <class Model, class Filter = simd::accept_all, class T = typename detail::scalar_of<Model>::type>
std::span<const simd::scored<T>> similar_indices(const Model& net, item_index item, std::size_t k, const Filter& allow = {}) {
    k = std::min(k, net.item_count());
    if (k == 0) return {};
    auto& memory = serve::detail::search_memory<T>::of_thread(k);
    detail::rank_similar(net, item, allow, memory.heap);
    return memory.sorted();
}
/// The same by ids of the log. Throws `argument_error` for an item outside the model's vocabulary.
template <class Model, class Filter = simd::accept_all, class T = typename detail::scalar_of<Model>::type>
std::span<const serve::recommendation<T>> similar(const Model& net, const data::item_id& item, std::size_t k, const Filter& allow = {}) {
    const item_index i = net.items().find(item);
    if (i == no_item)
        throw argument_error("search::similar: the model's vocabulary lacks item " + item.to_string() +
                             "; train with it, or check that items().find(item) is not no_item");
    return serve::detail::with_ids(net.items(), similar_indices(net, i, k, allow));
}

}  // namespace search
NEXTCLICK_END_NAMESPACE
