# SPDX-License-Identifier: Apache-2.0
"""The equations of five systems that read a session as a whole, for autograd to differentiate. Rows are vectors, so x W.

Every row of a batch is a prefix, read from its first click on and by itself: work that a library shares between the
prefixes of a session must not change the results. n clicks, x (n, D) their inputs, h (n, H) the states after them; `p` holds parameters.

Names of the parameters, (rows, columns); gate blocks side by side, GRU z, r, c (z the share of the new candidate; reset
before the product), LSTM i, f, g, o. A recurrent layer called L has L.input (D, G H), L.bias (1, G H) and
L.cell.recurrent (H, G H); additive attention called L has L.query (width of the query, A), L.key (width of the keys, A) and
L.v (1, A); a dense layer called L has L.weights (in, out) and L.bias (1, out).

  all      input.items (I, D)
  Tan      encoder = GRU; output.items (I, H), output.bias (I, 1)
           cosine: encoder.0 = GRU, encoder.1 = dense (H, 2H), encoder.2 = dense (2H, D); frozen.items (I, D), not trained
  NARM     encoder = GRU; pooling.query = A1, pooling.key = A2 (H, A), pooling.v; pooling.weights = B^T (2H, D), or (H, D)
           when one half is read; no bias. Scores by input.items; with the dense decoder output.items (I, 2H) instead
  STAMP    pooling.key = W1, pooling.last = W2, pooling.mean = W3 (D, A = D), pooling.bias (1, A) = ba, pooling.v = w0;
           session = dense Ws, bs; last = dense Wt, bt. Scores by input.items. Without biases none of the three is there
  RIB      input.actions (M, Da), input.dwells (K, Dd), side by side behind the item; encoder = GRU; pooling.weights (H, A),
           pooling.bias (1, A), pooling.v (1, A); output.items (I, H), output.bias (I, 1); cosine: input.items instead;
           tied: decoder.weights (H, D) and output.bias (I, 1)
  Loyola   encoder.forward, encoder.backward; bridge = dense q (2H, H); attention = additive (query of d (H, A), key of
           [forward ; backward] (2H, A)); decoder = recurrent, its input (D [+ 2H] [+ 2H], G H) by blocks of rows: the
           click, its state, the context; output.items (I, H), output.bias (I, 1). Intent: intent.bridge,
           intent.attention, intent.decoder (of [state ; context]), and intent.output = dense (H, 1)
"""
import dataclasses

import torch

from reference import CELLS, GATES, gru_before, softplus


def hard_sigmoid(x):
    return torch.clamp(0.2 * x + 0.5, 0, 1)


# --- Layers: their parameters (name -> rows, widths of the blocks side by side), and their functions ---

def recurrent_shapes(name, below, width, cell="gru_before"):
    blocks = [width] * GATES[cell]
    return {name + ".input": (below, blocks), name + ".bias": (1, blocks), name + ".cell.recurrent": (width, blocks)}


def dense_shapes(name, below, width):
    return {name + ".weights": (below, [width]), name + ".bias": (1, [width])}


def additive_shapes(name, query, key, width):
    return {name + ".query": (query, [width]), name + ".key": (key, [width]), name + ".v": (1, [width])}


def recurrent_step(p, name, x, state, cell, gate=torch.sigmoid):
    pre, u = x @ p[name + ".input"] + p[name + ".bias"], p[name + ".cell.recurrent"]
    return gru_before(pre, state, u, None, gate) if cell == "gru_before" else CELLS[cell](pre, state, u, None)


def recurrent(p, name, x, cell="gru_before", gate=torch.sigmoid):
    """(n, H): the states after each row of x, from zero. Of an LSTM h alone."""
    width = p[name + ".cell.recurrent"].shape[0]
    states = [torch.zeros(1, 2 * width if cell == "lstm" else width)]
    for t in range(len(x)):
        states.append(recurrent_step(p, name, x[t:t + 1], states[-1], cell, gate))
    return torch.cat(states[1:])[:, :width]


def dense(p, name, x):
    """Without its bias if there is none."""
    y = x @ p[name + ".weights"]
    return y + p[name + ".bias"] if name + ".bias" in p else y


