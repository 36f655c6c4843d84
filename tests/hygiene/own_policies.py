#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles the C++ blocks of docs/own-policies.md.

usage: own_policies.py ROOT [--without-bench] COMPILER OPTION...     options: of the compiler, such as the folders of headers
Blocks without main() are statements of a function. `nearness`, which the page shows by a link, is that of examples/new_attention.cpp, and
my_model is the model there. Blocks that need Google Benchmark are left out if it is missing. The concepts of the first table must exist.
"""
import pathlib
import re
import subprocess
import sys

root, *command = sys.argv[1:]
without_bench = command[0] == "--without-bench"
command = command[without_bench:]
page = (pathlib.Path(root) / "docs/own-policies.md").read_text()
example = (pathlib.Path(root) / "examples/new_attention.cpp").read_text()
policies = example[:example.index("int main(")].replace('#include "options.hpp"\n', "")
blocks = re.findall(r"^```cpp\n(.*?)^```", page, re.M | re.S)
concepts = re.findall(r"^\| [^|]* \| [^|]*?`(\w+::[A-Z]\w*)`(?:, `(\w+::[A-Z]\w*)`)?", page, re.M)
if not blocks or not concepts:
    sys.exit("docs/own-policies.md has no C++ block, or its table no concept")
names = [name for row in concepts for name in row if name]
named = "\n".join(f"namespace known_{i} {{ using nextclick::{name}; }}" for i, name in enumerate(names))
assertions = "\n".join(re.findall(r"`(static_assert\([^`]*;)`", page))
for block in [*blocks, assertions]:
    if without_bench and "nextclick/bench.hpp" in block:
        continue
    if "main(" not in block:
        block = "#include <stdexcept>\n" + policies + named + "\nint main() {\n" + block + "\n}\n"
    else:
        includes = "".join(re.findall(r"^#include .*\n", block, re.M))
        block = includes + policies + "using my_model = model;\n" + block.replace(includes, "")
    done = subprocess.run([*command, "-std=c++20", "-fsyntax-only", "-x", "c++", "-"], input=block, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"does not compile:\n{block}\n{done.stderr[:4000]}")
print(f"the code of docs/own-policies.md compiles: {len(blocks)} blocks, {len(names)} concepts")
