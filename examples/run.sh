#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job: installs what is missing, builds examples/gru4rec.cpp for this machine, and runs it here.
# Options go to the program: sh examples/run.sh --train a.tsv.gz --test b.tsv.gz   (--help lists them)
# Another example: EXAMPLE=narm sh examples/run.sh --train ...
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/run"
example=${EXAMPLE:-gru4rec}
sh "$root/cmake/setup.sh" run
mkdir -p "$build"
# Build output is of interest only if building fails.
if ! { cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEXTCLICK_MARCH=native -DNEXTCLICK_TESTS=OFF \
    -DNEXTCLICK_BENCH=OFF && cmake --build "$build" --target "$example"; } >"$build/build.log" 2>&1; then
    cat "$build/build.log" >&2
    exit 1
fi
# Threads that spin for long while they wait are ruin on a machine that is busy with other work, and threads that never
# do take half as long again on one that is not: spin for some microseconds.
GOMP_SPINCOUNT=${GOMP_SPINCOUNT:-1000}
export GOMP_SPINCOUNT
exec "$build/examples/$example" "$@"
