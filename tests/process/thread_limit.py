#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""thread_limit.py PROGRAM [quota]: checks the number of threads that PROGRAM prints, by OMP_NUM_THREADS and by affinity; or under a quota of
one processor in a new control group; exits with 77 (skipped) if no such group can be made."""
import os
import pathlib
import subprocess
import sys

program = sys.argv[1]
everything = os.sched_getaffinity(0)


def threads(before=None, **more):
    environment = {k: v for k, v in os.environ.items() if k != "OMP_NUM_THREADS"} | more
    out = subprocess.run([program], env=environment, preexec_fn=before, capture_output=True, text=True, check=True)
    return int(out.stdout)


def expect(got, wanted, what):
    if got != wanted:
        sys.exit(f"{what}: {got} threads, and {wanted} were expected")


if sys.argv[2:] != ["quota"]:
    free = threads()
    expect(threads(OMP_NUM_THREADS="1,2"), 1, "OMP_NUM_THREADS=1,2")
    expect(threads(OMP_NUM_THREADS="many"), free, "OMP_NUM_THREADS=many")
    expect(threads(OMP_NUM_THREADS="1000"), free, "OMP_NUM_THREADS=1000")
    expect(threads(before=lambda: os.sched_setaffinity(0, {min(everything)})), 1, "one processor of the affinity mask")
    sys.exit()


def group_with_a_quota():
    """A group of either version with a quota of one processor: its folder, or None."""
    name = f"nextclick-test-{os.getpid()}"
    for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines():
        mount, _, kind = line.partition(" - ")
        folder = pathlib.Path(mount.split()[4]) / name
        version, _, options = kind.split(maxsplit=2)
        try:
            if version == "cgroup" and "cpu" in options.split(","):
                folder.mkdir()
                (folder / "cpu.cfs_period_us").write_text("100000")
                (folder / "cpu.cfs_quota_us").write_text("100000")
                return folder
            if version == "cgroup2" and "cpu" in (folder.parent / "cgroup.subtree_control").read_text().split():
                folder.mkdir()
                (folder / "cpu.max").write_text("100000 100000")
                return folder
        except OSError as problem:
            print(f"{folder}: {problem}")
            if folder.is_dir():
                folder.rmdir()
    return None


group = group_with_a_quota()
if group is None:
    print("no control group with a quota can be made here: that part is skipped")
    sys.exit(77)
try:
    expect(threads(before=lambda: (group / "cgroup.procs").write_text(str(os.getpid()))), 1, f"a quota of one processor ({group})")
finally:
    group.rmdir()
print(f"1 thread by a quota in {group}")
