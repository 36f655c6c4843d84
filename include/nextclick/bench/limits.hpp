// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "nextclick/core/blocks.hpp"
#include "nextclick/core/storage.hpp"
#include "nextclick/simd/batch.hpp"
#include "nextclick/simd/vector.hpp"

/// The limits of this machine, measured at first use: the denominators of the other benchmarks. Each is the best of
/// several short runs, because other programs can only slow a machine down. Needs only the library.
NEXTCLICK_BEGIN_INTRINSICS
NEXTCLICK_BEGIN_NAMESPACE
namespace bench {

namespace detail {

/// Runs f(thread) on all threads at once, several times; returns the shortest time in seconds.
template <class F>
double best_seconds(int threads, int rounds, const F& f) {
    double best = 1e30;
    for (int r = 0; r < rounds; ++r) {
        const auto start = std::chrono::steady_clock::now();
        std::vector<std::thread> others;
        for (int t = 1; t < threads; ++t) others.emplace_back([&f, t] { f(t); });
        f(0);
        for (auto& t : others) t.join();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return best;
}

/// Forces the compiler to compute x.
inline void keep_number(const float& x) { asm volatile("" : : "g"(&x) : "memory"); }

/// Twelve chains of multiply-adds: enough for a latency of four at two a cycle, in sixteen registers. A fold instead of
/// a loop, so that builds that do not unroll keep the sums in registers, too.
template <std::size_t... I>
void multiply_add(std::size_t turns, std::index_sequence<I...>) {
    using vec = simd::batch<float>;
    vec sums[] = {vec(static_cast<float>(I))...};
    vec a(0.999f), b(1e-3f);
    asm volatile("" : "+m"(a), "+m"(b));
    const vec x = a, y = b;
    for (std::size_t k = 0; k < turns; ++k) ((sums[I] = simd::fma(sums[I], x, y)), ...);
    alignas(cache_line) float out[vec::size];
    ((sums[I].store_aligned(out), keep_number(out[0])), ...);
}

}  // namespace detail

/// Floating-point operations a second of independent multiply-adds in registers.
inline double fma_limit(int threads) {
    static std::map<int, double> known;
    if (const auto at = known.find(threads); at != known.end()) return at->second;
    constexpr std::size_t chains = 12, turns = 2'000'000;
    const double flops = 2.0 * turns * chains * simd::lanes<float> * threads;
    return known[threads] =
               flops / detail::best_seconds(threads, 9, [](int) { detail::multiply_add(turns, std::make_index_sequence<chains>()); });
}

/// Bytes a second of reading an array of that size repeatedly from end to end; each thread reads its share.
inline double read_limit(std::size_t bytes, int threads) {
    static std::map<std::pair<std::size_t, int>, double> known;
    if (const auto at = known.find({bytes, threads}); at != known.end()) return at->second;
    const aligned_vector<float> data(bytes / sizeof(float), 1.0f);
    const std::size_t share = data.size() / static_cast<std::size_t>(threads);
    const std::size_t turns = std::max<std::size_t>(2, (std::size_t{256} << 20) / bytes);
    const double seconds = detail::best_seconds(threads, 7, [&](int t) {
        for (std::size_t r = 0; r < turns; ++r)
            detail::keep_number(simd::sum(std::span<const float>(data).subspan(static_cast<std::size_t>(t) * share, share)));
    });
    return known[{bytes, threads}] = static_cast<double>(share * sizeof(float) * turns) * threads / seconds;
}

/// Median time in seconds to start and join a team of `threads` threads without work.
inline double team_seconds(int threads) {
    std::vector<double> seconds(10'000);
    for (double& s : seconds) {
        const auto start = std::chrono::steady_clock::now();
        for_each_block(static_cast<std::size_t>(threads), 1, threads, [](std::size_t i, std::size_t) {
            asm volatile("" : : "r"(i) : "memory");
        });
        s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    std::nth_element(seconds.begin(), seconds.begin() + 5'000, seconds.end());
    return seconds[5'000];
}

}  // namespace bench
NEXTCLICK_END_NAMESPACE
NEXTCLICK_END_INTRINSICS
