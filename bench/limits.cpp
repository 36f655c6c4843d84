// SPDX-License-Identifier: Apache-2.0
// The machine and its limits, as JSON.
#include "nextclick/bench/limits.hpp"

#include <cstdio>
#include <fstream>
#include <string>

namespace {
std::string processor() {
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (line.rfind("model name", 0) == 0) return line.substr(line.find(':') + 2);
    return "unknown";
}
}  // namespace

int main() {
    namespace bench = nextclick::bench;
    std::printf("{\"processor\": \"%s\", \"vectors\": \"%s\",\n", processor().c_str(), nextclick::simd::arch_name());
    std::printf(" \"multiply-adds, 1 and 2 threads\": \"%.0f and %.0f GFLOP/s\",\n", bench::fma_limit(1) * 1e-9,
                bench::fma_limit(2) * 1e-9);
    std::printf(" \"a team of 2 threads begins and ends in\": \"%.2f us\",\n", bench::team_seconds(2) * 1e6);
    const auto read = [](const char* what, std::size_t bytes, const char* end) {
        std::printf(" \"reading %s, 1 and 2 threads\": \"%.0f and %.0f GB/s\"%s\n", what, bench::read_limit(bytes, 1) * 1e-9,
                    bench::read_limit(bytes, 2) * 1e-9, end);
    };
    read("256 KB", 256 << 10, ",");
    read("17 MB (43,000 x 100)", 17'200'000, ",");
    read("256 MB (1,000,000 x 64)", 256'000'000, "}");
}
