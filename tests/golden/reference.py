# SPDX-License-Identifier: Apache-2.0
"""GRU4Rec's equations, written out in PyTorch for autograd to differentiate. Rows are vectors, so x W.

Parameters are a dict from the names of the fixtures to tensors. A recurrent layer's state is one tensor, (lanes, H), for
the LSTM (lanes, 2H) = [h ; c].
"""
import dataclasses

import torch

GATES = {"gru_before": 3, "gru_after": 3, "lstm": 4, "rnn": 1, "mgu": 2}


# --- Cells: `pre` is x W + b, all gate blocks side by side; `u` is the recurrent matrix, blocks in the same order. ---

def gru_before(pre, h, u, bu, gate=torch.sigmoid):
    """[z, r, c]; the reset gate acts before the recurrent product of the candidate."""
    n = h.shape[1]
    z = gate(pre[:, :n] + h @ u[:, :n])
    r = gate(pre[:, n:2 * n] + h @ u[:, n:2 * n])
    c = torch.tanh(pre[:, 2 * n:] + (r * h) @ u[:, 2 * n:])
    return (1 - z) * h + z * c


def gru_after(pre, h, u, bu):
    """[z, r, c]; the reset gate acts after the product, which has a bias of its own."""
    n = h.shape[1]
    z = torch.sigmoid(pre[:, :n] + h @ u[:, :n])
    r = torch.sigmoid(pre[:, n:2 * n] + h @ u[:, n:2 * n])
    c = torch.tanh(pre[:, 2 * n:] + r * (h @ u[:, 2 * n:] + bu))
    return (1 - z) * h + z * c


