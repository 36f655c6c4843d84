// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "nextclick/batch/click_lanes.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace batch {
namespace detail {
struct every_session {
    static constexpr bool marks_returning = false;
    explicit every_session(const data::click_log&) {}
    std::span<const std::uint32_t> operator()(const std::uint32_t& session) const { return {&session, 1}; }
};
}  // namespace detail

/// One event per lane and step: when the session of a lane ends, the lane starts the next unused session with a zero state. When no
/// sessions are left, lanes are removed. Every batch is one step (docs/models.md 1.7).
class session_parallel : public detail::click_lanes<detail::every_session> {
public:
    static std::string name() { return "session_parallel"; }

    /// `size` is the number of lanes. Throws `argument_error` for 0, and for options that lanes of single events do not support.
    session_parallel(const data::click_log& log, const options& options) : click_lanes(log, options, "batch::session_parallel") {}
    session_parallel(const data::click_log& log, std::size_t lanes) : session_parallel(log, options{.size = lanes}) {}

    /// Lists every session.
    static void list_units(const data::click_log& log, const options&, std::vector<std::uint32_t>& units) {
        units.resize(log.session_count());
        std::iota(units.begin(), units.end(), 0u);
    }
};
static_assert(Batcher<session_parallel>);

}  // namespace batch
NEXTCLICK_END_NAMESPACE
