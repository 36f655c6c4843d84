#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every header compiles alone, included twice.

alone.py INCLUDE FOLDER [--read-once HEADER,...] [--without HEADER,...] -- COMPILER FLAG...

Each header is compiled behind headers only that it includes itself, directly or not: what it uses must then be among its own includes, as
if it stood alone, and one translation unit checks a whole chain of such headers. There are as few chains as there can be (Dilworth).
--read-once: headers of other libraries to precompile; a missing one of these is then not detected.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*"(nextclick/[^"]+)"', re.M)


def closures(include):
    """Of every header, the headers of ours that it includes, directly or not."""
    direct = {p.relative_to(include).as_posix(): INCLUDE.findall(p.read_text()) for p in include.rglob("*.hpp")}
    found = {}

    def close(header):
        if header not in found:
            found[header] = set()  # ends cycles, which another test refuses
            found[header] = set().union(*({d} | close(d) for d in direct[header] if d in direct))
        return found[header]

    for header in direct:
        close(header)
    return found


def chains(closure):
    """The fewest lists of headers in which each includes the one before: a largest matching of headers with what they include."""
    after, before = {}, {}

    def match(header, seen):
        for below in sorted(closure[header], key=lambda b: (-len(closure[b]), b)):
            if below in seen:
                continue
            seen.add(below)
            if below not in before or match(before[below], seen):
                before[below], after[header] = header, below
                return True
        return False

    for header in sorted(closure, key=lambda h: (-len(closure[h]), h)):
        match(header, set())
    result = []
    for header in sorted(h for h in closure if h not in before):
        chain = [header]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        result.append(chain[::-1])
    return result


def main():
    options = argparse.ArgumentParser()
    options.add_argument("include", type=pathlib.Path)
    options.add_argument("folder", type=pathlib.Path)
    options.add_argument("--read-once", default="")
    options.add_argument("--without", default="")
    options.add_argument("command", nargs="+")
    args = options.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    compile_ = [*args.command, f"-I{args.include}"]
    if args.read_once:
        read = args.folder / "read_once.hpp"
        read.write_text("".join(f"#include <{h}>\n" for h in args.read_once.split(",")))
        subprocess.run([*compile_, "-x", "c++-header", "-w", read, "-o", f"{read}.gch"], check=True)
        compile_ += ["-include", str(read)]
    closure = closures(args.include)
    for name in filter(None, args.without.split(",")):
        closure = {h: c - {name} for h, c in closure.items() if h != name}
    work = chains(closure)

    def compiled(chain):
        unit = args.folder / (re.sub(r"\W", "_", chain[-1]) + ".cpp")
        unit.write_text("".join(f'#include "{h}"\n' for h in chain + chain))
        return subprocess.run([*compile_, "-c", unit, "-o", unit.with_suffix(".o")], capture_output=True, text=True)

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        failed = [r.stderr for r in pool.map(compiled, work) if r.returncode]
    print(*failed, f"{len(closure)} headers in {len(work)} translation units, {len(failed)} of which do not compile", sep="\n")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
