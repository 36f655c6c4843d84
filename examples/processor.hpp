// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <unistd.h>

#include <csignal>

/// A program that was compiled for another processor says so and ends with 1, instead of being killed by the first instruction that
/// this one lacks. Checked before anything else runs, by code that every processor has.
namespace program::detail {

#if defined(__x86_64__)
#define EVERY_PROCESSOR __attribute__((target("arch=x86-64")))
#else
#define EVERY_PROCESSOR
#endif

[[noreturn]] EVERY_PROCESSOR inline void built_for_another_processor(int) {
    static constexpr char words[] =
        "this program was compiled for another processor: it has instructions that this one lacks; compile it here "
        "(sh examples/run.sh does, in build/run), or for all of them (cmake -DNEXTCLICK_MARCH=x86-64-v2)\n";
    [[maybe_unused]] const auto written = write(2, words, sizeof words - 1);
    _exit(1);
}

EVERY_PROCESSOR __attribute__((constructor(101))) static void check_processor() {
    std::signal(SIGILL, built_for_another_processor);  // whatever is not asked for below
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool enough = true
#ifdef __SSE4_2__
                        && __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt")
#endif
#ifdef __AVX2__
                        && __builtin_cpu_supports("avx2")
#endif
#ifdef __FMA__
                        && __builtin_cpu_supports("fma")
#endif
#ifdef __BMI2__  // on a processor without them, some of these count other bits instead of ending the program
                        && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
#endif
#ifdef __AVX512F__
                        && __builtin_cpu_supports("avx512f")
#endif
#ifdef __AVX512BW__
                        && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
#endif
#ifdef __AVX512VNNI__
                        && __builtin_cpu_supports("avx512vnni")
#endif
        ;
    if (!enough) built_for_another_processor(SIGILL);
#endif
}
#undef EVERY_PROCESSOR

}  // namespace program::detail
