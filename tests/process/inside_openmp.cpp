// SPDX-License-Identifier: Apache-2.0
// A program whose own threads are OpenMP's: regions of the library before, inside and after one of its, the same sum in each.
#include <omp.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <numeric>

#include "nextclick/core/parallel.hpp"

namespace {
/// Of the first hundred thousand numbers, in blocks.
std::uint64_t sum(int threads) {
    constexpr std::size_t n = 100'000, block = 1000;
    std::array<std::uint64_t, n / block> parts{};
    nextclick::parallel_blocks(n, block, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t b = begin; b < end; ++b) parts[b / block] += b;
    });
    return std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
}
}  // namespace

int main() {
    constexpr std::uint64_t right = 100'000ull * 99'999 / 2;
    int wrong = sum(4) != right;
#pragma omp parallel for num_threads(4) reduction(+ : wrong)
    for (int call = 0; call < 200; ++call) wrong += sum(4) != right;
    wrong += sum(4) != right;
    if (wrong != 0) std::printf("%d of 202 sums are wrong\n", wrong);
    return wrong != 0;
}
