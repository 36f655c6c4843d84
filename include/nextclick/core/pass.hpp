// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "nextclick/core/random.hpp"
#include "nextclick/core/workspace.hpp"

/// What every forward and backward is given besides its data.
namespace nextclick::inline NEXTCLICK_ABI {

inline constexpr std::size_t dynamic = static_cast<std::size_t>(-1);  ///< a width that the constructor is given

/// Events of several lanes, packed without padding, time-major: the rows of step t are contiguous, one row a lane,
/// lanes in order of decreasing length, so row i of step t+1 continues row i of step t.
struct packed_steps {
    std::span<const std::uint32_t> begin;  ///< first row of each step, and the number of rows at the end

    std::size_t count() const { return begin.size() - 1; }
    std::size_t first(std::size_t t) const { return begin[t]; }
    std::size_t lanes(std::size_t t) const { return begin[t + 1] - begin[t]; }
    std::size_t lanes() const { return lanes(0); }
    std::size_t rows() const { return begin.back(); }
};

/// One pass over a batch: memory, randomness, threads.
struct pass {
    workspace& memory;
    bool training = false;       ///< dropout acts only while training
    random_stream random{};      ///< seed and step of this pass
    int threads = 1;             ///< upper bound; results do not depend on it
    std::uint64_t sites = 0;     ///< how many random sites have asked so far

    /// Randomness of one layer: the same layer gets the same stream in the same step, on any thread.
    random_stream next_site() { return random.fork(++sites); }
};

}  // namespace nextclick::inline NEXTCLICK_ABI
