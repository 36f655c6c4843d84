#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The lines of include/ that the tests reach: the counts of gcov in a build of the preset `coverage`, summed over all programs.

usage: coverage.py ROOT BUILD [--least PERCENT] [--lines]     --lines: names the lines that no test reached
gcovr takes more than ten minutes to read gcov's text for templates; this program reads its JSON.
"""
import argparse
import collections
import concurrent.futures
import itertools
import json
import pathlib
import subprocess
import sys


def counted(counts, include):
    """{header: {line: how often}} of one object file."""
    found = collections.defaultdict(collections.Counter)
    said = subprocess.run(["gcov", "--json-format", "--stdout", counts], capture_output=True, check=True, cwd=counts.parent).stdout
    for one in json.loads(said)["files"]:
        path = pathlib.Path(one["file"])
        if path.is_relative_to(include):
            for line in one["lines"]:
                found[str(path.relative_to(include))][line["line_number"]] += line["count"]
    return found


def ranges(lines):
    """3, 4, 5, 9 -> 3-5 9"""
    runs = [[n for _, n in run] for _, run in itertools.groupby(enumerate(sorted(lines)), lambda x: x[1] - x[0])]
    return " ".join(f"{r[0]}-{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("root", type=pathlib.Path)
    ask.add_argument("build", type=pathlib.Path)
    ask.add_argument("--least", type=float, default=0)
    ask.add_argument("--lines", action="store_true")
    args = ask.parse_args()
    include = args.root.resolve() / "include" / "nextclick"
    total = collections.defaultdict(collections.Counter)
    files = sorted(args.build.resolve().rglob("*.gcda"))
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for found in pool.map(lambda file: counted(file, include), files):
            for header, lines in found.items():
                total[header].update(lines)
    rooms = collections.defaultdict(lambda: [0, 0])
    for header, lines in sorted(total.items()):
        missed = [n for n, times in lines.items() if times == 0]
        for room in (header.split("/")[0], "all"):
            rooms[room][0] += len(lines)
            rooms[room][1] += len(lines) - len(missed)
        if args.lines and missed:
            print(f"{header}: {len(missed)} of {len(lines)}: {ranges(missed)}")
    for room, (lines, reached) in rooms.items():
        print(f"{room:12} {reached:6} of {lines:6} lines {100 * reached / lines:6.1f} %")
    lines, reached = rooms["all"]
    if lines == 0 or 100 * reached / lines < args.least:
        sys.exit(f"less than {args.least} % of the lines of include/ are reached")


if __name__ == "__main__":
    main()
