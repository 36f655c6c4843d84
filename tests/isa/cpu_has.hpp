// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

/// Whether this processor runs code compiled for x86-64-<level>, level one of v2, v3, v4; `vnni`: v4 with its
/// products of bytes.
inline bool cpu_has(std::string_view level) {
#ifdef __x86_64__
    const bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    const bool v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi") &&
                    __builtin_cpu_supports("bmi2");
    const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
                    __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (level == "vnni") return v4 && __builtin_cpu_supports("avx512vnni");
    return (level == "v2" && v2) || (level == "v3" && v3) || (level == "v4" && v4);
#else
    (void)level;
    return false;
#endif
}
