#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads a model of examples/gru4rec.cpp with Python's standard library alone, and computes its self-test again.

python_reader.py MODEL.safetensors
So the file is valid safetensors (any reader of the format gets the weights), and its recorded scores follow
from the equations: a GRU that resets before the product, inputs and outputs from one table, biased.
"""
import array
import json
import math
import struct
import sys

TYPES = {"F32": ("f", 4), "F64": ("d", 8), "I64": ("q", 8), "U64": ("Q", 8), "U32": ("I", 4), "U8": ("B", 1)}


def read(path):
    """{name: (shape, flat values)}, metadata."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    metadata = header.pop("__metadata__")
    data, tensors, end = content[8 + length:], {}, 0
    for name, t in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        code, size = TYPES[t["dtype"]]
        begin, stop = t["data_offsets"]
        assert begin == end and stop - begin == size * math.prod(t["shape"]), name
        values, end = array.array(code), stop
        values.frombytes(data[begin:stop])
        tensors[name] = (t["shape"], values)
    assert end == len(data)
    return tensors, metadata


def product(x, w):  # x (n), w = ((n, m), flat)
    (n, m), flat = w
    return [sum(x[i] * flat[i * m + j] for i in range(n)) for j in range(m)]


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def main():
    tensors, metadata = read(sys.argv[1])
    assert metadata["nextclick.signature"] == (
        "model<dropout<embedding>, recurrent<gru<reset_before>>, last, tied<linear, biased>>"), metadata
    (count, width), table = tensors["input.items"]
    options, about = json.loads(metadata["nextclick.options"]), json.loads(metadata["nextclick.about"])
    assert metadata["nextclick.kind"] == "gru4rec" and options["input.inner.units"] == width, (metadata["nextclick.kind"], options)
    assert sum(tensors["about.support"][1]) == about["logs"][-1]["events"] and about["training"]["optimizer"] == "adagrad", about
    assert len(tensors["vocabulary.integers"][1]) == count
    bias, recurrent = tensors["encoder.bias"][1], tensors["encoder.cell.recurrent"]
    h = [0.0] * width
    for item in (0, count // 2, count - 1):
        gates = [a + b for a, b in zip(product(table[item * width:(item + 1) * width], tensors["encoder.input"]), bias)]
        u = product(h, recurrent)
        z = [sigmoid(gates[j] + u[j]) for j in range(width)]
        r = [sigmoid(gates[width + j] + u[width + j]) for j in range(width)]
        u = product([a * b for a, b in zip(r, h)], recurrent)
        c = [math.tanh(gates[2 * width + j] + u[2 * width + j]) for j in range(width)]
        h = [(1 - z[j]) * h[j] + z[j] * c[j] for j in range(width)]
    recorded, step = tensors["selftest.scores"][1], max(1, count // 64)
    assert len(recorded) == min(64, -(-count // step))
    worst = 0
    for place, score in enumerate(recorded):
        item = place * step
        expected = sum(a * b for a, b in zip(h, table[item * width:(item + 1) * width])) + tensors["output.bias"][1][item]
        worst = max(worst, abs(expected - score) / (1 + abs(expected)))
    print(f"{len(tensors)} tensors, {count} items; the recorded scores differ by {worst:.1e} at most")
    assert worst < 1e-5


main()
