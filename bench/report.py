#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns measurements into the tables and plots of docs/performance.md.

usage: report.py FOLDER DOCS     FOLDER: machine.json, product.json, end_to_end.json, serve.json, each optional
Tables replace the text between `<!-- name -->` and `<!-- end -->` in DOCS/performance.md; plots are DOCS/performance-*.svg.
"""
import html
import json
import pathlib
import re
import statistics
import sys

LIBRARIES = {"nextclick": "nextclick", "nextclick_packed": "nextclick, packed", "eigen": "Eigen", "openblas": "OpenBLAS",
             "onednn": "oneDNN", "onednn_packed": "oneDNN, packed"}
SVG = "http:" + "//www.w3.org/2000/svg"  # a name, not a place
COLOURS = ["#0b7a75", "#19b5ac", "#8a8d91", "#d18b2c", "#7a4fb5", "#b48ee0"]
WORK = {"a": "(a) training, H100 B32 N2048, cross-entropy", "b": "(b) training, H224 B80 N2048, BPR-max",
        "c": "(c) training, H512 B128 N2048, BPR-max", "evaluation": "full-rank evaluation, H100, 37,000 items",
        "full_softmax": "full softmax 43,000 x 100 with Adam, 512 queries", "narm": "NARM, sessions of 20 targets, 512 a step, 43,000 items (PyTorch: 512 prefixes of 20 clicks)",
        "stamp": "STAMP, the same", "narm_sampled": "NARM, softmax over the targets of a step and 2,048 drawn items (PyTorch as before)",
        "stamp_sampled": "STAMP, the same", "click": "one click, exact top 20 of 43,000 x 100",
        "click_by_bytes": "the same over int8 rows", "read_table": "reading the table alone"}


def medians(benchmark):
    """name -> median of every number over the repetitions, of a Google Benchmark file."""
    runs = {}
    for row in benchmark["benchmarks"]:
        if row.get("run_type", "iteration") == "iteration":
            runs.setdefault(row["run_name"], []).append(row)
    return {name: {k: statistics.median(r[k] for r in rows) for k, v in rows[0].items() if isinstance(v, (int, float))}
            for name, rows in runs.items()}


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def percent(x):
    return "" if x is None else f"{100 * x:.0f}"


def products(benchmark):
    """(shape, threads) -> {library: share of the limit}, in order of appearance."""
    found = {}
    for name, row in medians(benchmark).items():
        library, form, shape, threads = name.split("/")[:4]
        found.setdefault((f"{form} {shape}", int(threads.split(":")[1])), {})[library] = row["limit"]
    return found


def in_order(found):
    """By threads, then the shapes as the page names them: scores, gates, others; each from small to large."""
    def key(item):
        shape, threads = item[0]
        sizes = [int(x) for x in shape.split()[1].split("x")]
        return threads, max(sizes) > 3000, max(sizes) < 1000, sorted(sizes), shape
    return sorted(found.items(), key=key)


def product_table(found):
    used = [k for k in LIBRARIES if any(k in row for row in found.values())]
    rows = [[f"`{shape}`", str(threads)] + [percent(row.get(k)) for k in used]
            for (shape, threads), row in in_order(found)]
    return table(["product", "threads"] + [LIBRARIES[k] for k in used], rows)


def end_to_end_table(rows):
    def number(name, x):
        return "" if x is None else f"{x:,.0f}" + (" us" if name in ("click", "click_by_bytes", "read_table") else "/s")

    def ratio(row):
        if not row["torch"]:
            return ""
        return f"{row['torch'] / row['ours'] if row['name'] == 'click' else row['ours'] / row['torch']:.1f}"

    order = {name: i for i, name in enumerate(WORK)}
    rows = sorted(rows, key=lambda r: (order[r["name"]], r["threads"]))
    def mib(x):
        return "" if not x else f"{x:,.0f}"

    return table(["work", "threads", "nextclick", "% of the limit", "PyTorch", "times faster", "MiB", "PyTorch's MiB"],
                 [[WORK[r["name"]], str(r["threads"]), number(r["name"], r["ours"]), percent(r["limit"]),
                   number(r["name"], r["torch"]), ratio(r), mib(r.get("ours_mib")), mib(r.get("torch_mib"))] for r in rows])


def load_table(benchmark):
    rows = []
    for name, row in medians(benchmark).items():
        at = re.match(r"million_items_under_load<(\w+)>/(\d+)/(\d+)/", name)
        if at:
            rows.append((at[1] == "true", int(at[2]), int(at[3]), row))
    return table(["table", "requests/s offered", "threads", "answered", "p50", "p90", "p99"],
                 [["bytes" if of_bytes else "float", f"{rate:,}", str(threads), f"{row['requests/s']:,.0f}/s"]
                  + [f"{row[p]:.1f} ms" for p in ("p50_ms", "p90_ms", "p99_ms")]
                  for of_bytes, rate, threads, row in sorted(rows, key=lambda r: r[:3])])


def serve_table(benchmark):
    rows = []
    for name, row in medians(benchmark).items():
        at = re.match(r"batch_over_a_million_items<(\w+)>/(\d+)/(\d+)/", name)
        if at:
            table_of, visitors, threads = at.groups()
            rows.append((table_of == "true", int(visitors), int(threads), row["real_time"], row["requests/s"]))
    return table(["table", "batch size", "threads", "time", "requests/s"],
                 [["bytes" if of_bytes else "float", str(visitors), str(threads), f"{time:.1f} ms", f"{rate:,.0f}"]
                  for of_bytes, visitors, threads, time, rate in sorted(rows)])


def bars(title, groups, names):
    """Bars of shares (0 .. 1) in groups: [(label, {name: share})]."""
    bar, gap, left, top, width = 9, 12, 170, 56, 420
    height = top + sum(len(names) * bar + gap for _ in groups) + 30
    out = [f'<svg xmlns="{SVG}" viewBox="0 0 {left + width + 60} {height}" font-family="sans-serif" font-size="11">',
           "<style>text{fill:#333}.axis{stroke:#999}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>",
           f'<text x="8" y="18" font-size="14">{html.escape(title)}</text>']
    for i, name in enumerate(names):
        x = 8 + i * 106
        out.append(f'<rect x="{x}" y="28" width="10" height="10" fill="{COLOURS[i]}"/><text x="{x + 14}" y="37">{html.escape(LIBRARIES.get(name, name))}</text>')
    y = top
    for label, shares in groups:
        out.append(f'<text x="{left - 8}" y="{y + len(names) * bar / 2 + 4:.0f}" text-anchor="end">{html.escape(label)}</text>')
        for i, name in enumerate(names):
            if name in shares:
                out.append(f'<rect x="{left}" y="{y}" width="{shares[name] * width:.1f}" height="{bar - 1}" fill="{COLOURS[i]}"><title>{html.escape(LIBRARIES.get(name, name))}: {percent(shares[name])} %</title></rect>')
            y += bar
        y += gap
    for tick in (0, 25, 50, 75, 100):
        x = left + tick / 100 * width
        out.append(f'<line class="axis" x1="{x:.0f}" x2="{x:.0f}" y1="{top - 6}" y2="{y - gap + 4}" stroke-opacity=".4"/><text x="{x:.0f}" y="{y + 8}" text-anchor="middle">{tick} %</text>')
    return "\n".join(out + ["</svg>"]) + "\n"


def fill(text, name, content):
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.S)
    if not pattern.search(text):
        raise SystemExit(f"performance.md has no part <!-- {name} --> ... <!-- end -->")
    return pattern.sub(lambda m: m.group(1) + content + "\n" + m.group(2), text)


def main(folder, docs):
    page = docs / "performance.md"
    text = page.read_text()

    def load(name):
        path = folder / f"{name}.json"
        return json.loads(path.read_text()) if path.exists() else None

    if machine := load("machine"):
        text = fill(text, "machine", "\n".join(f"- {k}: {v}" for k, v in machine.items()))
    if measured := load("product"):
        found = products(measured)
        text = fill(text, "products", product_table(found))
        for threads in sorted({t for _, t in found}):
            groups = [(shape, row) for (shape, t), row in in_order(found) if t == threads]
            names = [k for k in LIBRARIES if any(k in row for _, row in groups)]
            title = f"Products, share of the multiply-adds' limit, {threads} thread{'s' if threads > 1 else ''}"
            (docs / f"performance-products-{threads}.svg").write_text(bars(title, groups, names))
    if measured := load("end_to_end"):
        text = fill(text, "end_to_end", end_to_end_table(measured["rows"]))
    if measured := load("serve"):
        text = fill(text, "serve", serve_table(measured))
        text = fill(text, "load", load_table(measured))
    held, stepped = folder / "memory--without-step.kb", folder / "memory.kb"
    if held.exists() and stepped.exists():
        numbers = [int(f.read_text()) / 1024 for f in (held, stepped)]
        text = fill(text, "memory", table(["", "largest resident size"], [
            ["parameters and moments held", f"{numbers[0]:,.0f} MiB"], ["one step made", f"{numbers[1]:,.0f} MiB"],
            ["what the step needs", f"{numbers[1] - numbers[0]:,.0f} MiB"]]))
    page.write_text(text)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
