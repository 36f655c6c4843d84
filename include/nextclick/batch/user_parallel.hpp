// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/click_lanes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {
namespace detail {
struct every_user {
    static constexpr bool marks_returning = true;
    data::sessions_of_users sessions;
    explicit every_user(const data::click_log& log) : sessions(log) {}
    std::span<const std::uint32_t> operator()(std::uint32_t user) const { return sessions[user]; }
};
}  // namespace detail

/// One event per lane and step, as `session_parallel`, but a lane is a user: the sessions of a user follow one another, and the
/// first click of each but the first is marked (`packed_steps::returning`). After the last session of a user the lane starts the
/// next user with a zero state; when no users are left, lanes are removed, so that no tail is lost (docs/models.md 1.7, 3.4). A
/// model without user states reads the sessions of a user as one.
class user_parallel : public detail::click_lanes<detail::every_user> {
public:
    static constexpr bool lanes_are_users = true;
    static std::string name() { return "user_parallel"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0, and for options that lanes of single events do not support;
    /// `data_error` if the log has no users.
    user_parallel(const data::click_log& log, const options& options) : click_lanes(log, options, "batch::user_parallel") {}

    /// Lists every user.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        detail::list_users(log, units);
    }
};
static_assert(Batcher<user_parallel>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE
