#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# by_pkg_config.sh PKG_CONFIG STAGE VERSION COMPILER: builds the consumer without CMake.
set -eu
pkg_config=$1 stage=$2 version=$3 compiler=$4
PKG_CONFIG_PATH="$stage/prefix/share/pkgconfig"
export PKG_CONFIG_PATH
found=$("$pkg_config" --modversion nextclick)
[ "$found" = "$version" ] || { echo "nextclick.pc says $found, not $version" >&2; exit 1; }
flags=$("$pkg_config" --cflags nextclick)
case "$flags" in *-march* | *-W* | *-D*) echo "nextclick.pc leaks: $flags" >&2; exit 1 ;; esac
# shellcheck disable=SC2086
"$compiler" -std=c++20 $flags "$(dirname "$0")/main.cpp" -o "$stage/by_pkg_config"
"$stage/by_pkg_config"
