#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""alone.py detects missing includes.    alone_test.py COMPILER"""
import pathlib
import subprocess
import sys
import tempfile

ALONE = pathlib.Path(__file__).with_name("alone.py")
SOUND = {
    "a": "#pragma once\nstruct a {};\n",
    "b": '#pragma once\n#include "nextclick/a.hpp"\nstruct b : a {};\n',
    "c": '#pragma once\n#include "nextclick/b.hpp"\nstruct c : b { a more; };\n',
    "d": '#pragma once\n#include "nextclick/a.hpp"\nstruct d : a {};\n',
}
BROKEN = {
    "a missing include": {"d": "#pragma once\nstruct d : a {};\n"},
    "a missing include of what others include beside it": {"d": '#pragma once\n#include "nextclick/a.hpp"\nstruct d : b {};\n'},
    "an include that has gone": {"b": "#pragma once\nstruct b : a {};\n"},
    "no guard": {"c": 'struct c {};\n#include "nextclick/b.hpp"\n'},
}


def verdict(headers, compiler):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "include" / "nextclick").mkdir(parents=True)
        for name, text in headers.items():
            (root / "include" / "nextclick" / f"{name}.hpp").write_text(text)
        run = subprocess.run([sys.executable, ALONE, root / "include", root / "units", "--", compiler, "-std=c++20"],
                             capture_output=True, text=True)
        return run.returncode == 0, run.stdout


def main(compiler):
    sound, said = verdict(SOUND, compiler)
    assert sound and "4 headers in 2 translation units" in said, said
    for what, change in BROKEN.items():
        sound, said = verdict(SOUND | change, compiler)
        assert not sound, f"{what} went unnoticed: {said}"


main(*sys.argv[1:])
