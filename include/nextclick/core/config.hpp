// SPDX-License-Identifier: Apache-2.0
#pragma once
// An #error would let the compiler read on, for thousands of lines of consequences; a file that cannot be found ends it.
#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#include "nextclick needs C++20: compile with -std=c++20 or newer"
#endif
#include "nextclick/core/version.hpp"

// The inline namespace carries whatever changes the code that the same source text compiles to: version and vector
// instructions. Objects built with different `-march` can then be linked into one program, and each keeps its
// own instructions (docs/rationale.md, "One binary, several instruction sets").
#if defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__AVX512VNNI__)
#define NEXTCLICK_ISA avx512vnni
#elif defined(__AVX512BW__) && defined(__AVX512VL__) && defined(__AVX512DQ__)
#define NEXTCLICK_ISA avx512
#elif defined(__AVX2__) && defined(__FMA__)
#define NEXTCLICK_ISA avx2
#elif defined(__AVX__)
#define NEXTCLICK_ISA avx
#elif defined(__SSE4_2__)
#define NEXTCLICK_ISA sse42
#elif defined(__aarch64__)
#define NEXTCLICK_ISA arm64
#else
#define NEXTCLICK_ISA baseline
#endif

#define NEXTCLICK_JOIN_(a, b, c) v##a##_##b##_##c
#define NEXTCLICK_JOIN(a, b, c) NEXTCLICK_JOIN_(a, b, c)
#define NEXTCLICK_ABI NEXTCLICK_JOIN(NEXTCLICK_VERSION_MAJOR, NEXTCLICK_VERSION_MINOR, NEXTCLICK_ISA)
/// Every header stands between these two lines, with `namespace room {` inside: names of nextclick::room, in an inline namespace of
/// version and instruction set. ctags, which does not read `inline` in a nested name, finds rooms and names so.
#define NEXTCLICK_BEGIN_NAMESPACE \
    namespace nextclick {         \
    inline namespace NEXTCLICK_ABI {
#define NEXTCLICK_END_NAMESPACE \
    }                           \
    }

/// Before a function of an .ipp, which is no template. Its header includes the .ipp, so that every program compiles it; or the target
/// nextclick::kernels has compiled it once, and NEXTCLICK_KERNELS is defined.
#ifdef NEXTCLICK_KERNELS
#define NEXTCLICK_INLINE
#else
#define NEXTCLICK_INLINE inline
#endif
