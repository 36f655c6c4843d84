// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/blocks.hpp"

NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

NEXTCLICK_INLINE __attribute__((noinline)) void run_blocks(std::size_t n, std::size_t block, int threads,
                                                           void (*call)(const void* body, std::size_t begin, std::size_t end),
                                                           const void* body) {
    const std::size_t count = (n + block - 1) / block;
    const auto run = [&](std::size_t i) { call(body, i * block, n - i * block < block ? n : (i + 1) * block); };
    if (threads > 1 && count > 1 && count <= team::max_blocks) {
        team_region region{[](const void* loop, std::size_t i) { (*static_cast<const decltype(run)*>(loop))(i); }, &run,
                           static_cast<std::uint32_t>(count)};
        if (the_team.value.run(region, threads)) return;
    }
    for (std::size_t i = 0; i < count; ++i) run(i);
}

}  // namespace detail

NEXTCLICK_END_NAMESPACE
