#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""bench/report.py on small measurements: the tables hold the medians, the plots are well-formed.

usage: report_test.py ROOT
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.dom.minidom

root = pathlib.Path(sys.argv[1])


def row(name, limit, **more):
    return {"run_name": name, "run_type": "iteration", "limit": limit, "real_time": 2.5, **more}


with tempfile.TemporaryDirectory() as place:
    folder, docs = pathlib.Path(place) / "in", pathlib.Path(place) / "docs"
    folder.mkdir()
    docs.mkdir()
    shutil.copy(root / "docs" / "performance.md", docs)
    name = "nextclick/t/32x100x2080/threads:1/min_time:0.100/real_time"
    (folder / "product.json").write_text(json.dumps({"benchmarks": [
        row(name, 0.5), row(name, 0.9), row(name, 0.8),
        row(name.replace("nextclick", "eigen"), 0.333), row(name.replace("threads:1", "threads:2"), 0.7)]}))
    (folder / "machine.json").write_text(json.dumps({"processor": "abacus"}))
    (folder / "serve.json").write_text(json.dumps({"benchmarks": [
        row("batch_over_a_million_items<true>/8/2/real_time", 0, **{"requests/s": 1234.5}),
        row("million_items_under_load<false>/500/2/iterations:1/real_time", 0,
            **{"requests/s": 498.7, "p50_ms": 9, "p90_ms": 15.26, "p99_ms": 20})]}))
    (folder / "end_to_end.json").write_text(json.dumps({"rows": [
        {"name": "a", "threads": 2, "ours": 60000.0, "limit": 0.4, "torch": 6000.0},
        {"name": "click", "threads": 1, "ours": 300.0, "limit": None, "torch": 1200.0}]}))
    (folder / "memory.kb").write_text("204800")
    (folder / "memory--without-step.kb").write_text("102400")
    subprocess.run([sys.executable, root / "bench" / "report.py", folder, docs], check=True)
    text = (docs / "performance.md").read_text()
    for expected in ["| `t 32x100x2080` | 1 | 80 | 33 |", "| `t 32x100x2080` | 2 | 70 |  |", "- processor: abacus",
                     "| what the step needs | 100 MiB |", "| float | 500 | 2 | 499/s | 9.0 ms | 15.3 ms | 20.0 ms |", "| bytes | 8 | 2 | 2.5 ms | 1,234 |", "| 2 | 60,000/s | 40 | 6,000/s | 10.0 |",
                     "| 1 | 300 us |  | 1,200 us | 4.0 |"]:
        assert expected in text, f"not in the page: {expected}\n{text}"
    for threads in (1, 2):
        xml.dom.minidom.parse(str(docs / f"performance-products-{threads}.svg"))
    subprocess.run([sys.executable, root / "bench" / "report.py", folder, docs], check=True)  # again: nothing changes
    assert (docs / "performance.md").read_text() == text
print("tables and plots are as expected")
