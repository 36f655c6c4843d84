// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>

#include "cpu_has.hpp"
#include "kernels.hpp"

namespace {

constexpr std::size_t counts[] = {1, 3, 15, 16, 17, 64, 100, 1003};
int failures = 0;

void require(bool ok, const char* level, std::size_t count, const char* what) {
    if (ok) return;
    std::printf("%s, %zu numbers: %s\n", level, count, what);
    ++failures;
}

bool close(double a, double b) { return std::abs(a - b) <= 1e-5 * std::max(1.0, std::abs(b)); }

using compute = computed (*)(std::uint64_t, std::size_t);

/// Compares one build with its plain twins, and with the first build.
void check(const char* level, compute f, compute first) {
    for (const std::size_t count : counts) {
        const computed got = f(42, count), expected = first(42, count);
        require(got.worst_difference < 1e-5, level, count, "kernels differ from their plain twins");
        require(got.drawn == expected.drawn, level, count, "random numbers depend on the instruction set");
        require(close(got.dot, expected.dot) && close(got.product, expected.product) && close(got.log_sum_exp, expected.log_sum_exp), level,
                count, "levels differ from each other");
        require(close(got.dot, got.product), level, count, "dot and product differ");
    }
    std::printf("%s: checked\n", level);
}

}  // namespace

int main() {
#ifdef __x86_64__
    check("x86-64-v2", compute_v2, compute_v2);
    if (cpu_has("v3")) check("x86-64-v3", compute_v3, compute_v2);
    if (cpu_has("v4")) check("x86-64-v4", compute_v4, compute_v2);
#else
    check("arm64", compute_arm64, compute_arm64);
#endif
    return failures == 0 ? 0 : 1;
}
