// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

#include "nextclick/data/encode.hpp"
#include "nextclick/eval/user_replay.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

NEXTCLICK_INLINE user_replay::user_replay(const data::vocabulary& items, std::span<const data::required_column> columns,
                                          bool carries_states, const data::click_log& log, std::span<const item_index> to_model,
                                          const options& options)
    : options_(options),
      now_(log, to_model),
      past_items_(data::translation(options.history->items(), items)),
      past_(*options.history, past_items_),
      past_columns_(*options.history, columns),
      past_user_(data::translation(log.users(), options.history->users())) {
    if (!carries_states)
        throw argument_error(
            "eval: a history of users is for models that carry a state from session to session, and this "
            "encoder has none; do not set eval::options::history");
    if (options.max_length != 0 || options.targets != batch::target_filter::every_click)
        throw argument_error(
            "eval: sessions of users are read whole, and every click is a target: do not set "
            "max_length and targets with a history");
}

NEXTCLICK_INLINE void user_replay::rank(prefix_ranking& ranks, tally& sum) {
    const std::size_t chunk = std::max<std::size_t>(options_.batch, 1);
    for (std::size_t first = 0; first < now_.users.size() && !(options_.stop_requested && options_.stop_requested()); first += chunk) {
        const std::size_t n = std::min(chunk, now_.users.size() - first);
        ranks.start_users(n);
        sessions_.resize(n);
        for (std::size_t u = 0; u < n; ++u) {
            const item_index user = past_user_[first + u];
            const bool reads_past = user != no_item && !now_.users[first + u].empty();
            sessions_[u] = reads_past ? past_.users[user] : std::span<const std::uint32_t>();
        }
        for (std::size_t k = 0; next_sessions(past_, k, nullptr); ++k) {
            if (slot_.empty()) continue;
            event_rows rows = packed();  // no queries: only the encoder runs
            items_.resize(rows.item.size());
            for (std::size_t i = 0; i < items_.size(); ++i) items_[i] = past_.item(rows.item[i]);
            rows.columns = past_columns_.gather(rows.item);
            rows.item = items_;
            ranks.read_users(rows, users_);
        }
        for (std::size_t u = 0; u < n; ++u) sessions_[u] = now_.users[first + u];
        for (std::size_t k = 0; next_sessions(now_, k, &sum); ++k) {
            if (!slot_.empty()) {
                const event_rows rows = packed();  // before users_ and query_targets_ are read, which it sets
                ranks.add_users(rows, users_, query_targets_);
            }
            ranks.finish_queued(sum);
        }
    }
}

NEXTCLICK_INLINE bool user_replay::next_sessions(const source& from, std::size_t k, tally* sum) {
    clicks_.clear();
    begin_.assign(1, 0);
    slot_.clear();
    lane_queries_.clear();
    bool any = false;
    for (std::size_t u = 0; u < sessions_.size(); ++u) {
        const auto sessions = sessions_[u];
        if (k >= sessions.size()) continue;
        any = true;
        const std::uint32_t begin = from.log.session_begin()[sessions[k]], end = from.log.session_begin()[sessions[k] + 1];
        for (std::uint32_t e = begin; e < end; ++e) {
            if (from.item(e) != no_item) clicks_.push_back(e);
            if (sum == nullptr || e + 1 == end) continue;
            const item_index target = from.item(e + 1);
            if (!is_evaluated(from.log, sessions[k], e + 1, target, options_)) continue;
            const ranked_event event = sum->event(sessions[k], e + 1, target, clicks_.size() > begin_.back());
            if (event.ranked()) lane_queries_.push_back({slot_.size(), clicks_.size() - begin_.back() - 1, target});
            sum->queue(event);
        }
        if (clicks_.size() == begin_.back()) continue;
        begin_.push_back(clicks_.size());
        slot_.push_back(u);
    }
    return any;
}

NEXTCLICK_INLINE event_rows user_replay::packed() {
    sequences_.clear();
    for (std::size_t l = 0; l + 1 < begin_.size(); ++l)
        sequences_.push_back(std::span<const std::uint32_t>(clicks_).subspan(begin_[l], begin_[l + 1] - begin_[l]));
    packed_.pack(sequences_);
    event_rows rows = packed_.rows();
    set_queries(rows);
    users_.resize(packed_.lanes());
    for (std::size_t l = 0; l < users_.size(); ++l) users_[l] = slot_[packed_.sequence_of(l)];
    return rows;
}

NEXTCLICK_INLINE void user_replay::set_queries(event_rows& rows) {
    query_targets_.clear();
    if (lane_queries_.empty()) return;
    lane_of_.resize(packed_.lanes());
    for (std::size_t l = 0; l < lane_of_.size(); ++l) lane_of_[packed_.sequence_of(l)] = l;
    query_rows_.clear(rows.steps.rows());
    for (const lane_query& a : lane_queries_) query_rows_.mark(packed_.row(lane_of_[a.sequence], a.position));
    query_rows_.number();
    for (const lane_query& a : lane_queries_)
        query_targets_.push_back({query_rows_.query(packed_.row(lane_of_[a.sequence], a.position)), a.target});
    rows.steps.query_rows = query_rows_.rows();
}

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE
