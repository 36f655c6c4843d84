// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>

#include "nextclick/core/pass.hpp"

NEXTCLICK_BEGIN_NAMESPACE

/// Lanes are assigned round-robin to 16 shares, because lanes are sorted by length. The number of shares does not depend on that of
/// threads, and the sums of the shares are added in order, so results do not depend on threads.
inline constexpr std::size_t lane_shares = 16;

/// Calls f(local, share, lane) for every lane: `local` is a pass of one thread with scratch memory that is released after each lane.
template <class F>
void distribute_lanes(pass& run, std::size_t lanes, std::size_t multiply_adds, const F& f) {
    const std::size_t n = std::min(lane_shares, lanes);
    const bool team = run.threads > 1 && worth_threads(multiply_adds);
    if (team) run.memory.make_children(n);
    for_each_block(n, 1, team ? run.threads : 1, [&](std::size_t share, std::size_t) {
        pass local{.memory = team ? run.memory.child(share) : run.memory, .training = run.training};
        for (std::size_t lane = share; lane < lanes; lane += n) {
            const auto mark = local.memory.here();
            f(local, share, lane);
            local.memory.release(mark);
        }
    });
}

NEXTCLICK_END_NAMESPACE
