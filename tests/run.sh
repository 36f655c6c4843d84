#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds everything, and runs all tests. Options go to ctest, e.g. -R room.cell
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sh "$root/cmake/setup.sh"
cd "$root" && cmake --preset dev >/dev/null
cmake --build "$root/build/dev"
cd "$root/build/dev"
exec ctest --output-on-failure "$@"
