#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Latency against load of examples/server.cpp, clients and server on one machine.

usage: run.py BUILD OUT [--seconds S]     BUILD: a build folder with examples/server and bench/http_load
Two catalogues, each with rates up to where the server no longer keeps up: a table on stdout, OUT/http.tsv, OUT/performance-http.svg.
"""
import argparse
import math
import pathlib
import re
import subprocess
import tempfile

SVG = "http:" + "//www.w3.org/2000/svg"  # a name, not a place
CATALOGUES = [("1,000,000 items x 64", 1_000_000, 64, [50, 100, 200, 300, 400, 500, 600, 700, 800, 1000, 1200]),
              ("43,000 items x 100", 43_000, 100, [500, 1000, 2000, 3000, 4000, 5000, 6000, 8000, 10000])]
HEAD = ["rate", "answers/s", "errors", "p50 ms", "p90 ms", "p99 ms", "longest ms"]


def measured(build, items, width, rates, seconds):
    """A line of numbers per rate."""
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([build / "examples/server", "--port", "18080", "--width", str(width), "--random-items", str(items)],
                                  cwd=folder, stdout=subprocess.PIPE, text=True)
        try:
            server.stdout.readline()  # it listens
            for rate in [rates[0]] + rates:  # the first warms up
                out = subprocess.run([build / "bench/http_load", "--port", "18080", "--rate", str(rate), "--items", str(items),
                                      "--seconds", str(seconds)], capture_output=True, text=True).stdout
                row = [float(x) for x in out.split()]
                yield row
                if row[1] < 0.9 * row[0]:
                    break
        finally:
            server.terminate()
            server.wait()


def plot(found):
    """p50, p90 and p99 against the rate, both axes logarithmic."""
    width, height, left, top = 420, 240, 60, 40
    out = [f'<svg xmlns="{SVG}" viewBox="0 0 {2 * (width + left + 30)} {height + 100}" font-family="sans-serif" font-size="11">']
    for n, (title, rows) in enumerate(found):
        x0 = left + n * (width + left + 30)
        low, high = math.log10(rows[0][0]), math.log10(rows[-1][0])
        def at(rate, ms):
            x = x0 + width * (math.log10(rate) - low) / (high - low)
            return x, top + height * (1 - (math.log10(max(ms, 0.1)) + 1) / 4.2)
        out.append(f'<text x="{x0}" y="{top - 16}" font-size="13">{title}: ms an answer, by clicks a second</text>')
        for power in range(-1, 4):
            y = at(rows[0][0], 10.0 ** power)[1]
            out.append(f'<path d="M{x0} {y:.1f}h{width}" stroke="#ddd"/><text x="{x0 - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0 ** power:g}</text>')
        for rate in (r[0] for r in rows):
            out.append(f'<text x="{at(rate, 1)[0]:.1f}" y="{top + height + 14}" text-anchor="end" transform="rotate(-45 {at(rate, 1)[0]:.1f} {top + height + 14})">{rate:.0f}</text>')
        for column, name, colour in ((3, "p50", "#0b7a75"), (4, "p90", "#d18b2c"), (5, "p99", "#7a4fb5")):
            points = [at(r[0], r[column]) for r in rows]
            out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}"/>')
            out.append(f'<text x="{points[-1][0] + 4:.1f}" y="{points[-1][1]:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("build", type=pathlib.Path)
    ask.add_argument("out", type=pathlib.Path)
    ask.add_argument("--seconds", type=float, default=20)
    args = ask.parse_args()
    build, found, lines = args.build.resolve(), [], []
    for title, items, width, rates in CATALOGUES:
        print(f"{title}\n| " + " | ".join(HEAD) + " |\n" + "|---" * len(HEAD) + "|")
        rows = []
        for row in list(measured(build, items, width, rates, args.seconds))[1:]:
            rows.append(row)
            print("| " + " | ".join(re.sub(r"\.0$", "", str(x)) for x in row) + " |", flush=True)
            lines.append("\t".join([title] + [str(x) for x in row]))
        found.append((title, rows))
    (args.out / "http.tsv").write_text("\t".join(["catalogue"] + HEAD) + "\n" + "\n".join(lines) + "\n")
    (args.out / "performance-http.svg").write_text(plot(found))


if __name__ == "__main__":
    main()
