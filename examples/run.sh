#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job: installs missing packages, builds examples/gru4rec.cpp for this machine, and runs it here.
# Options go to the program: sh examples/run.sh --train a.tsv.gz --test b.tsv.gz   (--help lists them)
# Another example: EXAMPLE=narm sh examples/run.sh --train ...
# The program for the command line: EXAMPLE=nextclick sh examples/run.sh inspect clicks.csv
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build="$root/build/run"
example=${EXAMPLE:-gru4rec}
if [ ! -f "$root/examples/$example.cpp" ]; then
    echo "there is no example '$example'; there are" $(cd "$root/examples" && ls ./*.cpp | sed 's/\.cpp$//; s/^\.\///') >&2
    exit 2
fi
target=$example
if [ "$example" = nextclick ]; then target=nextclick_program; fi
sh "$root/cmake/setup.sh" run
mkdir -p "$build"
log="$build/build.log"
failed() {
    cat "$log" >&2
    exit 1
}

# Build output is shown only if building fails; otherwise a message, and on a terminal the number of the step.
prepare() {
    cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DNEXTCLICK_MARCH=native -DNEXTCLICK_TESTS=OFF -DNEXTCLICK_BENCH=OFF
}
compile() { cmake --build "$build" --target "$target" "$@"; }
show_steps() {
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            *Re-checking*) ;;
            "["*) printf '\rbuilding %s for this machine: step %s ' "$example" "${line%%]*}]" >&2 ;;
        esac
    done
    printf '\n' >&2
}
prepare >"$log" 2>&1 || failed
if ! compile -- -n | grep -q 'no work to do'; then
    if [ -t 2 ]; then
        rm -f "$build/built"
        { compile 2>&1 && : >"$build/built"; } | show_steps
        [ -f "$build/built" ] || failed
    else
        echo "building $example for this machine; that takes some minutes, the first time" >&2
        compile >>"$log" 2>&1 || failed
    fi
fi
exec "$build/examples/$example" "$@"
