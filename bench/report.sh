#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures everything that docs/performance.md shows, and writes its tables and plots. Takes some ten minutes on an idle machine;
# --quick: two or three, less precise.
set -eu
cd "$(dirname "$0")/.."
repetitions=5 rounds=3 seconds=1
[ "${1:-}" = --quick ] && repetitions=1 rounds=1 seconds=0.2
out=build/native/report
cmake --preset native
cmake --build --preset native --target bench_product bench_training bench_whole_sessions bench_serve bench_limits bench_memory
mkdir -p "$out"
build/native/bench/bench_limits > "$out/machine.json"
# OpenBLAS and oneDNN use OpenMP threads: this keeps them awake between two products.
GOMP_SPINCOUNT=100000 build/native/bench/bench_product --benchmark_repetitions=$repetitions --benchmark_enable_random_interleaving=true \
    --benchmark_format=json > "$out/product.json"
build/native/bench/bench_serve --benchmark_repetitions=$repetitions --benchmark_enable_random_interleaving=true \
    --benchmark_format=json > "$out/serve.json"
/usr/bin/python3 bench/end_to_end.py build/native "$out/end_to_end.json" --rounds $rounds --seconds $seconds
for without in "" --without-step; do
    # shellcheck disable=SC2086
    /usr/bin/time -f "%M" -o "$out/memory$without.kb" build/native/bench/bench_memory $without
done
/usr/bin/python3 bench/report.py "$out" docs
