#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles a probe twice: unchanged it must pass; with NEXTCLICK_MUST_FAIL it must fail with the words of its first
line, within a budget of lines: 25, or the smaller number in its second line (`// LINES: 15`).

probe.py FILE COMPILER FLAG...
"""
import re
import subprocess
import sys

BUDGET = 25


def main(file, compiler, *flags):
    with open(file) as probe:
        first = re.match(r"// EXPECT: (\S.*)", probe.readline())
        budget = re.match(r"// LINES: (\d+)", probe.readline())
    budget = min(int(budget[1]), BUDGET) if budget else BUDGET
    if not first:
        return f"{file} must begin with // EXPECT: and what the compiler says"
    command = [compiler, "-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", *flags, file]
    sound = subprocess.run(command, capture_output=True, text=True)
    if sound.returncode:
        return f"must compile without NEXTCLICK_MUST_FAIL:\n{sound.stderr}"
    broken = subprocess.run([*command, "-DNEXTCLICK_MUST_FAIL"], capture_output=True, text=True)
    if broken.returncode == 0:
        return "must not compile with NEXTCLICK_MUST_FAIL"
    lines = broken.stderr.count("\n")
    print(f"{lines} lines of diagnosis:\n{broken.stderr}")
    if not re.search(first[1], broken.stderr):
        return f"the diagnosis does not say: {first[1]}"
    if lines > budget:
        return f"{lines} lines of diagnosis, {budget} are allowed"
    return None


sys.exit(main(*sys.argv[1:]))
