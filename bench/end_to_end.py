#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Training, evaluation and serving end to end, beside PyTorch: the programs alternate for some rounds, and medians are kept.

usage: end_to_end.py BUILD OUT.json [--rounds N] [--seconds S]      BUILD: the folder with bench/bench_training
Without PyTorch (Debian: python3-torch) only our own side is measured. PyTorch gets the OpenMP build of OpenBLAS where
there is one (Debian: libopenblas0-openmp): with the other, whose threads fight PyTorch's own, two threads are slower
than one.
"""
import argparse
import glob
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
# name: program, filter with {t} for threads, counter, factor to the unit of the peer
OURS = {
    "a": ("bench_training", r"a_cross_entropy/.*threads:{t}/", "events/s", 1),
    "b": ("bench_training", r"b_bpr_max/.*threads:{t}/", "events/s", 1),
    "c": ("bench_training", r"c_bpr_max/.*threads:{t}/", "events/s", 1),
    "evaluation": ("bench_training", r"evaluation_H100/{t}/", "events/s", 1),
    "full_softmax": ("bench_training", r"full_softmax_and_adam/512/{t}/", "real_time", None),
    "narm": ("bench_whole_sessions", r"^narm/whole_sessions/threads:{t}/", "events/s", 1),
    "stamp": ("bench_whole_sessions", r"^stamp/whole_sessions/threads:{t}/", "events/s", 1),
    "narm_sampled": ("bench_whole_sessions", r"narm_sampled/whole_sessions/threads:{t}/", "events/s", 1),
    "stamp_sampled": ("bench_whole_sessions", r"stamp_sampled/whole_sessions/threads:{t}/", "events/s", 1),
    "click": ("bench_serve", r"push_and_top_20$", "real_time", 1),
    "click_by_bytes": ("bench_serve", r"push_and_top_20_by_bytes$", "real_time", 1),
    "read_table": ("bench_serve", r"read_table$", "real_time", 1),
}
BESIDE = {"narm_sampled": "narm", "stamp_sampled": "stamp"}  # other work to the same end


def run(command, threads, **more):
    """(what it printed, its largest resident size in MiB)"""
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads), **more)
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(command, env=environment, stdout=out)
        _, status, used = os.wait4(child.pid, 0)
        if os.waitstatus_to_exitcode(status) != 0:
            raise SystemExit(f"{command[0]} failed")
        out.seek(0)
        return out.read(), used.ru_maxrss / 1024


def ours(build, name, threads, seconds):
    """(value, share of the limit or None, MiB)"""
    program, pattern, counter, factor = OURS[name]
    out, size = run([str(build / "bench" / program), f"--benchmark_filter={pattern.format(t=threads)}",
                     f"--benchmark_min_time={seconds}", "--benchmark_format=json"], threads)
    (row,) = json.loads(out)["benchmarks"]
    value = row[counter]
    if factor is None:  # milliseconds of 512 queries
        value = 512 / (value * 1e-3)
    return value, row.get("limit"), size


def peer(threads, seconds, name):
    """(value, MiB)"""
    blas = ":".join(glob.glob("/usr/lib/*/openblas-openmp"))
    command = [sys.executable, str(HERE / "peers" / "torch_peers.py"), str(threads), str(seconds)]
    out, size = run([*command, name], threads, LD_LIBRARY_PATH=blas)
    return float(re.search(rf"^{name} ([\d.e+]+)$", out, re.M)[1]), size


def has_torch():
    return subprocess.run([sys.executable, "-c", "import torch"], capture_output=True).returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    args = parser.parse_args()
    with_torch = has_torch()
    if not with_torch:
        print("PyTorch is not found: measuring without it (Debian: python3-torch)")
    elif not glob.glob("/usr/lib/*/openblas-openmp"):
        print("No OpenMP build of OpenBLAS is found: PyTorch will be slower than it could be (Debian: libopenblas0-openmp)")
    values = {}

    def note(key, value):
        values.setdefault(key, []).append(value)

    for _ in range(args.rounds):
        for threads in (1, 2):
            names = [n for n in OURS if threads == 1 or n not in ("click", "click_by_bytes", "read_table")]
            for name in names:
                value, limit, size = ours(args.build, name, threads, args.seconds)
                note(("ours", name, threads), value)
                note(("ours_mib", name, threads), size)
                if limit is not None:
                    note(("limit", name, threads), limit)
                if with_torch and name not in ("click_by_bytes", "read_table"):
                    value, size = peer(threads, args.seconds, BESIDE.get(name, name))
                    note(("torch", name, threads), value)
                    note(("torch_mib", name, threads), size)
    rows = [{"name": name, "threads": threads, **{
                 what: statistics.median(values.get((what, name, threads), [0])) or None
                 for what in ("ours", "limit", "torch", "ours_mib", "torch_mib")}}
            for who, name, threads in values if who == "ours"]
    args.out.write_text(json.dumps({"rounds": args.rounds, "rows": rows}, indent=1) + "\n")
    for row in rows:
        print(row)


if __name__ == "__main__":
    main()
