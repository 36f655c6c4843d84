#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""without_cpp20.py ROOT COMPILERS FLAG...: compiled for an older C++, a header of the library gives one error with the remedy.

Compilers are separated by commas. Some headers are compiled, by the compilers' own default and as C++17; for all others it is
enough that another header of the library, which has the same guard at its beginning, comes before anything that they declare."""
import pathlib
import re
import subprocess
import sys

root, compilers, *flags = sys.argv[1:]
include = pathlib.Path(root) / "include" / "nextclick"
SOME = ["nextclick.hpp", "io.hpp", "zoo.hpp", "core/config.hpp", "core/team.hpp", "data/read/gzip.hpp", "simd/batch.hpp"]
faults = []
for header in sorted(include.rglob("*.hpp")):
    name = header.relative_to(include).as_posix()
    lines = header.read_text().splitlines()
    guard = next((i for i, line in enumerate(lines) if line.startswith('#include "nextclick')), None)
    code = next((i for i, line in enumerate(lines) if re.match(r"(namespace|template|struct|class|using|inline|constexpr)\b", line)),
                len(lines))
    if name != "core/version.hpp" and (guard is None or guard > code):
        faults.append(f"{name} declares something before it includes a header of the library")
for compiler in compilers.split(","):
    for name in SOME:
        for standard in [], ["-std=c++17"]:
            out = subprocess.run([compiler, *standard, "-Wall", "-Wextra", "-fsyntax-only", *flags, "-x", "c++", "-"],
                                 input=f'#include "nextclick/{name}"\n', capture_output=True, text=True)
            found = re.findall(r"(?:error|warning):.*", out.stderr)
            if out.returncode == 0 or len(found) != 1 or "nextclick needs C++20: compile with -std=c++20" not in found[0]:
                faults.append(f"{compiler} {standard} {name}: {len(found)} errors and warnings, first {found[:1]}")
            if len(out.stderr.splitlines()) > 20:
                faults.append(f"{compiler} {standard} {name}: {len(out.stderr.splitlines())} lines")
print("\n".join(faults) or f"{len(SOME)} headers compiled, all looked at")
sys.exit(bool(faults))
