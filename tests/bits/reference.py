#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the bits of every model with those of a reference.

reference.py PROGRAM REFERENCE BUILD [--renew]
PROGRAM prints a line for every tensor, ranking and file of a model, and the reference has one hash of these lines for each model. Bits also
depend on compiler, libm, xsimd and Eigen: where BUILD or the C library are others than in the first line of the reference, nothing is
compared and the exit code is 77. --renew writes the reference.
"""
import collections
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile

program, reference, build = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), sys.argv[3]
build = f"{build}, {os.confstr('CS_GNU_LIBC_VERSION') if 'CS_GNU_LIBC_VERSION' in os.confstr_names else 'no glibc'}"
renew = sys.argv[4:] == ["--renew"]
old_build, *old = reference.read_text().splitlines() if reference.exists() else [build]
if not renew and old_build != build:
    print(f"skipped: the reference is of\n  {old_build}\nand this build is\n  {build}")
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:  # the program writes a model file
    output = subprocess.run([str(program)], cwd=folder, capture_output=True, text=True, check=True).stdout
models = collections.defaultdict(list)
for line in output.splitlines():
    models[line.split("  ")[0]].append(line)
hashes = {name: hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16] for name, lines in models.items()}
if renew:
    reference.write_text("\n".join([build, *(f"{name}  {h}" for name, h in hashes.items())]) + "\n")
    sys.exit()

expected = dict(line.rsplit("  ", 1) for line in old)
faults = [name for name in {**expected, **hashes} if expected.get(name) != hashes.get(name)]
if not faults:
    print(f"{len(hashes)} models have the bits of the reference")
    sys.exit()
sys.exit("\n".join(
    ["These models have other bits than the reference, or only one of the two has them:", *(f"  {name}" for name in faults),
     "Which tensors: run the program before and after the change, and compare the two outputs:",
     f"  {program}",
     "If the change is meant to alter results, say in its commit which and why, and renew the reference:",
     f"  python3 {pathlib.Path(__file__).resolve()} {program} {reference.resolve()} '{sys.argv[3]}' --renew"]))
