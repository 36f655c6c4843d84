#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks with tools: the layout of .clang-format, and ctags' names with their rooms. Missing tools are skipped.

usage: tools.py ROOT
Layouts differ between versions of clang-format; version 16 of Debian 12 decides, since the default there (14) breaks concepts.
"""
import pathlib
import re
import shutil
import subprocess
import sys

root = pathlib.Path(sys.argv[1])
sources = sorted(p for folder in ("include", "examples", "tests", "bench") for p in (root / folder).rglob("*.[chi]pp"))
faults, passed_over = [], []


def said(*command):
    run = subprocess.run([*command], capture_output=True, text=True, cwd=root)
    return run.stdout + run.stderr


layout = next((tool for tool in ("clang-format-16", "clang-format") if shutil.which(tool) and " 16." in said(tool, "--version")), None)
if layout:
    faults += [line for line in said(layout, "--dry-run", *map(str, sources)).splitlines() if "clang-format-violations" in line]
else:
    passed_over.append("clang-format 16")

if shutil.which("ctags") and "Universal Ctags" in said("ctags", "--version"):
    names = said("ctags", "-R", "--fields=+Z", "-f", "-", "include/nextclick")
    for name, header, scope in (("batch_search", "search/batch_search.hpp", "search"), ("bilinear", "attention/bilinear.hpp", "attention"),
                                ("click_log", "data/click_log.hpp", "data"), ("basic_model", "model/model.hpp", None)):
        inside = rf"scope:namespace:{scope}\b" if scope else ""
        if not re.search(rf"^{name}\tinclude/nextclick/{header}\t.*{inside}", names, re.MULTILINE):
            faults.append(f"ctags does not find {name} of {header}" + (f" in namespace {scope}" if scope else ""))
else:
    passed_over.append("Universal Ctags")

print("\n".join(faults) or f"{len(sources)} sources" + (f"; not here: {', '.join(passed_over)}" if passed_over else ""))
sys.exit(bool(faults))
