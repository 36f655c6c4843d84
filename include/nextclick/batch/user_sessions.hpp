// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/concept.hpp"
#include "nextclick/batch/packer.hpp"
#include "nextclick/batch/users.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {

/// A lane is a user, and a batch contains the next whole session of each: every click is a row, and all rows but the last are
/// queries for the next click. States are carried from batch to batch, so a later session (`packed_steps::returning`) depends on
/// all earlier ones; gradients are propagated through one session. For models that look back within a session and have user states.
/// After the last session of a user the lane starts the next user; when no users are left, lanes are removed. Sessions of one event
/// have no target and are skipped. The default divisor is the average number of targets of a full batch: with the actual number,
/// the last batches of an epoch, which are few lanes of the most frequent users, would be steps as large as any other. Of a session
/// of more than `max_length` + 1 clicks the last (or the first) `max_length` + 1 are kept.
/// memory    the rows of a batch
class user_sessions {
public:
    static constexpr bool whole_prefixes = true, one_query_a_lane = false, carries_states = true, lanes_are_users = true;
    static std::string name() { return "user_sessions"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0 and for unsupported options; `data_error` if the log has no
    /// users.
    user_sessions(const data::click_log& log, const options& options);

    /// Starts an epoch over the users in this order, which is not copied. A batch of fewer targets than `min_targets` is left out.
    void start(std::span<const std::uint32_t> order, std::size_t min_targets = 1, random_stream = {});

    /// Makes the next batch; returns false at the end of the epoch. Spans in `rows` are valid until the next call.
    bool next(event_rows& rows);

    std::span<const std::uint32_t> events() const { return packed_.rows().item; }
    std::size_t lanes() const { return options_.size; }
    std::size_t passed() const { return passed_; }
    /// Lists every user.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        detail::list_users(log, units);
    }
    static std::size_t event_count(const data::click_log& log, const options& options = {});

private:
    struct lane {
        detail::session_walk walk{};
        std::uint32_t row = new_session;  // of this lane in the previous batch
        bool over = false;                // no user is left for this lane
    };

    static detail::event_range clicks_of(const data::click_log& log, std::size_t session, const options& options);

    static std::size_t average_targets(const data::click_log& log, const options& options);

    /// Collects the next session of every lane.
    void next_lanes();
    void pack();

    const data::click_log* log_;
    data::sessions_of_users users_;
    options options_;
    std::span<const std::uint32_t> order_;
    std::size_t full_batch_ = 1, min_targets_ = 1, next_user_ = 0, passed_ = 0;
    std::vector<lane> lanes_;
    std::vector<std::uint32_t> clicks_, lane_of_, query_rows_, carry_;
    std::vector<std::size_t> begin_{0}, row_of_;  // row_of_: the lane of every sequence in the packed batch
    std::vector<std::span<const std::uint32_t>> sequences_;
    std::vector<std::uint8_t> returning_;
    packer packed_;
    std::vector<item_index> item_, target_;
};
static_assert(Batcher<user_sessions>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE

#ifndef NEXTCLICK_KERNELS
#include "nextclick/batch/user_sessions.ipp"
#endif
