#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs missing packages, builds everything, and runs all tests. Options go to ctest: sh tests/run.sh -R room.cell
# Another preset than dev: PRESET=asan sh tests/run.sh   (`cmake --list-presets` lists them)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
preset=${PRESET:-dev}
sh "$root/cmake/setup.sh" tests
cd "$root"
cmake --preset "$preset"
cmake --build --preset "$preset"
jobs=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)
exec ctest --preset "$preset" --parallel "$jobs" "$@" </dev/null
