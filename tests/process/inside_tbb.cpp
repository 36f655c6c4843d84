// SPDX-License-Identifier: Apache-2.0
// A program with threads of TBB: regions of the library before, inside and after one of TBB's give the same sum.
#include <tbb/parallel_for.h>

#include <atomic>
#include <cstdio>

#include "sum.hpp"

int main() {
    std::atomic<int> wrong{!right_sum(4)};
    tbb::parallel_for(0, 200, [&](int) { wrong += !right_sum(4); });
    wrong += !right_sum(4);
    if (wrong != 0) std::printf("%d of 202 sums are wrong\n", wrong.load());
    return wrong != 0;
}
