#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The speed of training on a busy machine: beside loops that occupy the processors, and beside a second training.

busy.py BUILD [--loops N] [--threads N] [--rounds N] [--seconds S] [--filter NAME]

Three figures, medians of the rounds: events/s alone; events/s beside N endless loops, as a share of the fair one (threads / (threads +
loops) of the speed alone); events/s of two trainings at once, as a share of one after the other."""
import argparse
import json
import os
import statistics
import subprocess
import sys

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("build")
parser.add_argument("--loops", type=int, default=len(os.sched_getaffinity(0)))
parser.add_argument("--threads", type=int, choices=[1, 2], default=2)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--seconds", type=float, default=2)
parser.add_argument("--filter", default="a_cross_entropy")
options = parser.parse_args()
command = [f"{options.build}/bench/bench_training", f"--benchmark_filter={options.filter}/.*threads:{options.threads}/",
           f"--benchmark_min_time={options.seconds}", "--benchmark_format=json"]


def begin():
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def speed(run):
    rows = json.loads(run.communicate()[0] or '{"benchmarks": []}')["benchmarks"]
    if len(rows) != 1:
        sys.exit(f"--filter {options.filter}: {len(rows)} benchmarks of {command[0]} have that name and {options.threads} threads, and it takes one")
    return rows[0]["events/s"]


alone, loaded, both = [], [], []
for _ in range(options.rounds):
    alone.append(speed(begin()))
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(options.loops)]
    try:
        loaded.append(speed(begin()))
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
    both.append(sum(speed(run) for run in [begin(), begin()]))
fair = options.threads / (options.threads + options.loops)
one, beside, two = (statistics.median(x) for x in (alone, loaded, both))
print(f"{options.filter}, {options.threads} threads: {one:,.0f} events/s alone")
print(f"beside {options.loops} loops: {beside:,.0f} events/s, {beside / one / fair:.0%} of the fair share")
print(f"two at once: {two:,.0f} events/s together, {two / one:.0%} of one after the other")
