// SPDX-License-Identifier: Apache-2.0
// Compiled for a level of x86-64; on a processor that lacks it, the program reports this before static objects are constructed.
#include <cstdio>
#include <vector>

#include "nextclick/core/cpu.hpp"

namespace {
double weighted(const std::vector<float>& x) {
    double sum = 0;
    for (const float v : x) sum += double{v} * 0.5;
    return sum;
}
const double early = weighted(std::vector<float>(1000, 1.0f));  // vector instructions in a static initialiser
}  // namespace

int main() { std::printf("%g\n", early); }
