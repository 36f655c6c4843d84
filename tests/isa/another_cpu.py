#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""another_cpu.py QEMU V3 V4: programs for x86-64-v3 and v4 under processors that lack these levels end with one sentence on
standard error that names the missing level, and with 1; under one that has it they run."""
import subprocess
import sys

qemu, v3, v4 = sys.argv[1:]
# program, processor, words of the sentence (none: it runs), words that it does not have
CASES = [
    (v3, "qemu64", ["lacks ssse3, ", "avx2", "bmi2", "rebuild it with -march=x86-64,"], ["avx512f"]),
    (v3, "Nehalem", ["lacks avx, avx2, fma, bmi, bmi2;", "-march=x86-64-v2,"], ["sse4.2"]),
    (v3, "Haswell", [], []),
    (v4, "Nehalem", ["lacks avx, ", "avx512f", "-march=x86-64-v2,"], []),
    (v4, "Haswell", ["lacks avx512f, avx512cd, avx512bw, avx512dq, avx512vl;", "-march=x86-64-v3,"], ["fma"]),
]
for program, processor, words, never in CASES:
    out = subprocess.run([qemu, "-cpu", processor, program], capture_output=True, text=True, timeout=60)
    said = [line for line in out.stderr.splitlines() if not line.startswith("qemu")]
    where = f"{program} on {processor}: {out.returncode}, {out.stdout!r}, {said}"
    if not words:
        assert out.returncode == 0 and out.stdout == "500\n" and not said, where
        continue
    assert out.returncode == 1 and out.stdout == "" and len(said) == 1, where
    assert all(word in said[0] for word in ["compiled for another processor", *words]), where
    assert not any(word in said[0] for word in never), where
print(f"{len(CASES)} cases")
