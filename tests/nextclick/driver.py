# SPDX-License-Identifier: Apache-2.0
"""Common parts of the tests of the program: driver.run(...) calls it, and tests are the functions of a module whose names begin with test_.

    python3 some_test.py PROGRAM [NAME]
"""
import os
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else ""
TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def field(name):
    """A small file in the shape of a public data set."""
    places = [os.path.join(TESTS, room, "files", name) for room in ("data", "cli", "nextclick")]
    return next((p for p in places if os.path.exists(p)), places[0])


class Result:
    def __init__(self, done):
        self.code, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()

    def __repr__(self):
        return f"exit code {self.code}\n-- stdout\n{self.out}\n-- stderr\n{self.err}"


def run(*words, code=0, input=None, timeout=120):
    """Runs the program; fails unless it ends with `code` (None: any)."""
    done = subprocess.run([PROGRAM, *map(str, words)], input=input, capture_output=True, timeout=timeout)
    result = Result(done)
    if code is not None and result.code != code:
        raise AssertionError(f"{' '.join(map(str, words))}: expected exit code {code}\n{result!r}")
    return result


def check(condition, what):
    if not condition:
        raise AssertionError(repr(what))


def has(result, *texts):
    """The output contains each text."""
    for text in texts:
        check(text in result.out + result.err, f"missing: {text}\n{result!r}")


def write(name, text):
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return name


def shop(name, sessions=200, items=12, users=0, start=1_700_000_000, first_session=0):
    """A log in which item n is followed by n + 1, with few exceptions."""
    rows = ["SessionId,ItemId,Time" + (",UserId" if users else "")]
    for s in range(first_session, first_session + sessions):
        item = s % items
        for n in range(4):
            rows.append(f"{s},{100 + item},{start + 60 * (s * 10 + n)}" + (f",{s % users}" if users else ""))
            item = (item + (1 if (s + n) % 7 else 2)) % items
    return write(name, "\n".join(rows) + "\n")


def main(module):
    """Runs the tests of a module, each in a new folder."""
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    failed = 0
    for name, test in sorted(vars(module).items()):
        if not name.startswith("test_") or wanted not in name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                test()
                print(f"ok      {name}", flush=True)
            except Exception:
                failed += 1
                print(f"FAILED  {name}\n{traceback.format_exc()}", flush=True)
            os.chdir("/")
    sys.exit(1 if failed else 0)
