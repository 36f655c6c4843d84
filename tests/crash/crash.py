#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills a worker with -9 at random moments, repeatedly, and checks the remaining files.

usage: crash.py WORKER [--runs N] [--seed S]     N kills for each mode of worker.cpp
Data that a worker reported as durable must be found by the next one, complete; a training that was killed ends with the
bytes of an undisturbed one; and no run may leave unexpected files.
"""
import argparse
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import threading
import time

STAYS = {"train": {"run.checkpoint", "trained.safetensors"}, "save": {"model.safetensors"}, "index": {"index.safetensors"},
         "swap": {"served.safetensors"}}


def run(worker, mode, folder, seconds):
    """The output of a worker until it ended or was killed: lines, and whether it was killed."""
    lines = []
    process = subprocess.Popen([worker, mode, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    reader = threading.Thread(target=lambda: lines.extend(process.stdout))
    reader.start()
    try:
        process.wait(seconds)
        killed = False
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        killed = True
    reader.join()
    error = process.stderr.read()
    if process.returncode not in (0, -9):
        sys.exit(f"{mode}: status {process.returncode}: {error}")
    return [line.split() for line in lines if line.endswith("\n")], killed


def whole(worker, folder):
    """Bytes of the model of an undisturbed training, and its duration."""
    begin = time.monotonic()
    run(worker, "train", folder, 600)
    return (folder / "trained.safetensors").read_bytes(), time.monotonic() - begin


def look_for_rubbish(mode, folder):
    """During the renaming a complete file has the name x.N.new: a kill may leave one such file."""
    rubbish = [f.name for f in folder.iterdir() if f.name not in STAYS[mode]]
    if len(rubbish) == 1 and re.fullmatch(r".*\.\d+\.new", rubbish[0]):
        print(f"{mode}: killed in the instant of renaming")
        (folder / rubbish.pop()).unlink()
    if rubbish:
        sys.exit(f"{mode}: left behind: {rubbish}")


def kill_training(worker, folder, kills, draw, expected, seconds):
    """Repeats until the number of kills is reached; every training ends like the undisturbed one."""
    killed = trainings = furthest = 0
    while killed < kills:
        (folder / "trained.safetensors").unlink(missing_ok=True)
        lines = []
        while not any(line[0] == "trained" for line in lines):
            # The last line may be lost although the model is saved: then it is trained again, to the same bytes.
            lines, was_killed = run(worker, "train", folder, draw.uniform(0, 0.5 * seconds) if killed < kills else 600)
            killed += was_killed
            furthest = max([furthest] + [int(n) for word, n in lines if word == "goes_on_at"])
            look_for_rubbish("train", folder)
        if (folder / "trained.safetensors").read_bytes() != expected:
            sys.exit("train: a killed training ended with other bytes")
        trainings += 1
    if furthest == 0:
        sys.exit("train: no training resumed from a checkpoint")
    return f"{killed} kills in {trainings} trainings, which resumed from up to step {furthest}, all with the bytes of an undisturbed one"


def kill_saving(worker, mode, folder, kills, draw, seconds):
    """Delays are drawn up to a multiple of the duration of a training, so that slow builds get far enough too."""
    kept = versions = found = 0
    for _ in range(kills):
        lines, _ = run(worker, mode, folder, draw.uniform(0, seconds))
        said = {word: int(n) for word, n in lines}  # the last of each
        if "found" in said and said["found"] < kept:
            sys.exit(f"{mode}: {kept} was kept, and {said['found']} was found")
        found = max(found, said.get("found", 0))
        versions += sum(word == "kept" for word, _ in lines)
        kept = max(kept, said.get("kept", 0))
        look_for_rubbish(mode, folder)
    if versions == 0 or found == 0:
        sys.exit(f"{mode}: nothing was kept before a kill, or found after one")
    return f"{kills} kills, {versions} versions kept, none lost, nothing half"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("worker", type=pathlib.Path)
    ask.add_argument("--runs", type=int, default=5)
    ask.add_argument("--seed", type=int, default=1)
    args = ask.parse_args()
    worker, draw = args.worker.resolve(), random.Random(args.seed)
    seconds = 0
    for mode in STAYS:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            if mode == "train":
                expected, seconds = whole(worker, folder)
                summary = kill_training(worker, folder, args.runs, draw, expected, seconds)
            else:
                summary = kill_saving(worker, mode, folder, args.runs, draw, max(0.4, 2 * seconds))
        print(f"{mode}: {summary}", flush=True)


if __name__ == "__main__":
    main()
