#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Installs the packages that are missing for building. Debian and its derivatives: by apt-get. On other systems it names the packages.
#   setup.sh run     packages of examples/run.sh
#   setup.sh tests   also packages of tests/run.sh
#   setup.sh all     also packages of optional tests: clang, clang-format, ctags, a cross compiler, emulators
#   setup.sh nightly also packages of .ci/nightly
set -eu
what=${1:-tests}
for_run="g++ cmake ninja-build ccache libeigen3-dev libxsimd-dev libcli11-dev nlohmann-json3-dev zlib1g-dev pkg-config libcpp-httplib-dev"
for_tests="python3 libboost-test-dev libbenchmark-dev libhnswlib-dev libzstd-dev"
for_all="libtbb-dev clang clang-format-16 universal-ctags g++-aarch64-linux-gnu qemu-user"
for_night="valgrind libclang-rt-dev python3-numpy python3-torch"
case $what in
    run) packages=$for_run ;;
    tests) packages="$for_run $for_tests" ;;
    all) packages="$for_run $for_tests $for_all" ;;
    nightly) packages="$for_run $for_tests $for_all $for_night" ;;
    *) echo "setup.sh: run, tests, all or nightly, not '$what'" >&2; exit 2 ;;
esac

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for tool in c++ cmake ninja; do command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"; done
    headers="Eigen/Core xsimd/xsimd.hpp CLI/CLI.hpp nlohmann/json.hpp zlib.h"
    if [ "$what" != run ]; then
        command -v python3 >/dev/null 2>&1 || missing="$missing python3"
        headers="$headers boost/test/unit_test.hpp benchmark/benchmark.h"
    fi
    for header in $headers; do
        found=""
        for folder in /usr/include /usr/local/include /opt/homebrew/include /opt/local/include; do
            if [ -e "$folder/$header" ] || [ -e "$folder/eigen3/$header" ]; then found=yes; fi
        done
        [ -n "$found" ] || missing="$missing $header"
    done
    [ -n "$missing" ] || exit 0
    cat >&2 <<END
There is no apt-get here, and these are missing:$missing
Fedora:   dnf install gcc-c++ cmake ninja-build ccache python3 pkgconf eigen3-devel xsimd-devel boost-devel \\
              google-benchmark-devel cli11-devel json-devel zlib-devel
Arch:     pacman -S gcc cmake ninja ccache python pkgconf eigen xsimd boost benchmark cli11 nlohmann-json zlib
Homebrew: brew install cmake ninja ccache python pkgconf eigen xsimd boost google-benchmark cli11 nlohmann-json
END
    exit 1
fi

missing=""
for package in $packages; do
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "These packages are missing, and installing them takes root or sudo:$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
echo "Installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086
if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "apt-get could not install:$missing" >&2
    exit 1
fi
