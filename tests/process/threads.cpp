// SPDX-License-Identifier: Apache-2.0
// Prints how many threads a pass may use.
#include <cstdio>

#include "nextclick/core/blocks.hpp"

int main() { std::printf("%d\n", nextclick::available_threads()); }
