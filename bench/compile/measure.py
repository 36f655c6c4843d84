#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The cost of compiling: seconds and peak memory of each example and test file, preprocessed lines and seconds of headers.

measure.py [--compiler g++] [--build build/dev] [WORD...]
Reads how each file is compiled from compile_commands.json of a configured build (`cmake --preset dev`), without its
precompiled header; WORDs choose files whose path contains one of them. One compiler runs at a time. Nothing is written.
"""
import argparse
import json
import os
import pathlib
import shlex
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(command, folder):
    """Seconds, peak megabytes and success of one command."""
    begin = time.perf_counter()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    words = child.stderr.read().decode()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        print(words)
    return time.perf_counter() - begin, usage.ru_maxrss / 1024, child.returncode == 0


def compile_command(entry, compiler):
    """The command without launcher, output and precompiled header, writing nowhere."""
    words = iter(shlex.split(entry["command"]))
    for word in words:  # up to the compiler: launcher and its settings
        if pathlib.Path(word).name.startswith(("c++", "g++", "clang++")):
            break
    kept = []
    for word in words:
        if word in ("-o", "-include"):
            next(words)
        elif word not in ("-Winvalid-pch", "-fpch-preprocess", "-Werror"):
            kept.append(word)
    return [compiler or word_of_compiler(entry), *kept, "-o", os.devnull]


def word_of_compiler(entry):
    return next(w for w in shlex.split(entry["command"]) if pathlib.Path(w).name.startswith(("c++", "g++", "clang++")))


def preprocessed_lines(compiler, flags, header):
    out = subprocess.run([compiler, *flags, "-E", "-P", "-x", "c++", "-"], input=f'#include "{header}"\n', text=True,
                         capture_output=True, check=True).stdout
    return sum(1 for line in out.splitlines() if line.strip())


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--compiler")
    words.add_argument("--build", default=str(ROOT / "build" / "dev"))
    words.add_argument("words", nargs="*")
    args = words.parse_args()
    wanted = lambda name: not args.words or any(word in name for word in args.words)

    entries = json.loads((pathlib.Path(args.build) / "compile_commands.json").read_text())
    print(f"{'file':52} {'seconds':>8} {'MB':>6}")
    seen = set()
    for entry in entries:
        file = pathlib.Path(entry["file"])
        if not file.is_relative_to(ROOT) or file.is_relative_to(args.build) or file in seen:
            continue
        seen.add(file)
        name = file.relative_to(ROOT).as_posix()
        if wanted(name):
            seconds, memory, ok = run(compile_command(entry, args.compiler), entry["directory"])
            print(f"{name:52} {seconds:8.1f} {memory:6.0f}{'' if ok else '   FAILED'}", flush=True)

    example = next(e for e in entries if pathlib.Path(e["file"]).parent == ROOT / "examples")
    command = compile_command(example, args.compiler)
    flags = [w for before, w in zip(command, command[1:])
             if w.startswith(("-I", "-isystem", "-std", "-march")) or before == "-isystem"]
    print(f"\n{'header':52} {'seconds':>8} {'MB':>6} {'lines':>8}")
    for header in sorted((ROOT / "include").rglob("*.hpp")):
        name = header.relative_to(ROOT / "include").as_posix()
        if wanted(name):
            seconds, memory, ok = run([command[0], *flags, "-fsyntax-only", "-x", "c++", "-include", str(header), os.devnull],
                                      args.build)
            lines = preprocessed_lines(command[0], flags, name)
            print(f"{name:52} {seconds:8.1f} {memory:6.0f} {lines:8}{'' if ok else '   FAILED'}", flush=True)


main()
