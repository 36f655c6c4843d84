// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>

#include "kernels.hpp"

int main() {
    std::vector<float> a(1003), b(1003);
    double expected = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        a[i] = static_cast<float>(i % 13) - 6;
        b[i] = static_cast<float>(i % 7) - 3;
        expected += 2.0 * static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    const auto wrong = [&](const char* level, float got) {
        std::printf("%s: %g (expected %g)\n", level, static_cast<double>(got), expected);
        return std::abs(static_cast<double>(got) - expected) > 1e-2;
    };
    int failures = wrong("x86-64-v2", dot_v2(a, b));
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) failures += wrong("x86-64-v3", dot_v3(a, b));
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
        failures += wrong("x86-64-v4", dot_v4(a, b));
    return failures;
}
