#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""An objective can be removed: headers that do not name it still compile.

removable.py INCLUDE -- COMPILER FLAG...

A copy of the headers loses objective/listwise.hpp with its .ipp file, the zoo entry that is trained by it, and the lines of the two family
headers that list them; then everything is compiled, and no other header or .ipp file may name it outside comments.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

GONE = ["objective/listwise.hpp", "zoo/listwise_dnn.hpp"]
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)

include = pathlib.Path(sys.argv[1])
compiler = sys.argv[sys.argv.index("--") + 1:]
with tempfile.TemporaryDirectory() as folder:
    copy = pathlib.Path(folder) / "include"
    shutil.copytree(include, copy)
    for header in GONE:
        (copy / "nextclick" / header).unlink()
        (copy / "nextclick" / header).with_suffix(".ipp").unlink(missing_ok=True)
        family = copy / "nextclick" / (header.split("/")[0] + ".hpp")
        line = f'#include "nextclick/{header}"\n'
        assert line in family.read_text(), f"{family.name} lacks {line.strip()}"
        family.write_text(family.read_text().replace(line, ""))
    for file in sorted(copy.rglob("*.[hi]pp")):
        if "listwise" in COMMENT.sub("", file.read_text()):
            sys.exit(f"{file.relative_to(copy)} knows listwise")
    everything = copy / "everything.cpp"
    everything.write_text('#include "nextclick/nextclick.hpp"\n#include "nextclick/io.hpp"\n#include "nextclick/train/checkpoint.hpp"\n')
    run = subprocess.run([*compiler, "-fsyntax-only", f"-I{copy}", str(everything)], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr[:4000])
print(f"without {', '.join(GONE)} all else compiles")
