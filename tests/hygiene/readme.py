#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the C++ blocks of the README unchanged, each as a separate program, and runs them.

usage: readme.py ROOT COMPILER OPTION...     options: of the compiler, such as the folders of headers
"""
import pathlib
import re
import subprocess
import sys
import tempfile

root, compiler, options = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
blocks = re.findall(r"^```cpp\n(.*?)^```", (root / "README.md").read_text(), re.M | re.S)
if not blocks:
    sys.exit("README.md has no C++ block")
for block in blocks:
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "program"
        subprocess.run([compiler, "-std=c++20", "-O2", *options, "-x", "c++", "-", "-o", str(program)], input=block, text=True, check=True)
        for log in [], [str(root / "tests" / "cli" / "files" / "small-train.tsv")]:
            done = subprocess.run([program, *log], cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, timeout=600)
            print(done.stdout)
            if done.returncode != 0 or not re.search(r"item \d+:(  \d+){5}", done.stdout):
                sys.exit(f"the program of the README ends with {done.returncode}, and shows no items {log}")
