# SPDX-License-Identifier: Apache-2.0
"""Writes the text files that golden.hpp reads."""
import pathlib

import torch

import checks


class Fixture:
    compare = False  # the stored file must hold the very same bytes already; nothing is written

    def __init__(self, name):
        self.path = pathlib.Path(__file__).parent / f"{name}.golden"
        self.lines = ["nextclick-golden 1"]
        self.names = set()

    def add(self, name, values):
        """A number, a sequence (one row), or a matrix."""
        assert name not in self.names and " " not in name, name
        self.names.add(name)
        matrix = torch.as_tensor(values).detach().to(torch.float64)
        matrix = matrix.reshape(1, -1) if matrix.dim() < 2 else matrix
        assert torch.isfinite(matrix).all(), name
        self.lines.append(f"{name} {matrix.shape[0]} {matrix.shape[1]}")
        self.lines += [" ".join("%.17g" % (v + 0.0) for v in row) for row in matrix.tolist()]  # + 0.0: no minus zero

    def add_all(self, prefix, tensors):
        for name, values in tensors.items():
            self.add(prefix + name, values)

    def write(self):
        made = "\n".join(self.lines) + "\n"
        if self.compare:
            checks.same_file(self.path, made)
        else:
            self.path.write_text(made)
        assert self.path.stat().st_size < 150_000, self.path
