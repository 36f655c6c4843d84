#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job: installs what is missing, builds examples/gru4rec.cpp for this machine, and runs it.
# Options go to the program: sh examples/run.sh --train a.tsv.gz --test b.tsv.gz   (--help lists them)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sh "$root/cmake/setup.sh"
cmake -S "$root" -B "$root/build/run" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEXTCLICK_MARCH=native \
    -DNEXTCLICK_TESTS=OFF -DNEXTCLICK_BENCH=OFF >/dev/null
cmake --build "$root/build/run" --target gru4rec
exec "$root/build/run/examples/gru4rec" "$@"
