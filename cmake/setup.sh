#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs what building needs, where it is missing. Debian and its relatives by apt-get; elsewhere it says what to get.
set -eu
packages="g++ cmake ninja-build ccache pkg-config python3 libeigen3-dev libxsimd-dev libboost-test-dev libbenchmark-dev
libcli11-dev nlohmann-json3-dev zlib1g-dev"

if ! command -v apt-get >/dev/null 2>&1; then
    missing=""
    for tool in c++ cmake ninja python3; do command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"; done
    for header in eigen3/Eigen/Core xsimd/xsimd.hpp boost/test/unit_test.hpp benchmark/benchmark.h CLI/CLI.hpp \
        nlohmann/json.hpp zlib.h; do
        found=""
        for prefix in /usr/include /usr/local/include /opt/homebrew/include /opt/local/include; do
            [ -e "$prefix/$header" ] && found=yes
        done
        [ -n "$found" ] || missing="$missing $header"
    done
    [ -z "$missing" ] && exit 0
    echo "This is no Debian system, and these are missing:$missing" >&2
    echo "Fedora: dnf install gcc-c++ cmake ninja-build python3 eigen3-devel xsimd-devel boost-devel google-benchmark-devel cli11-devel json-devel zlib-devel" >&2
    echo "Arch: pacman -S gcc cmake ninja python eigen xsimd boost benchmark cli11 nlohmann-json zlib" >&2
    echo "macOS: brew install cmake ninja python eigen xsimd boost google-benchmark cli11 nlohmann-json" >&2
    exit 1
fi

missing=""
for package in $packages; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
[ -z "$missing" ] && exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "Run as root, or install sudo; missing packages:$missing" >&2; exit 1; }
    as_root="sudo"
fi
echo "Installing:$missing"
$as_root apt-get update -q
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