def lstm(pre, state, u, bu):
    """[i, f, g, o]."""
    h, c = state.chunk(2, dim=1)
    i, f, g, o = (pre + h @ u).chunk(4, dim=1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.cat([torch.sigmoid(o) * torch.tanh(c), c], dim=1)


def rnn(pre, h, u, bu):
    return torch.tanh(pre + h @ u)


def mgu(pre, h, u, bu):
    """[f, c]."""
    n = h.shape[1]
    f = torch.sigmoid(pre[:, :n] + h @ u[:, :n])
    c = torch.tanh(pre[:, n:] + (f * h) @ u[:, n:])
    return (1 - f) * h + f * c


CELLS = {"gru_before": gru_before, "gru_after": gru_after, "lstm": lstm, "rnn": rnn, "mgu": mgu}


# --- Losses: target (rows, 1), negatives (rows, N) -> (rows). ---

def softplus(x):
    return torch.logaddexp(x, torch.zeros_like(x))


def cross_entropy(target, negatives):
    return torch.logsumexp(torch.cat([target, negatives], 1), 1) - target[:, 0]


def bpr(target, negatives):
    return softplus(negatives - target).mean(1)


def top1(target, negatives):
    return (torch.sigmoid(negatives - target) + torch.sigmoid(negatives ** 2)).mean(1)


def top1_max(target, negatives):
    s = torch.softmax(negatives, 1)
    return (s * (torch.sigmoid(negatives - target) + torch.sigmoid(negatives ** 2))).sum(1)


def bpr_max(target, negatives, lam):
    log_s = torch.log_softmax(negatives, 1)
    log_a = torch.logsumexp(log_s - softplus(negatives - target), 1)
    return -log_a + lam * (log_s.exp() * negatives ** 2).sum(1)


def hinge(target, negatives, margin):
    return torch.relu(margin - target + negatives).mean(1)


LOSSES = {"cross_entropy": cross_entropy, "bpr": bpr, "top1": top1, "top1_max": top1_max, "bpr_max": bpr_max, "hinge": hinge}

ACTIVATIONS = {
    "linear": lambda x: x,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "elu_0.5": lambda x: torch.nn.functional.elu(x, 0.5),
    "elu_1": lambda x: torch.nn.functional.elu(x, 1.0),
}


# --- Optimisers: one step of the values `p` (a tensor, or the touched rows of one); `memory` holds its moments. ---

def adagrad(p, g, memory, t, rate, momentum):
    memory["a"] += g * g
    memory["v"] = momentum * memory["v"] - rate * g / torch.sqrt(memory["a"] + 1e-6)
    return p + memory["v"]


def sgd(p, g, memory, t, rate, momentum):
    memory["v"] = momentum * memory["v"] - rate * g
    return p + memory["v"]


def adam(p, g, memory, t, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
    memory["m"] = beta1 * memory["m"] + (1 - beta1) * g
    memory["a"] = beta2 * memory["a"] + (1 - beta2) * g * g
    m, a = memory["m"] / (1 - beta1 ** t), memory["a"] / (1 - beta2 ** t)
    return p - rate * m / (torch.sqrt(a) + epsilon)


def rmsprop(p, g, memory, t, rate, decay=0.9, epsilon=1e-6):
    memory["a"] = decay * memory["a"] + (1 - decay) * g * g
    return p - rate * g / torch.sqrt(memory["a"] + epsilon)


def adadelta(p, g, memory, t, rate, rho=0.95, epsilon=1e-6):
    memory["a"] = rho * memory["a"] + (1 - rho) * g * g
    step = torch.sqrt(memory["d"] + epsilon) / torch.sqrt(memory["a"] + epsilon) * g
    memory["d"] = rho * memory["d"] + (1 - rho) * step * step
    return p - rate * step


OPTIMISERS = {"adagrad": adagrad, "sgd": sgd, "adam": adam, "rmsprop": rmsprop, "adadelta": adadelta}


class Optimiser:
    """Steps all parameters; of those named in `rows` only the listed rows, whose moments alone change."""

    def __init__(self, kind, params, **settings):
        self.rule, self.settings, self.t = OPTIMISERS[kind], settings, 0
        self.memory = {name: {k: torch.zeros_like(p) for k in "avmd"} for name, p in params.items()}

    def step(self, params, grads, rows):
        self.t += 1
        for name, p in params.items():
            at = rows.get(name, slice(None))
            memory = {k: v[at] for k, v in self.memory[name].items()}
            p[at] = self.rule(p[at], grads[name][at], memory, self.t, **self.settings)
            for k, v in memory.items():
                self.memory[name][k][at] = v


# --- Gradients ---

def with_gradient(loss_of, params):
    """loss_of(params) -> (loss, whatever else); returns both and the gradients."""
    leaves = {k: v.clone().requires_grad_() for k, v in params.items()}
    loss, extra = loss_of(leaves)
    grads = torch.autograd.grad(loss, list(leaves.values()), allow_unused=True)
    return loss.detach(), extra, {k: torch.zeros_like(p) if g is None else g for (k, p), g in zip(leaves.items(), grads)}


# --- Models ---

@dataclasses.dataclass
class Model:
    input: str = "embedding"                    # one_hot, embedding, or tied
    layers: tuple = (("gru_before", 6),)        # (cell or "dense", width)
    loss: str = "cross_entropy"
    activation: str = "linear"
    settings: dict = dataclasses.field(default_factory=dict)  # of the loss
    items: int = 23
    embedding: int = 4

    def prefix(self, layer):
        return "encoder." if len(self.layers) == 1 else f"encoder.{layer}."

    def state_widths(self):
        return [0 if kind == "dense" else n * (2 if kind == "lstm" else 1) for kind, n in self.layers]

    def shapes(self):
        """Name -> (rows, widths of the blocks that lie side by side), in the order of the fixtures."""
        kind, width = self.layers[0]
        first = [width] * GATES[kind] if self.input == "one_hot" else [self.embedding]
        shapes = {"input.items": (self.items, first)}
        below = self.embedding
        for i, (kind, width) in enumerate(self.layers):
            name = self.prefix(i)
            if kind == "dense":
                shapes[name + "weights"] = (below, [width])
                shapes[name + "bias"] = (1, [width])
            else:
                blocks = [width] * GATES[kind]
                if i > 0 or self.input != "one_hot":
                    shapes[name + "input"] = (below, blocks)
                shapes[name + "bias"] = (1, blocks)
                shapes[name + "cell.recurrent"] = (width, blocks)
                if kind == "gru_after":
                    shapes[name + "cell.recurrent_bias"] = (1, [width])
            below = width
        if self.input != "tied":
            shapes["output.items"] = (self.items, [below])
        shapes["output.bias"] = (self.items, [1])
        return shapes

    def encode(self, p, item, state, mask=None):
        """Items (lanes) and the incoming state (lanes, state width) -> query (lanes, H), new state.

        mask: {"embedding": (0/1 matrix, share dropped), "state": the same}; the dropped-out state is output and carried.
        """
        x = p["input.items"][item]
        if mask:
            x = x * mask["embedding"][0] / (1 - mask["embedding"][1])
        states = []
        for i, ((kind, width), old) in enumerate(zip(self.layers, state.split(self.state_widths(), dim=1))):
            name = self.prefix(i)
            if kind == "dense":
                x = torch.tanh(x @ p[name + "weights"] + p[name + "bias"])
                continue
            pre = x if i == 0 and self.input == "one_hot" else x @ p[name + "input"]
            new = CELLS[kind](pre + p[name + "bias"], old, p[name + "cell.recurrent"], p.get(name + "cell.recurrent_bias"))
            if mask:
                new = new * mask["state"][0] / (1 - mask["state"][1])
            states.append(new)
            x = new[:, :width]
        return x, torch.cat(states, dim=1)

    def score(self, p, query, columns):
        """(lanes, columns), after the final activation."""
        table = p["input.items" if self.input == "tied" else "output.items"]
        return ACTIVATIONS[self.activation](query @ table[columns].T + p["output.bias"][columns, 0])

    def losses(self, scores, own):
        """(lanes): `own` is each row's target column, all others are negatives, those of the same item included."""
        other = torch.ones_like(scores, dtype=torch.bool)
        rows = torch.arange(len(own))
        other[rows, own] = False
        return LOSSES[self.loss](scores[rows, own][:, None], scores[other].view(len(own), -1), **self.settings)
