// SPDX-License-Identifier: Apache-2.0
// A program with threads of OpenMP: regions of the library before, inside and after one of OpenMP's give the same sum.
#include <omp.h>

#include <cstdio>

#include "sum.hpp"

int main() {
    int wrong = !right_sum(4);
#pragma omp parallel for num_threads(4) reduction(+ : wrong)
    for (int call = 0; call < 200; ++call) wrong += !right_sum(4);
    wrong += !right_sum(4);
    if (wrong != 0) std::printf("%d of 202 sums are wrong\n", wrong);
    return wrong != 0;
}
