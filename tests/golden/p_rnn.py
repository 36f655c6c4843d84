# SPDX-License-Identifier: Apache-2.0
"""p-RNN's equations (Hidasi et al., RecSys 2016), for autograd to differentiate. Rows are vectors, so x W.

Stream 0 reads the item as a one-hot, stream 1 its image, 6 numbers; each is a GRU of its own, h0 and h1 (blocks z, r, c, z
the share of the new candidate; reset before the product). Their weights w0 and w1 are fixed. Scores, j an item:

  parallel        tanh(w0 h0.W0[j] + w1 h1.W1[j] + b[j])
  shared          tanh((w0 h0 + w1 h1).W[j] + b[j])
  interaction     tanh(w0 h0.W0[j] + w1 (h0*h1).W1[j] + b[j])
  feature         tanh(h.W[j] + b[j]), one GRU over the image
  concatenated    the same, one GRU over [one-hot ; image]

  input.0.items (I, 3 H0), input.1.weights (6, 3 H1); feature: input.weights
  encoder.0.bias (1, 3 H0), encoder.0.cell.recurrent (H0, 3 H0), and of stream 1; of one GRU encoder.bias, .cell.recurrent
  output.item.0.items (I, H0) = W0, output.item.1.items (I, H1) = W1; shared and one GRU: output.items (I, H) = W
  output.bias (I, 1) = b
"""
import dataclasses

import torch

from reference import gru_before


@dataclasses.dataclass
class PRnn:
    kind: str
    image: torch.Tensor             # (I, 6)
    widths: tuple = (4, 4)          # of the streams; of one GRU
    weights: tuple = (1.0, 0.5)     # of two streams

    def streams(self):
        """Of each GRU, the prefix of its parameters and the tables it reads."""
        one = {"feature": {"": ["input.weights"]}, "concatenated": {"": ["input.0.items", "input.1.weights"]}}
        return one.get(self.kind, {"0.": ["input.0.items"], "1.": ["input.1.weights"]})

    def shapes(self):
        items, numbers = self.image.shape
        shapes, state = {}, {}
        for (stream, tables), width in zip(self.streams().items(), self.widths):
            gates = [width] * 3
            shapes.update({table: (items if table.endswith("items") else numbers, gates) for table in tables})
            state.update({f"encoder.{stream}bias": (1, gates), f"encoder.{stream}cell.recurrent": (width, gates)})
        tables = ["item.0.items", "item.1.items"] if self.kind in ("parallel", "interaction") else ["items"]
        output = {f"output.{table}": (items, [width]) for table, width in zip(tables, self.widths)}
        return {**shapes, **state, **output, "output.bias": (items, [1])}

    def part(self, p, stream):
        """The names of the parameters of a stream. The bias belongs to both, and so does a shared table."""
        return [name for name in p if name in ("output.bias", "output.items") or f".{stream}." in name]

    def new_session(self):
        return torch.zeros(1, sum(self.widths))

    def encode(self, p, items, state, left_out=None):
        """(lanes, widths side by side): the states after one more click. Those of a disabled stream are zero."""
        states = []
        for s, ((stream, tables), old) in enumerate(zip(self.streams().items(), state.split(self.widths, 1))):
            pre = p[f"encoder.{stream}bias"]
            for table in tables:
                pre = pre + (p[table][items] if table.endswith("items") else self.image[items] @ p[table])
            new = gru_before(pre, old, p[f"encoder.{stream}cell.recurrent"], None)
            states.append(torch.zeros_like(new) if s == left_out else new)
        return torch.cat(states, 1)

    def queries(self, state):
        """The queries, scored against the rows of all output tables side by side."""
        if len(self.widths) == 1:
            return state
        (w0, w1), (h0, h1) = self.weights, state.split(self.widths, 1)
        if self.kind == "shared":
            return w0 * h0 + w1 * h1
        return torch.cat([w0 * h0, w1 * (h0 * h1 if self.kind == "interaction" else h1)], 1)

    def scores(self, p, queries, columns):
        rows = torch.cat([table[columns] for name, table in p.items() if name.startswith("output.item")], 1)
        return torch.tanh(queries @ rows.T + p["output.bias"][columns].T)
