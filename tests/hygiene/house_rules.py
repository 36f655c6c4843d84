#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the sources and says which house rules are broken: arrows between rooms, tests, macros, lengths."""
import pathlib
import re
import sys

LEVELS = [
    ["core"], ["simd"], ["cell", "attention", "loss", "sampler", "data", "optimizer"],
    ["batch", "input", "pooling", "output"], ["encoder"], ["model"], ["eval", "serve", "io"], ["train"], ["zoo"],
]
LEVEL = {room: i for i, rooms in enumerate(LEVELS) for room in rooms}
root = pathlib.Path(sys.argv[1])
include = root / "include" / "nextclick"
faults = []


def room_of(path):
    parts = path.relative_to(include).parts
    return parts[0] if len(parts) > 1 else pathlib.Path(parts[0]).stem


for header in sorted(include.rglob("*.hpp")):
    text, name, room = header.read_text(), header.relative_to(root), room_of(header)
    if room != "nextclick":
        if room not in LEVEL:
            faults.append(f"{name}: room '{room}' has no level in house_rules.py")
            continue
        for line, target in re.findall(r'^(#include "nextclick/([a-z_]+)[/.].*)$', text, re.M):
            if target not in LEVEL or (target != room and LEVEL[target] >= LEVEL[room]):
                faults.append(f"{name}: {line}: an arrow upwards or sideways")
    if "xsimd/" in text and room != "simd":
        faults.append(f"{name}: only simd/ includes xsimd")
    if not text.startswith("// SPDX-License-Identifier: Apache-2.0\n#pragma once\n"):
        faults.append(f"{name}: must begin with the licence line and #pragma once")
    for macro in re.findall(r"^#define (\w+)", text, re.M):
        if not macro.startswith("NEXTCLICK_"):
            faults.append(f"{name}: macro {macro} without the prefix NEXTCLICK_")
    if re.search(r"std::(cout|cerr|clog)|\bprintf\(", text):
        faults.append(f"{name}: the library never prints")
    if text.count("\n") > 400:
        faults.append(f"{name}: more than 400 lines")
    test = root / "tests" / header.relative_to(include).parent / (header.stem + "_test.cpp")
    untested = (root / "tests/hygiene/tested_elsewhere.txt").read_text()
    if room != "nextclick" and header.parent != include and not test.exists() and f"{header.relative_to(include)} " not in untested:
        faults.append(f"{name}: no {test.relative_to(root)}, and no line in tests/hygiene/tested_elsewhere.txt")

for source in [*root.glob("tests/**/*.cpp"), *root.glob("examples/*.cpp"), *root.glob("bench/*.cpp")]:
    if "SPDX-License-Identifier: Apache-2.0" not in source.read_text()[:200]:
        faults.append(f"{source.relative_to(root)}: no licence line")

print("\n".join(faults) or "all house rules are kept")
sys.exit(bool(faults))
