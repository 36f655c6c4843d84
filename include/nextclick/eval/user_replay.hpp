// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "nextclick/batch/column_gatherer.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/data/edit/users.hpp"
#include "nextclick/eval/query_rows.hpp"
#include "nextclick/eval/ranking.hpp"
#include "nextclick/eval/tally.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace eval::detail {

/// Evaluates users: reads the history sessions of a user first, then reads and ranks those of the log, in order; user states are
/// carried from session to session, as in serving. Processes blocks of users, one session of each at a time.
class user_replay {
public:
    /// `items` and `columns`: those of the model. Throws `argument_error` for a model without user states and for cut sessions,
    /// `data_error` for logs without users.
    user_replay(const data::vocabulary& items, std::span<const data::required_column> columns, bool carries_states,
                const data::click_log& log, std::span<const item_index> to_model, const options& options);

    void rank(prefix_ranking& ranks, tally& sum);

private:
    struct source {
        const data::click_log& log;
        std::span<const item_index> to_model;
        data::sessions_of_users users;
        source(const data::click_log& l, std::span<const item_index> m) : log(l), to_model(m), users(l) {}
        item_index item(std::uint32_t event) const {
            const item_index i = log.item_column()[event];
            return i == no_item ? i : to_model[i];
        }
    };
    struct lane_query {
        std::size_t sequence, position;
        item_index target;
    };

    /// Collects the k-th session of every user as lanes of known clicks, and the queries if `sum` is given; false if no user has k
    /// + 1 sessions. sessions_[u]: those of the u-th user.
    bool next_sessions(const source& from, std::size_t k, tally* sum);
    /// Packs the collected lanes; users_ are the users of the lanes.
    event_rows packed();
    void set_queries(event_rows& rows);

    const options& options_;
    source now_;
    std::vector<item_index> past_items_;
    source past_;
    batch::column_gatherer past_columns_;
    std::vector<item_index> past_user_;
    std::vector<std::span<const std::uint32_t>> sessions_;
    std::vector<std::uint32_t> clicks_;
    std::vector<std::size_t> begin_, slot_, users_, lane_of_;
    std::vector<item_index> items_;
    std::vector<lane_query> lane_queries_;
    std::vector<std::span<const std::uint32_t>> sequences_;
    std::vector<prefix_lanes::query_target> query_targets_;
    query_rows query_rows_;
    batch::packer packed_;
};

}  // namespace eval::detail
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/eval/user_replay.ipp"
#endif
