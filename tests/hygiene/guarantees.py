#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every promise of docs/guarantees.md names its tests, and that they exist.

usage: guarantees.py ROOT
A test is named `ROOM/FILE: case`, of tests/ROOM/FILE_test.cpp, or is a program of tests/ by its path, in backquotes.
"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
faults, named = [], 0
for number, line in enumerate((root / "docs/guarantees.md").read_text().splitlines(), 1):
    if not line.startswith("| ") or line.startswith("| promise"):
        continue
    cell = line.rstrip(" |").rsplit(" | ", 1)[-1]
    tests = re.findall(r"`([^`]+)`", cell)
    if not tests:
        faults.append(f"{number}: names no test")
    for test in tests:
        named += 1
        if ": " in test:
            name, case = test.split(": ", 1)
            file = root / "tests" / (name + "_test.cpp")
            if not file.exists() or not re.search(r"BOOST_(AUTO|FIXTURE)_TEST_CASE(_TEMPLATE)?\(" + re.escape(case) + r"\b", file.read_text()):
                faults.append(f"{number}: there is no {test}")
        elif not (root / "tests" / test).exists():
            faults.append(f"{number}: there is no tests/{test}")
if faults or named < 20:
    sys.exit("docs/guarantees.md:\n" + "\n".join(faults) + f"\n{named} tests are named")
