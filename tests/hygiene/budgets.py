#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cost of including a header, in preprocessed lines (which, unlike seconds, do not vary), against docs/budgets.md.

budgets.py ROOT COMPILER FLAG...
Counts the lines that the preprocessor leaves for the compiler: neither blank lines nor line markers.
"""
import pathlib
import platform
import subprocess
import sys

BUDGETS = {"core": 60_000, "policy": 130_000, "umbrella": 175_000}
UMBRELLAS = {"nextclick.hpp", "zoo.hpp", "train.hpp", "serve.hpp", "eval.hpp", "io.hpp", "model.hpp", "parallel.hpp",
             "neighbours.hpp", "baseline.hpp", "hybrid.hpp", "search.hpp", "server.hpp", "bench.hpp"}
OPTIONAL = {"bench.hpp": "nextclick needs Google Benchmark"}  # the compiler's message where the other package is missing


def budget_of(name):
    return "core" if name.startswith("core/") else "umbrella" if name in UMBRELLAS else "policy"


def lines(compiler, flags, header):
    level = ["-march=x86-64-v3"] if platform.machine() in ("x86_64", "AMD64") else []
    command = [compiler, "-std=c++20", *level, *flags, "-E", "-P", "-x", "c++", "-"]
    out = subprocess.run(command, input=f'#include "nextclick/{header}"\n', capture_output=True, text=True)
    if header in OPTIONAL and OPTIONAL[header] in out.stderr:
        return 0
    out.check_returncode()
    return sum(1 for line in out.stdout.splitlines() if line.strip())


def main(root, compiler, *flags):
    include = pathlib.Path(root) / "include" / "nextclick"
    over = 0
    for header in [*sorted(include.glob("core/*.hpp")), *sorted(include.glob("*.hpp"))]:
        name = header.relative_to(include).as_posix()
        count, budget = lines(compiler, flags, name), budget_of(name)
        over += count > BUDGETS[budget]
        print(f"{name:28} {count:8} lines of {BUDGETS[budget]:6} ({budget}){'   OVER' if count > BUDGETS[budget] else ''}")
    return over


sys.exit(bool(main(*sys.argv[1:])))
