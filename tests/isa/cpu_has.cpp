// SPDX-License-Identifier: Apache-2.0
#include "cpu_has.hpp"

/// cpu_has v3: exits with 0 if this processor runs code for x86-64-v3.
int main(int argc, char** argv) { return argc == 2 && cpu_has(argv[1]) ? 0 : 1; }
