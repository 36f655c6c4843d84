// SPDX-License-Identifier: Apache-2.0
#pragma once
// A missing file is a fatal error; after an #error the compiler would go on and print thousands of lines of follow-up errors.
#if defined(_MSVC_LANG) ? _MSVC_LANG < 202002L : __cplusplus < 202002L
#include "nextclick needs C++20: compile with -std=c++20 or newer"
#endif
#include "nextclick/core/version.hpp"

// The name of the inline namespace contains what changes the code that the same source compiles to: the version and the instruction
// set. Objects built with different `-march` can be linked into one program, and each keeps its own instructions
// (docs/rationale.md, "One binary, several instruction sets").
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
/// Every header opens and closes the library's namespace with these two macros and declares `namespace room {` between them. The
/// names are those of nextclick::room, inside an inline namespace of version and instruction set. ctags does not parse `inline` in
/// a nested namespace name; two separate namespaces let it find the names.
#define NEXTCLICK_BEGIN_NAMESPACE \
    namespace nextclick {         \
    inline namespace NEXTCLICK_ABI {
#define NEXTCLICK_END_NAMESPACE \
    }                           \
    }

/// Marks a non-template function that an .ipp file defines. By default its header includes the .ipp and the function is inline;
/// where NEXTCLICK_KERNELS is defined, the target nextclick::kernels has compiled the function once.
#ifdef NEXTCLICK_KERNELS
#define NEXTCLICK_INLINE
#else
#define NEXTCLICK_INLINE inline
#endif
