// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/eval/list_visitor.hpp"
#include "nextclick/eval/options.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/replay.hpp"
#include "nextclick/eval/session_visitor.hpp"
#include "nextclick/eval/user_replay.hpp"
#include "nextclick/model/for_ranking.hpp"
#include "nextclick/ranker/concept.hpp"

/// Full ranking: for every event but the last of a session, all items of the model are ranked against the next click.
namespace nextclick::inline NEXTCLICK_ABI::eval {

namespace detail {
/// Every session by itself.
template <class Model>
void rank_sessions(const data::click_log& log, std::span<const item_index> to_model, const options& how, ranking<Model>& ranks,
                   metrics_sum& sum, result& r) {
    prefix_lanes prefixes(Model::encoder_type::causal, how.longest, how.kept, std::max<std::size_t>(how.sessions, 1));
    // Unknown items have no input: the query stays that of the known ones before (models.md 2.3, 6.2).
    const auto in_model = [&](item_index i) { return i == no_item ? no_item : to_model[i]; };
    bool stop = false;
    const auto flush = [&] {
        ranks.add(prefixes, sum);
        prefixes.clear();
        stop = how.stop_asked && how.stop_asked();
    };
    for (std::size_t s = 0; s < log.session_count() && !stop; ++s) {
        const auto events = log.items_of(s);
        const std::uint32_t begin = log.session_begin()[s];
        for (std::size_t t = 0; t + 1 < events.size(); ++t) {
            const std::uint32_t event = begin + static_cast<std::uint32_t>(t);
            if (in_model(events[t]) != no_item) prefixes.click(event);
            if (!batch::detail::asked(log, event + 1, how.targets)) continue;
            const item_index target = in_model(events[t + 1]);
            if (!how.only.empty() && (target == no_item || !how.only[target])) continue;
            if (target != no_item && prefixes.clicks() > 0) {
                prefixes.ask(target);
                if (prefixes.full()) flush();
                continue;
            }
            sum.add_miss();
            ++(target == no_item ? r.unknown_targets : r.without_query);
        }
        prefixes.end_session();
        if (prefixes.full()) flush();
    }
    if (!stop) flush();
}

template <class Model>
result evaluate_table(const Model& net, const data::click_log& log, const options& how) {
    check_options(how, net.item_count());
    const auto start = std::chrono::steady_clock::now();
    const std::vector<item_index> to_model = data::detail::translation(log.items(), net.items());

    result r;
    metrics_sum sum(how.cutoffs);
    detail::ranking<Model> ranks(net, log, to_model, how);
    if (how.history == nullptr)
        detail::rank_sessions(log, to_model, how, ranks, sum, r);
    else
        detail::user_replay<Model>(net, log, to_model, how).rank(ranks, sum, r);
    r.at = sum.means();
    r.events = sum.events();
    ranks.finish(r);
    r.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return r;
}
}  // namespace detail

/// Ranks every next click of `log` with the model; the log may have its own vocabulary. A causal model encodes whole
/// sessions, one that is not encodes every prefix on its own; either sees no click behind the one it answers. With
/// `how.history`, the earlier sessions of each user are read before.
/// memory    a block of queries x a block of items a thread, the packed rows of one chunk of sessions
template <class Model>
result evaluate(const Model& net, const data::click_log& log, const options& how = {}) {
    if constexpr (ranks_by_copy<Model>)
        return evaluate(for_ranking(net), log, how);
    else
        return detail::evaluate_table(net, log, how);
}

/// The same for what ranks by lists, neighbours or rules: an item without a score is not ranked, and as a target it is a miss,
/// whatever the rule for ties. Clicks on unknown items are passed over.
/// Throws `argument_error` for a history of users.
template <ranker::Ranker R>
result evaluate(const R& by, const data::click_log& log, const options& how = {}) {
    return detail::replay(log, by.items(), by.item_count(), how, [&] { return detail::list_visitor<R>(by); });
}

/// The same for hybrids, click by click as they are served: a model in it scores the catalogue for every click.
/// Throws `argument_error` for a history of users, and for clicks that are cut to the first ones.
template <hybrid::Hybrid H>
result evaluate(const H& by, const data::click_log& log, const options& how = {}) {
    if (how.kept != batch::keep::last)
        throw argument_error("eval: hybrids are asked as sessions are served, which keep the last clicks; leave kept alone");
    const std::size_t longest = how.longest == 0 ? detail::longest_session(log) : how.longest;
    return detail::replay(log, by.items(), by.item_count(), how, [&] { return detail::session_visitor<H>(by, longest); });
}

}  // namespace nextclick::inline NEXTCLICK_ABI::eval
