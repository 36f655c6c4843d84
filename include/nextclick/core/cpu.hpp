// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "nextclick/core/config.hpp"
#if defined(__x86_64__) && __has_include(<unistd.h>)
#include <unistd.h>
#define NEXTCLICK_CHECKS_CPU
#endif

/// A check of the processor, for a program's source file to include (no other header includes it). If the processor lacks
/// instructions that the file was compiled for (`-march=...`), the program prints one sentence to standard error and exits with
/// code 1 before anything else runs; without the check it ends by SIGILL, or computes other results. On x86-64 only; elsewhere the
/// header does nothing. A program that selects an instruction set at run time includes it only in the files of the lowest one.
#ifdef NEXTCLICK_CHECKS_CPU
NEXTCLICK_BEGIN_NAMESPACE
namespace detail {

#define NEXTCLICK_EVERY_CPU __attribute__((target("arch=x86-64"), noinline))

NEXTCLICK_EVERY_CPU static void write_error(const char* words) {
    unsigned long n = 0;
    while (words[n] != '\0') ++n;
    [[maybe_unused]] const auto written = write(2, words, n);
}

/// Prints the name of an instruction set that is missing; the first one is preceded by the start of the sentence.
NEXTCLICK_EVERY_CPU static void cpu_needs(bool has, const char* name, bool& lacking) {
    if (has) return;
    write_error(lacking ? ", " : "this program was compiled for another processor: this one lacks ");
    write_error(name);
    lacking = true;
}

/// A bit of cpuid's eax, ebx, ecx, edx (0 to 3) of leaf 7, for instruction sets that some compilers have no name for.
[[maybe_unused]] NEXTCLICK_EVERY_CPU static bool cpu_has(unsigned subleaf, unsigned word, unsigned bit) {
    unsigned r[4] = {0, 0, 0, 0};
    asm("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "0"(0u), "2"(0u));
    if (r[0] < 7) return false;
    asm("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "0"(7u), "2"(0u));
    if (subleaf > r[0]) return false;
    asm("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "0"(7u), "2"(subleaf));
    return (r[word] >> bit & 1u) != 0;
}

__attribute__((constructor(101))) NEXTCLICK_EVERY_CPU static void check_cpu() {
    __builtin_cpu_init();
    bool lacking = false;
#define NEXTCLICK_NEEDS(name) cpu_needs(__builtin_cpu_supports(name), name, lacking)
#ifdef __SSE3__
    NEXTCLICK_NEEDS("sse3");
#endif
#ifdef __SSSE3__
    NEXTCLICK_NEEDS("ssse3");
#endif
#ifdef __SSE4_1__
    NEXTCLICK_NEEDS("sse4.1");
#endif
#ifdef __SSE4_2__
    NEXTCLICK_NEEDS("sse4.2");
#endif
#ifdef __POPCNT__
    NEXTCLICK_NEEDS("popcnt");
#endif
#ifdef __AVX__
    NEXTCLICK_NEEDS("avx");
#endif
#ifdef __AVX2__
    NEXTCLICK_NEEDS("avx2");
#endif
#ifdef __FMA__
    NEXTCLICK_NEEDS("fma");
#endif
#ifdef __BMI__  // a processor without bmi and bmi2 executes some of their encodings as other instructions
    NEXTCLICK_NEEDS("bmi");
#endif
#ifdef __BMI2__
    NEXTCLICK_NEEDS("bmi2");
#endif
#ifdef __AVX512F__
    NEXTCLICK_NEEDS("avx512f");
#endif
#ifdef __AVX512CD__
    NEXTCLICK_NEEDS("avx512cd");
#endif
#ifdef __AVX512BW__
    NEXTCLICK_NEEDS("avx512bw");
#endif
#ifdef __AVX512DQ__
    NEXTCLICK_NEEDS("avx512dq");
#endif
#ifdef __AVX512VL__
    NEXTCLICK_NEEDS("avx512vl");
#endif
#ifdef __AVX512IFMA__
    NEXTCLICK_NEEDS("avx512ifma");
#endif
#ifdef __AVX512VBMI__
    NEXTCLICK_NEEDS("avx512vbmi");
#endif
#ifdef __AVX512VBMI2__
    NEXTCLICK_NEEDS("avx512vbmi2");
#endif
#ifdef __AVX512VNNI__
    NEXTCLICK_NEEDS("avx512vnni");
#endif
#ifdef __AVX512BITALG__
    NEXTCLICK_NEEDS("avx512bitalg");
#endif
#ifdef __AVX512VPOPCNTDQ__
    NEXTCLICK_NEEDS("avx512vpopcntdq");
#endif
#ifdef __GFNI__
    cpu_needs(cpu_has(0, 2, 8), "gfni", lacking);
#endif
#ifdef __VAES__
    cpu_needs(cpu_has(0, 2, 9), "vaes", lacking);
#endif
#ifdef __VPCLMULQDQ__
    cpu_needs(cpu_has(0, 2, 10), "vpclmulqdq", lacking);
#endif
#ifdef __AVX512VP2INTERSECT__
    cpu_needs(cpu_has(0, 3, 8), "avx512vp2intersect", lacking);
#endif
#ifdef __AVX512FP16__
    cpu_needs(cpu_has(0, 3, 23), "avx512fp16", lacking);
#endif
#ifdef __AVX512BF16__
    cpu_needs(cpu_has(1, 0, 5), "avx512bf16", lacking);
#endif
#ifdef __AVXVNNI__
    cpu_needs(cpu_has(1, 0, 4), "avxvnni", lacking);
#endif
#ifdef __AVXIFMA__
    cpu_needs(cpu_has(1, 0, 23), "avxifma", lacking);
#endif
#ifdef __AVXVNNIINT8__
    cpu_needs(cpu_has(1, 3, 4), "avxvnniint8", lacking);
#endif
#undef NEXTCLICK_NEEDS
    if (!lacking) return;
    const bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    const bool v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    write_error("; rebuild it with -march=x86-64");
    write_error(v3 ? "-v3" : v2 ? "-v2" : "");
    write_error(", or with -march=native on this machine (the programs of nextclick by cmake -DNEXTCLICK_MARCH=...)\n");
    _exit(1);
}
#undef NEXTCLICK_EVERY_CPU
#undef NEXTCLICK_CHECKS_CPU

}  // namespace detail
NEXTCLICK_END_NAMESPACE
#endif
