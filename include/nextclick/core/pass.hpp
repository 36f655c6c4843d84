// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/random.hpp"
#include "nextclick/core/workspace.hpp"

/// The arguments of every forward and backward besides its data.
NEXTCLICK_BEGIN_NAMESPACE

inline constexpr std::size_t dynamic = static_cast<std::size_t>(-1);  ///< a width given to the constructor

/// A width: fixed in the type, or (`dynamic`) a value given to the constructor.
template <std::size_t N>
struct extent {
    constexpr operator std::size_t() const { return N; }
};
template <>
struct extent<dynamic> {
    std::size_t value = 0;
    constexpr extent() = default;
    constexpr extent(std::size_t n) : value(n) {}
    constexpr operator std::size_t() const { return value; }
};

/// One pass over a batch: memory, randomness, threads.
struct pass {
    workspace& memory;
    bool training = false;    ///< dropout acts only while training
    random_stream random{};   ///< seed and step of this pass
    int threads = 1;          ///< upper bound; results do not depend on it
    std::uint64_t sites = 0;  ///< number of random sites used so far

    /// Randomness of one layer: the same layer gets the same stream in the same step, on any thread.
    random_stream next_site() { return random.fork(++sites); }
};

/// Calls f(local, first, n) for shares of the rows in parallel; `local` is a pass of one thread with its own memory.
/// requires  rows are independent; f does not throw and calls no next_site()
template <class F>
void share_rows(pass& run, std::size_t rows, std::size_t multiply_adds, const F& f) {
    const std::size_t share = worth_threads(multiply_adds) ? even_share(rows, run.threads) : rows;
    if (share >= rows) {
        pass alone{.memory = run.memory, .training = run.training};
        return f(alone, std::size_t{0}, rows);
    }
    run.memory.make_children((rows + share - 1) / share);
    for_each_block(rows, share, run.threads, [&](std::size_t first, std::size_t end) {
        pass local{.memory = run.memory.child(first / share), .training = run.training};
        f(local, first, end - first);
    });
}

NEXTCLICK_END_NAMESPACE
