#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What including a header costs, in preprocessed lines (they do not wobble, unlike seconds), against docs/budgets.md."""
import pathlib
import subprocess
import sys

root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2]
include = root / "include"
BUDGETS = {"core": 50_000, "policy": 130_000, "umbrella": 175_000}


def lines(header):
    out = subprocess.run([compiler, "-std=c++20", "-march=x86-64-v3", "-E", f"-I{include}", "-x", "c++", str(header)],
                         capture_output=True, text=True, check=True).stdout
    return sum(1 for line in out.splitlines() if line.strip() and not line.startswith("#"))


failed = False
for name, budget, header in [
    ("core/fields.hpp", "core", "core/fields.hpp"), ("core/random.hpp", "core", "core/random.hpp"),
    ("cell.hpp", "policy", "cell.hpp"), ("loss.hpp", "policy", "loss.hpp"), ("encoder.hpp", "policy", "encoder.hpp"),
    ("data.hpp", "policy", "data.hpp"), ("nextclick.hpp", "umbrella", "nextclick.hpp"),
]:
    n = lines(include / "nextclick" / header)
    over = n > BUDGETS[budget]
    failed |= over
    print(f"{name:20} {n:8} lines, budget of {budget}: {BUDGETS[budget]}{'   OVER' if over else ''}")
sys.exit(failed)
