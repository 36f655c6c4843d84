#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the rooms that one training step, one served click and the saving of parameters enter.

usage: walk.py COMPILER FLAG...
Compiles walk.cpp with a hook at the beginning and the end of every function (g++), and reports of each walk:
  rooms    folders of include/nextclick that are entered; core and simd are tools of all rooms and are not counted
  climbs   pairs of rooms of which the lower calls into the higher; a lambda belongs to the room of its source file
  returns  times that a function comes back to a room that it has left for another
It fails if a walk exceeds the limits below, which may only be lowered.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(here.parent / "hygiene"))
from house_rules import LEVEL  # noqa: E402

TOOLS = {"core", "simd", None}
LIMITS = {"step": (15, 0), "click": (11, 0), "file": (12, 0)}  # rooms, climbs


def rooms_of(addresses, folder):
    places = subprocess.run(["addr2line", "-e", "walk", *addresses], cwd=folder, capture_output=True, text=True, check=True).stdout
    found = (re.search(r"include/nextclick/(\w+)/", place) for place in places.splitlines())
    return {address: room and room[1] for address, room in zip(addresses, found)}


def walked(events, room_of):
    rooms, climbs, visits, stack = set(), set(), collections.defaultdict(list), []
    for sign, function in events:
        if sign == "-":
            del stack[-1:]
            continue
        room = room_of[function]
        caller = next(((r, depth) for depth, r in reversed(list(enumerate(stack))) if r not in TOOLS), (None, 0))
        if room not in TOOLS:
            rooms.add(room)
            if caller[0] not in (None, room):
                if LEVEL[room] > LEVEL[caller[0]]:
                    climbs.add((caller[0], room))
                if visits[caller][-1:] != [room]:
                    visits[caller].append(room)
        stack.append(room)
    return rooms, climbs, sum(len(v) - len(set(v)) for v in visits.values())


faults = 0
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.argv[1], "-std=c++20", "-O0", "-g1", "-finstrument-functions", "-finstrument-functions-exclude-file-list=/usr/",
                    *sys.argv[2:], str(here / "walk.cpp"), "-o", "walk", "-no-pie", "-pthread"], cwd=folder, check=True)
    subprocess.run(["./walk"], cwd=folder, check=True)
    for name, limits in LIMITS.items():
        events = [line.split() for line in (pathlib.Path(folder) / name).read_text().splitlines()]
        rooms, climbs, returns = walked(events, rooms_of(sorted({f for _, f in events}), folder))
        print(f"{name}: {len(rooms)} rooms ({' '.join(sorted(rooms, key=LEVEL.get))}), {len(climbs)} climbs "
              f"({', '.join(f'{a} to {b}' for a, b in sorted(climbs))}), {returns} returns")
        faults += not rooms or len(rooms) > limits[0] or len(climbs) > limits[1]
sys.exit(f"longer than {LIMITS} (rooms, climbs)" if faults else 0)
