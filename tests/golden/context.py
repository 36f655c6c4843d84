# SPDX-License-Identifier: Apache-2.0
"""The two scorers of Twardowski (RecSys 2016), for autograd to differentiate. Rows are vectors, so x W.

An event is its item and its action, both one-hot, side by side; an item is itself and its colour, both one-hot. A product
with such a vector is the sum of one row of each table; the tables are stored apart. d the width of the factors, H of the
GRU (blocks z, r, c, z the share of the new candidate; reset before the product), U of the net.

  factors   s = sum_{j<=t} e_j / (1+t-j), score = s.bs + (s Q).(v P) + v.bi
            input.0.items (I, d+1), input.1.categories (M, d+1): column 0 is bs, the others are Q
            output.item.0.items (I, d+1), output.item.1.categories (K, d+1): the last column is bi, the others are P
  neural    h_t = GRU(e_t, h_{t-1}), score = tanh([h ; v] W1 + b1) . w2 + b2
            input.0.items (I, 3H), input.1.categories (M, 3H), encoder.bias (1, 3H), encoder.cell.recurrent (H, 3H)
            pooling.weights (H, U) = W1 above, output.item.0.items (I, U) and output.item.1.categories (K, U) = W1 below,
            pooling.bias (1, U) = b1, output.score (1, U) = w2, output.score_bias (1, 1) = b2
"""
import dataclasses

import torch

from reference import gru_before


@dataclasses.dataclass
class World:
    """Inputs of both scorers: the number of items, the number of actions, and each item's colour."""
    colour: list
    actions: int = 4
    colours: int = 3

    def tables(self, input_blocks, output_blocks):
        return {"input.0.items": (len(self.colour), input_blocks), "input.1.categories": (self.actions, input_blocks),
                "output.item.0.items": (len(self.colour), output_blocks),
                "output.item.1.categories": (self.colours, output_blocks)}

    def events(self, p, items, actions):
        return p["input.0.items"][items] + p["input.1.categories"][actions]

    def item_rows(self, p, items):
        return p["output.item.0.items"][items] + p["output.item.1.categories"][[self.colour[i] for i in items]]

    def touched(self, items, actions, candidates):
        """The rows of each table that take a step."""
        return {"input.0.items": sorted(set(items)), "input.1.categories": sorted(set(actions)),
                "output.item.0.items": sorted(set(candidates)),
                "output.item.1.categories": sorted({self.colour[i] for i in candidates})}


@dataclasses.dataclass
class Factors(World):
    d: int = 4

    def shapes(self):
        return self.tables([self.d + 1], [self.d + 1])

    def query(self, p, items, actions):
        """(1, d+2): [s ; 1], for the events of a session so far."""
        age = torch.arange(len(items), 0, -1, dtype=torch.float64)
        s = (1 / age)[None] @ self.events(p, items, actions)
        return torch.cat([s, torch.ones(1, 1)], 1)

    def scores(self, p, queries, target, drawn):
        """(rows, 1+N): each row's target, then the drawn."""
        own, others = ([torch.ones(len(at), 1), self.item_rows(p, at)] for at in (target, drawn))
        own, others = torch.cat(own, 1), torch.cat(others, 1)
        return torch.cat([(queries * own).sum(1, keepdim=True), queries @ others.T], 1)


@dataclasses.dataclass
class Neural(World):
    H: int = 4
    U: int = 5

    def shapes(self):
        gates = [self.H] * 3
        return {**self.tables(gates, [self.U]), "encoder.bias": (1, gates), "encoder.cell.recurrent": (self.H, gates),
                "pooling.weights": (self.H, [self.U]), "pooling.bias": (1, [self.U]), "output.score": (1, [self.U]),
                "output.score_bias": (1, [1])}

    def step(self, p, items, actions, h):
        """(lanes, H): the states after one more event of each lane."""
        return gru_before(self.events(p, items, actions) + p["encoder.bias"], h, p["encoder.cell.recurrent"], None)

    def queries(self, p, h):
        return h @ p["pooling.weights"] + p["pooling.bias"]

    def scores(self, p, queries, target, drawn):
        """(rows, 1+N): each row's target, then the drawn."""
        rows = torch.stack([self.item_rows(p, [own] + drawn) for own in target])
        return (torch.tanh(queries[:, None] + rows) @ p["output.score"].T)[:, :, 0] + p["output.score_bias"]
