#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Functions that several objects define and the linker merges (weak symbols): of those compiled for different
instruction sets none may belong to the library, or one build would run the other's instructions."""
import re
import subprocess
import sys

nm, objects = sys.argv[1], sys.argv[2:]


def weak(file):
    out = subprocess.run([nm, "--defined-only", "-C", file], capture_output=True, text=True, check=True).stdout
    return {m[1] for m in re.finditer(r"^\S+ [WVu] (.+)$", out, re.M)}


defined = [weak(file) for file in objects]
abis = [{m for name in names for m in re.findall(r"nextclick::(v\w+?)::", name)} for names in defined]
faults = [f"{file}: expected one inline namespace, found {sorted(abi)}" for file, abi in zip(objects, abis) if len(abi) != 1]
if len(set.union(*abis)) != len(objects):
    faults.append(f"the objects share inline namespaces: {[sorted(abi) for abi in abis]}")
shared = sorted({name for i, a in enumerate(defined) for b in defined[:i] for name in a & b})
print(f"inline namespaces: {', '.join(sorted(set.union(*abis)))}; {sum(map(len, defined))} weak symbols, {len(shared)} shared")
for name in shared:
    if "nextclick" in name or "xsimd" in name:
        faults.append(f"shared by several instruction sets: {name}")
    else:
        print("shared, of the standard library:", name)
print("\n".join(faults))
sys.exit(bool(faults))
