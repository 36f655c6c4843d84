// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Measures user-defined policies next to those of the library and relative to the machine, one line each. Optional: needs Google
/// Benchmark (Debian: libbenchmark-dev), by CMake `find_package(nextclick REQUIRED COMPONENTS bench)` and the target nextclick::bench;
/// nextclick.hpp does not include it.
///     int main(int argc, char** argv) {
///         nextclick::bench::cell<my_cell>("my_cell");
///         nextclick::bench::attention<my_attention>("my_attention");
///         nextclick::bench::loss<my_loss>("my_loss");
///         nextclick::bench::training<my_model>("my_model");
///         return nextclick::bench::run(argc, argv);
///     }
/// "limit" is the fraction of the maximum of the machine (bench/limits.hpp).
#include "nextclick/bench/layers.hpp"
#include "nextclick/bench/limits.hpp"
#include "nextclick/bench/measure.hpp"
#include "nextclick/bench/models.hpp"
#include "nextclick/bench/scores.hpp"