def additive(p, name, query, keys, squash):
    """(n, 1): v . squash(query + key) for every row of keys."""
    return squash(query @ p[name + ".query"] + keys @ p[name + ".key"]) @ p[name + ".v"].T


def cosine(a, b):
    """(rows of a, rows of b); none may be near zero, where the slope has no limit."""
    lengths = a.norm(dim=1)[:, None] * b.norm(dim=1)[None, :]
    assert lengths.min() > 0.05, lengths.min()
    return a @ b.T / lengths


# --- Models ---

@dataclasses.dataclass
class Row:
    """A prefix of a session: the columns of its clicks, and the later clicks."""
    session: int
    position: int           # of the last click, from 0
    item: list
    action: list
    dwell: list
    target: int
    future: list            # the clicks after the target, the last one first
    label: int              # of the session: 1 if it ended in a purchase


class Model:
    """Rows of queries against a table: cross-entropy over all items unless a model says otherwise."""
    items, D, H, A = 11, 2, 3, 3
    frozen = {}             # tables that are not trained

    def shapes(self):
        return {"input.items": (self.items, [self.D]), **self.more_shapes()}

    def separate_output(self, width):
        return {"output.items": (self.items, [width]), "output.bias": (self.items, [1])}

    def queries(self, p, rows):
        return torch.cat([self.query(p, row) for row in rows])

    def scores(self, p, queries):
        scores = queries @ p.get("output.items", p["input.items"]).T
        return scores + p["output.bias"].T if "output.bias" in p else scores

    def losses(self, scores, rows):
        target = torch.tensor([row.target for row in rows])
        return torch.logsumexp(scores, 1) - scores[torch.arange(len(rows)), target]

    def loss(self, p, rows):
        """The loss, and the figures behind it by name."""
        queries = self.queries(p, rows)
        scores = self.scores(p, queries)
        losses = self.losses(scores, rows)
        return losses.sum() / len(rows), {"query": queries, "scores": scores, "losses": losses[:, None]}


class Cosine:
    """loss 1 - cos(query, row of the target); items are ranked by the cosine."""

    def scores(self, p, queries):
        return cosine(queries, self.frozen.get("frozen.items", p.get("input.items")))

    def losses(self, scores, rows):
        return 1 - scores[torch.arange(len(rows)), torch.tensor([row.target for row in rows])]


class Tan(Model):
    """M1: embedding, GRU, softmax of its last state."""

    def more_shapes(self):
        return {**recurrent_shapes("encoder", self.D, self.H), **self.separate_output(self.H)}

    def query(self, p, row):
        return recurrent(p, "encoder", p["input.items"][row.item])[-1:]


class TanDistilled(Tan):
    """M3: (1 - share) CE of the target + share CE of the teacher's probabilities. `teacher` (rows, I); where there is no
    future, the row is the target alone, so that the whole loss is the hard one."""

    def __init__(self, share, teacher):
        self.share, self.teacher = share, teacher

    def losses(self, scores, rows):
        soft = -(self.teacher * torch.log_softmax(scores, 1)).sum(1)
        return (1 - self.share) * super().losses(scores, rows) + self.share * soft


class TanCosine(Cosine, Model):
    """M4: the last state through tanh (2H) and linear (D), compared with a frozen table. Its own input table is trained,
    or the clicks are read from the frozen one."""
    D = 3

    def __init__(self, frozen, frozen_input):
        self.frozen, self.frozen_input = {"frozen.items": frozen}, frozen_input

    def shapes(self):
        return self.more_shapes() if self.frozen_input else super().shapes()

    def more_shapes(self):
        return {**recurrent_shapes("encoder.0", self.D, self.H), **dense_shapes("encoder.1", self.H, 2 * self.H),
                **dense_shapes("encoder.2", 2 * self.H, self.D)}

    def query(self, p, row):
        table = self.frozen["frozen.items"] if self.frozen_input else p["input.items"]
        h = recurrent(p, "encoder.0", table[row.item])[-1:]
        return dense(p, "encoder.2", torch.tanh(dense(p, "encoder.1", h)))


