#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the C++ blocks of the README, each as a program of its own."""
import pathlib
import re
import subprocess
import sys

root, compiler = pathlib.Path(sys.argv[1]), sys.argv[2]
blocks = re.findall(r"^```cpp\n(.*?)^```", (root / "README.md").read_text(), re.M | re.S)
if not blocks:
    sys.exit("README.md has no C++ block")
for block in blocks:
    subprocess.run([compiler, "-std=c++20", "-fsyntax-only", f"-I{root / 'include'}", "-x", "c++", "-"], input=block,
                   text=True, check=True)
