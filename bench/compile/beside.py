#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What programs cost to compile beside another version of the library: user seconds and peak megabytes, in turns, medians.

beside.py [--compiler g++] [--rounds 3] OTHER_TREE [WORD...]
Compiles the README's program and the examples of both trees, each with its own headers: -std=c++20 -O3 -march=native, one compiler at a
time. Of this tree also with NEXTCLICK_KERNELS defined, as programs compile that link nextclick::kernels; the line `kernels` is what that
target costs once. WORDs choose programs whose name contains one of them. An example of several files is their sum, and the largest of their
peaks.
"""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = "README program"


def programs(tree, folder):
    """Name of each program, and its files."""
    text = re.search(r"```cpp\n(.*?)```", (tree / "README.md").read_text(), re.DOTALL)
    readme = folder / f"readme_{len(list(folder.iterdir()))}.cpp"
    readme.write_text(text[1])
    found = {README: [readme]}
    for file in sorted((tree / "examples").glob("*.cpp")):
        more = sorted((tree / "examples" / file.stem).glob("*.cpp"))
        found[file.stem] = [file, *more]
    return found


def kernels(folder):
    """One file a room of .ipp files, as the target makes them, more or less."""
    include = ROOT / "include"
    rooms = {}
    for bodies in sorted(include.rglob("*.ipp")):
        rooms.setdefault(bodies.relative_to(include).parts[1], []).append(bodies.relative_to(include).as_posix())
    files = []
    for room, names in rooms.items():
        files.append(folder / f"kernels_{room}.cpp")
        files[-1].write_text("".join(f"#include <{name}>\n" for name in names))
    return files


def cost(compiler, tree, files, *definitions):
    """User seconds and megabytes; None if a file does not compile."""
    seconds = megabytes = 0
    for file in files:
        command = [compiler, "-std=c++20", "-O3", "-march=native", f"-I{tree / 'include'}", f"-I{tree / 'examples'}", "-isystem", "/usr/include/eigen3",
                   *definitions, "-c", str(file), "-o", os.devnull]
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        words = child.stderr.read().decode()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            print(f"{file}: {words[:2000]}", file=sys.stderr)
            return None
        seconds += usage.ru_utime
        megabytes = max(megabytes, usage.ru_maxrss / 1024)
    return seconds, megabytes


def median(costs):
    return [statistics.median(column) for column in zip(*costs)]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("other", type=pathlib.Path)
    words.add_argument("--compiler", default="g++")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("words", nargs="*")
    options = words.parse_args()
    print(f"{'program':22} {'other: s':>9} {'MB':>6} {'headers: s':>11} {'MB':>6} {'ratios':>12} {'with kernels: s':>16} {'MB':>6} {'ratios':>12}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        theirs, ours = programs(options.other.resolve(), folder), programs(ROOT, folder)
        if not options.words or any(word in "kernels" for word in options.words):
            once = cost(options.compiler, ROOT, kernels(folder), "-DNEXTCLICK_KERNELS")
            if once:
                print(f"{'kernels':22} {'':>9} {'':>6} {'':>11} {'':>6} {'':>12} {once[0]:16.1f} {once[1]:6.0f}", flush=True)
        for name in [n for n in ours if n in theirs and (not options.words or any(word in n for word in options.words))]:
            runs = [[cost(options.compiler, options.other.resolve(), theirs[name]), cost(options.compiler, ROOT, ours[name]),
                     cost(options.compiler, ROOT, ours[name], "-DNEXTCLICK_KERNELS")] for _ in range(options.rounds)]
            if any(run is None for each in runs for run in each):
                continue
            (s, m), (hs, hm), (ks, km) = (median(costs) for costs in zip(*runs))
            print(f"{name:22} {s:9.1f} {m:6.0f} {hs:11.1f} {hm:6.0f} {hs / s:6.2f}{hm / m:6.2f} {ks:16.1f} {km:6.0f} {ks / s:6.2f}{km / m:6.2f}", flush=True)


main()
