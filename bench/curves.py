#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws learning curves: reads lines "name epoch N recall R MRR M after S s" (examples/whole_sessions.cpp), writes an SVG.

usage: EXAMPLE=whole_sessions sh examples/run.sh ... | curves.py OUT.svg
"""
import html
import pathlib
import re
import sys

SVG = "http:" + "//www.w3.org/2000/svg"  # a name, not a place
COLOURS = ["#0b7a75", "#d18b2c", "#7a4fb5", "#8a8d91"]
WIDTH, HEIGHT, LEFT, TOP = 250, 170, 50, 44


def panel(title, curves, place):
    """One figure by epoch; curves: name -> list of values."""
    values = [v for curve in curves.values() for v in curve]
    low, high = min(values), max(values)
    epochs = max(map(len, curves.values()))

    def x(i):
        return place + i * WIDTH / max(epochs - 1, 1)

    def y(v):
        return TOP + HEIGHT * (1 - (v - low) / max(high - low, 1e-9))

    out = [f'<text x="{place}" y="{TOP - 8}">{title}</text>']
    for v in (low, (low + high) / 2, high):
        out.append(f'<line x1="{place}" x2="{place + WIDTH}" y1="{y(v):.1f}" y2="{y(v):.1f}" stroke="#999" stroke-opacity=".4"/>'
                   f'<text x="{place - 6}" y="{y(v) + 4:.1f}" text-anchor="end">{v:.3f}</text>')
    out += [f'<text x="{x(i):.1f}" y="{TOP + HEIGHT + 16}" text-anchor="middle">{i + 1}</text>' for i in range(epochs)]
    for colour, curve in zip(COLOURS, curves.values()):
        points = " ".join(f"{x(i):.1f},{y(v):.1f}" for i, v in enumerate(curve))
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(i):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"><title>{v:.4f}</title></circle>'
                for i, v in enumerate(curve)]
    return out


def main(path):
    recall, mrr = {}, {}
    for name, r, m in re.findall(r"^(.+?) +epoch \d+ +recall ([\d.]+) +MRR ([\d.]+)", sys.stdin.read(), re.M):
        recall.setdefault(name, []).append(float(r))
        mrr.setdefault(name, []).append(float(m))
    if not recall:
        raise SystemExit("curves.py: no line has the figures of an epoch")
    out = [f'<svg xmlns="{SVG}" viewBox="0 0 {2 * (WIDTH + LEFT) + 30} {TOP + HEIGHT + 30}" font-family="sans-serif" font-size="11">',
           "<style>text{fill:#333}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>"]
    for i, name in enumerate(recall):
        out.append(f'<rect x="{LEFT + 120 * i}" y="8" width="10" height="10" fill="{COLOURS[i]}"/>'
                   f'<text x="{LEFT + 120 * i + 14}" y="17">{html.escape(name)}</text>')
    out += panel("recall at 20, by epoch", recall, LEFT) + panel("MRR at 20, by epoch", mrr, 2 * LEFT + WIDTH + 10)
    pathlib.Path(path).write_text("\n".join(out + ["</svg>"]) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