@dataclasses.dataclass
class Narm(Model):
    """q_j = v . sig(h_n A1 + h_j A2), a = q or softmax(q), c = [h_n ; sum a_j h_j], scores E (c B^T)."""
    softmax: bool = False
    squash: object = torch.sigmoid      # of the attention
    gate: object = torch.sigmoid        # of the GRU
    reads: tuple = ("last", "attention")
    dense_decoder: bool = False
    A: int = 3

    def more_shapes(self):
        width = self.H * len(self.reads)
        attention = additive_shapes("pooling", self.H, self.H, self.A) if "attention" in self.reads else {}
        output = {"output.items": (self.items, [width])} if self.dense_decoder else {"pooling.weights": (width, [self.D])}
        return {**recurrent_shapes("encoder", self.D, self.H), **attention, **output}

    def query(self, p, row):
        h = recurrent(p, "encoder", p["input.items"][row.item], gate=self.gate)
        c = {"last": h[-1:]}
        if "attention" in self.reads:
            q = additive(p, "pooling", h[-1:], h, self.squash)
            a = torch.softmax(q, 0) if self.softmax else q
            c["attention"] = (a * h).sum(0, keepdim=True)
        c = torch.cat([c[half] for half in self.reads], 1)
        return c if self.dense_decoder else c @ p["pooling.weights"]


@dataclasses.dataclass
class Stamp(Model):
    """q_j = w0 . sig(x_j W1 + x_t W2 + ms W3 + ba), ma = sum q_j x_j [+ ms], query tanh(ma Ws + bs) * tanh(x_t Wt + bt)."""
    session: str = "attention"          # mean: ms instead of ma (STMP); none: the last click alone (STMO)
    added_mean: bool = False
    biases: bool = True
    sigmoid_scores: bool = False        # softmax over sig(z)
    longest: float = None               # looked-up rows are no longer than this; rows of candidates are as they are
    D = 3

    def more_shapes(self):
        shapes = {}
        if self.session == "attention":
            shapes = {f"pooling.{name}": (self.D, [self.D]) for name in ("key", "last", "mean")}
            shapes.update({"pooling.bias": (1, [self.D]), "pooling.v": (1, [self.D])})
        if self.session != "none":
            shapes.update(dense_shapes("session", self.D, self.D))
        shapes.update(dense_shapes("last", self.D, self.D))
        return {name: s for name, s in shapes.items() if self.biases or not name.endswith(".bias")}

    def query(self, p, row):
        x = p["input.items"][row.item]
        if self.longest is not None:
            x = x * (self.longest / x.norm(dim=1, keepdim=True)).clamp(max=1)
        last, mean = x[-1:], x.mean(0, keepdim=True)
        ht = torch.tanh(dense(p, "last", last))
        if self.session == "none":
            return ht
        if self.session == "mean":
            ma = mean
        else:
            inner = x @ p["pooling.key"] + last @ p["pooling.last"] + mean @ p["pooling.mean"]
            if self.biases:
                inner = inner + p["pooling.bias"]
            q = torch.sigmoid(inner) @ p["pooling.v"].T
            ma = (q * x).sum(0, keepdim=True)
            if self.added_mean:
                ma = ma + mean
        return torch.tanh(dense(p, "session", ma)) * ht

    def scores(self, p, queries):
        z = super().scores(p, queries)
        return torch.sigmoid(z) if self.sigmoid_scores else z


@dataclasses.dataclass
class Rib(Model):
    """h = GRU([item ; action ; dwell]), g_j = tanh(h_j W + b) . w, a = sig(g) or softmax(g), query sum a_j h_j."""
    softmax: bool = False
    D, A = 3, 2
    actions, action_width, dwells, dwell_width = 4, 1, 3, 2

    def more_shapes(self):
        width = self.D + self.action_width + self.dwell_width
        return {"input.actions": (self.actions, [self.action_width]), "input.dwells": (self.dwells, [self.dwell_width]),
                **recurrent_shapes("encoder", width, self.H), **dense_shapes("pooling", self.H, self.A),
                "pooling.v": (1, [self.A]), **self.output_shapes()}

    def output_shapes(self):
        return self.separate_output(self.H)

    def query(self, p, row):
        x = torch.cat([p["input.items"][row.item], p["input.actions"][row.action], p["input.dwells"][row.dwell]], 1)
        h = recurrent(p, "encoder", x)
        g = torch.tanh(dense(p, "pooling", h)) @ p["pooling.v"].T
        a = torch.softmax(g, 0) if self.softmax else torch.sigmoid(g)
        return (a * h).sum(0, keepdim=True)


