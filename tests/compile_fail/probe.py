#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles a probe twice: as it stands it must pass, with NEXTCLICK_MUST_FAIL it must fail with the words of its first
line, within a budget of lines."""
import re
import subprocess
import sys

BUDGET = 45
file, include, compiler = sys.argv[1:4]
first = open(file).readline()
expected = first.removeprefix("// EXPECT: ").strip()
command = [compiler, "-std=c++20", "-fsyntax-only", "-fdiagnostics-color=never", f"-I{include}", file]
good = subprocess.run(command, capture_output=True, text=True)
if good.returncode:
    sys.exit(f"must compile without NEXTCLICK_MUST_FAIL:\n{good.stderr}")
bad = subprocess.run([*command, "-DNEXTCLICK_MUST_FAIL"], capture_output=True, text=True)
lines = bad.stderr.count("\n")
print(f"{lines} lines of diagnosis:\n{bad.stderr}")
if bad.returncode == 0:
    sys.exit("must not compile with NEXTCLICK_MUST_FAIL")
if not re.search(expected, bad.stderr):
    sys.exit(f"the diagnosis does not say: {expected}")
if lines > BUDGET:
    sys.exit(f"{lines} lines of diagnosis, {BUDGET} are allowed")
