// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/eval/full_ranking.hpp"
#include "nextclick/eval/list_adapter.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranked_event.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/replay.hpp"
#include "nextclick/eval/session_adapter.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/ranker/concept.hpp"
#ifdef NEXTCLICK_KERNELS
#include "nextclick/eval/instances.hpp"
#endif

/// Full ranking: for every event but the last of a session, all items of the model are ranked against the next click.
NEXTCLICK_BEGIN_NAMESPACE
namespace eval {

namespace detail {
template <class M>
concept Ranks = ranker::Ranker<M> || hybrid::Hybrid<M> || serve::detail::QueryModel<M>;

/// The source of item rows for the ranking: the model if it has a table (also with mapped rows), otherwise the rows that
/// for_ranking computes.
template <class Model>
decltype(auto) ranked(const Model& net) {
    if constexpr (Model::has_table)
        return (net);
    else
        return for_ranking(net);
}

template <class Model>
result evaluate_table(const Model& net, const data::click_log& log, const options& options, const event_sink& each) {
    constexpr bool causal = history_need<Model>.causal();
    full_ranking evaluation({net.items(), net.item_count(), causal, works_on_pairs(net), causal && net.state_width() != 0}, log, options,
                            each);
    ranking<Model> ranks(net, log, evaluation.to_model(), options);
    return evaluation.by(ranks, input::required_columns(net.policy.input));
}
/// Resolves `max_length == as_trained` to the limit of a served session: that of the training for models that look back at earlier
/// clicks, no limit for models that carry a state.
template <class Model>
options with_clicks_of(const Model& net, options options) {
    if (options.max_length != batch::as_trained) return options;
    options.max_length = 0;
    if constexpr (requires { typename Model::encoder_type; })
        if (history_need<Model>.reads_earlier_rows() && options.history == nullptr) {
            if (options.kept == batch::keep::first && !net.about.first_kept)
                throw argument_error(
                    "eval: kept is first, but max_length is that of the training, which kept the last clicks; give "
                    "max_length too");
            options.max_length = trained_max_length(net);
            options.kept = net.about.first_kept ? batch::keep::first : batch::keep::last;
        }
    return options;
}
}  // namespace detail

/// Ranks every next click of `log`; the log may have its own vocabulary. Clicks on items unknown to `net` are skipped.
/// Callbacks: see eval/ranked_event.hpp. `net` is one of
///     a model      a causal model encodes whole sessions, any other every prefix separately; no query depends on later clicks. With
///                  `options.history`, the earlier sessions of each user are read first
///     a ranker     lists, neighbours or rules: an item without a score is in no list, and is a miss as a target, under any rule for ties
///     a hybrid     evaluated click by click, as in serving: every model in it scores the catalogue for every click
/// errors    `data_error` for a log without an event, or with too many unknown targets (`options::max_unknown`); `argument_error`
///           for options that do not fit: a history for a model without user states, `kept` first for hybrids
/// memory    a block of queries x a block of items a thread, the packed rows of one chunk of sessions
template <class Model, Callback... C>
result evaluate(const Model& net, const data::click_log& log, const options& given = {}, C&&... callbacks) {
    static_assert(detail::Ranks<Model> || WrongModel<Model>,
                  "eval::evaluate: this is neither a model nor a hybrid, and no ranker, which has items(), item_count(), name() and "
                  "score(session, scores) (see ranker/concept.hpp)");
    result r;
    if constexpr (detail::Ranks<Model>) {
        const detail::event_sink each = detail::sink_of(callbacks...);
        const options options = detail::with_clicks_of(net, given);
        if constexpr (ranker::Ranker<Model>) {
            r = detail::replay(log, net.items(), net.item_count(), options, each, [&] { return detail::list_adapter<Model>(net); });
        } else if constexpr (hybrid::Hybrid<Model>) {
            if (options.kept != batch::keep::last)
                throw argument_error("eval: hybrids are evaluated by serve::session, which keeps the last clicks; do not set kept");
            const std::size_t max_length = given.max_length;  // as_trained: each part of the hybrid has its own limit
            r = detail::replay(log, net.items(), net.item_count(), options, each,
                               [&] { return detail::session_adapter<Model>(net, max_length); });
        } else {
            r = detail::evaluate_table(detail::ranked(net), log, options, each);
        }
        r.trained_on = detail::overlap_with_training(net, log);
        detail::notify(r, callbacks...);
    }
    return r;
}

}  // namespace eval
NEXTCLICK_END_NAMESPACE