class RibTied(Rib):
    """The weighted sum, brought to the width of the items (c B), against the input's item rows and a bias of each item."""
    D = 2

    def output_shapes(self):
        return {"decoder.weights": (self.H, [self.D]), "output.bias": (self.items, [1])}

    def query(self, p, row):
        return super().query(p, row) @ p["decoder.weights"]


class RibCosine(Cosine, Rib):
    """Compared with the trained table of the input items: the gradient reaches its rows from both sides."""

    def output_shapes(self):
        return {}


@dataclasses.dataclass
class Loyola(Model):
    """Encoder both ways over the prefix alone; from d_0 = tanh([forward_n ; backward_1] Wq + bq) one decoder step per click:
    e_ij = v . tanh(d_{i-1} Wd + h_j Wh), c_i = sum_j softmax_j(e_ij) h_j, d_i = f(d_{i-1}, [y_i ; h_i ; c_i]), y_i the
    embedding of click i. The query is d_n. An LSTM's memory starts at zero; other layers read its h.
    With intent, a second such decoder reads [h_i ; c'_i], and the logit is its last state . w + b."""
    cell: str = "gru_before"
    aligned: bool = True                # h_i is read
    attends: bool = True                # c_i is read
    intent: float = None                # the weight of its loss
    H = 2

    def decoder_shapes(self, name, below, attends):
        attention = additive_shapes(name + "attention", self.H, 2 * self.H, self.A) if attends else {}
        return {**dense_shapes(name + "bridge", 2 * self.H, self.H), **attention,
                **recurrent_shapes(name + "decoder", below + 2 * self.H * attends, self.H, self.cell)}

    def more_shapes(self):
        shapes = {**recurrent_shapes("encoder.forward", self.D, self.H, self.cell),
                  **recurrent_shapes("encoder.backward", self.D, self.H, self.cell),
                  **self.decoder_shapes("", self.D + 2 * self.H * self.aligned, self.attends),
                  **self.separate_output(self.H)}
        if self.intent is not None:
            shapes.update({**self.decoder_shapes("intent.", 2 * self.H, True), **dense_shapes("intent.output", self.H, 1)})
        return shapes

    def encode(self, p, x):
        """(n, 2H), and what the bridges start from (1, 2H): both directions after the last row."""
        forward = recurrent(p, "encoder.forward", x, self.cell)
        backward = recurrent(p, "encoder.backward", x.flip(0), self.cell).flip(0)
        return torch.cat([forward, backward], 1), torch.cat([forward[-1:], backward[:1]], 1)

    def decode(self, p, name, inputs, h, ends, attends):
        """(1, H): the last state. inputs: matrices of n rows that are read row by row."""
        state = torch.tanh(dense(p, name + "bridge", ends))
        if self.cell == "lstm":
            state = torch.cat([state, torch.zeros(1, self.H)], 1)
        for i in range(len(h)):
            read = [x[i:i + 1] for x in inputs]
            if attends:
                e = additive(p, name + "attention", state[:, :self.H], h, torch.tanh)
                read.append((torch.softmax(e, 0) * h).sum(0, keepdim=True))
            state = recurrent_step(p, name + "decoder", torch.cat(read, 1), state, self.cell)
        return state[:, :self.H]

    def query(self, p, row):
        y = p["input.items"][row.item]
        h, ends = self.encode(p, y)
        return self.decode(p, "", [y, h] if self.aligned else [y], h, ends, self.attends)

    def logit(self, p, row):
        h, ends = self.encode(p, p["input.items"][row.item])
        return dense(p, "intent.output", self.decode(p, "intent.", [h], h, ends, True))

    def loss(self, p, rows):
        loss, figures = super().loss(p, rows)
        if self.intent is None:
            return loss, figures
        logits = torch.cat([self.logit(p, row) for row in rows])
        losses = softplus(logits) - logits * torch.tensor([[float(row.label)] for row in rows])
        figures.update({"intent.logit": logits, "intent.losses": losses})
        return loss + self.intent * losses.sum() / len(rows), figures
