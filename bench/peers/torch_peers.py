#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The same work in eager PyTorch, for bench/end_to_end.py.

usage: torch_peers.py THREADS SECONDS [NAME ...]   prints "name value" lines: events/s, or microseconds for `click`.
An event of `narm` and `stamp` is a prefix with its target.
Debian: apt-get install python3-torch python3-numpy libopenblas0-openmp
"""
import sys
import time

import torch
import torch.nn.functional as F

CONFIGS = {  # name: H, B, N, loss, dropout of the embedding, dropout of the state, momentum
    "a": (100, 32, 2048, "xe", 0.0, 0.0, 0.0),
    "b": (224, 80, 2048, "bpr_max", 0.5, 0.05, 0.4),
    "c": (512, 128, 2048, "bpr_max", 0.5, 0.3, 0.15),
}
ITEMS, RATE, REG = 37_000, 0.05, 1.0


class Rows:
    """An item table with row-sparse AdaGrad; duplicates of a row are summed first."""

    def __init__(self, value, momentum):
        self.value, self.acc = value, torch.zeros_like(value)
        self.mom = torch.zeros_like(value) if momentum else None
        self.momentum = momentum

    def update(self, rows, grad):
        unique, inverse = torch.unique(rows, return_inverse=True)
        g = torch.zeros(len(unique), self.value.shape[1]).index_add_(0, inverse, grad)
        acc = self.acc[unique] + g * g
        self.acc[unique] = acc
        step = g / torch.sqrt(acc + 1e-6) * -RATE
        if self.mom is not None:
            step = self.mom[unique] * self.momentum + step
            self.mom[unique] = step
        self.value.index_add_(0, unique, step)


def dense_update(p, state, momentum):
    acc, mom = state
    acc.addcmul_(p.grad, p.grad)
    step = p.grad / torch.sqrt(acc + 1e-6) * -RATE
    if momentum:
        mom.mul_(momentum).add_(step)
        step = mom
    p.data.add_(step)
    p.grad = None


def training_step(name):
    H, B, N, loss_name, p_emb, p_hid, momentum = CONFIGS[name]
    torch.manual_seed(1)
    bound = (6 / (ITEMS + H)) ** 0.5
    table = Rows(torch.empty(ITEMS, H).uniform_(-bound, bound), momentum)
    bias = Rows(torch.zeros(ITEMS, 1), momentum)
    cell = torch.nn.GRUCell(H, H)
    states = {p: (torch.zeros_like(p), torch.zeros_like(p)) for p in cell.parameters()}
    popularity = 1.0 / (torch.arange(ITEMS) + 20.0) ** 0.7
    state = torch.zeros(B, H)
    eye = torch.zeros(B, B + N, dtype=torch.bool)
    eye[torch.arange(B), torch.arange(B)] = True
    pool = torch.multinomial(popularity, 4_000_000, replacement=True)
    at = 0

    def step():
        nonlocal state, at
        if at + 2 * B + N > len(pool):
            at = 0
        x, candidates = pool[at:at + B], pool[at + B:at + 2 * B + N]
        at += 2 * B + N
        rows = torch.cat([x, candidates])
        e = table.value[rows].requires_grad_()
        b = bias.value[candidates].requires_grad_()
        inp = F.dropout(e[:B], p_emb) if p_emb else e[:B]
        h = cell(inp, state)
        if p_hid:
            h = F.dropout(h, p_hid)
        r = torch.addmm(b.T, h, e[B:].T)
        if loss_name == "xe":
            loss = F.cross_entropy(r, torch.arange(B))
        else:
            r = F.elu(r, 0.5)
            s = torch.softmax(r.masked_fill(eye, float("-inf")), 1)
            target = r.diagonal().unsqueeze(1)
            gain = torch.log((s * torch.sigmoid(target - r)).sum(1) + 1e-24)
            loss = (-gain + REG * (s * r * r).sum(1)).mean()
        loss.backward()
        with torch.no_grad():
            for p in cell.parameters():
                dense_update(p, states[p], momentum)
            table.update(rows, e.grad)
            bias.update(candidates, b.grad)
            state = h.detach()
            state[torch.rand(B) < 0.25] = 0          # sessions that end
        return B

    return step


def evaluation_step(queries=512, width=100):
    """Ranks of the targets among all items; states are given."""
    table, h = torch.randn(ITEMS, width) * 0.1, torch.randn(queries, width)
    target = torch.randint(0, ITEMS, (queries,))

    def step():
        with torch.inference_mode():
            scores = h @ table.T
            own = scores.gather(1, target[:, None])
            (scores > own).sum(1)
        return queries

    return step


def full_softmax_step(queries=512, items=43_000, width=100):
    h = torch.randn(queries, width, requires_grad=True)
    table = (torch.randn(items, width) * 0.1).requires_grad_(True)
    target = torch.randint(0, items, (queries,))
    adam = torch.optim.Adam([table], lr=1e-3)

    def step():
        h.grad = table.grad = None
        F.cross_entropy(h @ table.T, target).backward()
        adam.step()
        return queries

    return step


def click_step(items=43_000, width=100):
    """A GRU step, scores by a matrix-vector product, top 20."""
    table, cell, bias = torch.nn.Embedding(items, width), torch.nn.GRUCell(width, width), torch.zeros(items)
    state = {"h": torch.zeros(1, width), "item": 1}

    def step():
        with torch.inference_mode():
            state["h"] = cell(table(torch.tensor([state["item"]])), state["h"])
            torch.topk(torch.addmv(bias, table.weight, state["h"][0]), 20)
        state["item"] = (state["item"] * 17 + 3) % items
        return 1

    return step


class Narm(torch.nn.Module):
    """Attention not normalised; cuDNN's GRU, as PyTorch has no other."""

    def __init__(self, items, embedding=50, width=100):
        super().__init__()
        self.items = torch.nn.Embedding(items, embedding)
        self.gru = torch.nn.GRU(embedding, width, batch_first=True)
        self.query, self.key = (torch.nn.Linear(width, width, bias=False) for _ in range(2))
        self.v = torch.nn.Linear(width, 1, bias=False)
        self.bilinear = torch.nn.Linear(2 * width, embedding, bias=False)

    def forward(self, clicks):
        h, last = self.gru(self.items(clicks))
        last = last[0]
        q = self.v(torch.sigmoid(self.query(last).unsqueeze(1) + self.key(h)))
        local = torch.bmm(q.transpose(1, 2), h).squeeze(1)
        return self.bilinear(torch.cat([last, local], 1))


class Stamp(torch.nn.Module):
    """ma = sum q x + ms, with biases."""

    def __init__(self, items, width=100):
        super().__init__()
        self.items = torch.nn.Embedding(items, width)
        self.key = torch.nn.Linear(width, width)
        self.last, self.mean = (torch.nn.Linear(width, width, bias=False) for _ in range(2))
        self.v = torch.nn.Linear(width, 1, bias=False)
        self.session, self.click = torch.nn.Linear(width, width), torch.nn.Linear(width, width)

    def forward(self, clicks):
        x = self.items(clicks)
        last, mean = x[:, -1], x.mean(1)
        q = self.v(torch.sigmoid(self.key(x) + (self.last(last) + self.mean(mean)).unsqueeze(1)))
        memory = torch.bmm(q.transpose(1, 2), x).squeeze(1) + mean
        return torch.tanh(self.session(memory)) * torch.tanh(self.click(last))


def prefix_step(model, items=43_000, prefixes=512, length=20):
    """Prefixes of equal length, so nothing is padded or masked; full softmax against the input table; no dropout."""
    torch.manual_seed(1)
    model = model(items)
    torch.nn.init.normal_(model.items.weight, 0, 0.05)
    adam = torch.optim.Adam(model.parameters(), lr=1e-3)
    popularity = 1.0 / (torch.arange(items) + 20.0) ** 0.7
    pool = torch.multinomial(popularity, 32 * prefixes * (length + 1), replacement=True).view(32, prefixes, length + 1)
    at = 0

    def step():
        nonlocal at
        clicks, at = pool[at], (at + 1) % len(pool)
        adam.zero_grad(set_to_none=True)
        F.cross_entropy(model(clicks[:, :-1]) @ model.items.weight.T, clicks[:, -1]).backward()
        adam.step()
        return prefixes

    return step


STEPS = {"a": lambda: training_step("a"), "b": lambda: training_step("b"), "c": lambda: training_step("c"),
         "evaluation": evaluation_step, "full_softmax": full_softmax_step, "click": click_step,
         "narm": lambda: prefix_step(Narm), "stamp": lambda: prefix_step(Stamp)}


def speed(step, seconds):
    """Events a second over so many seconds, after a warm-up."""
    for _ in range(3):
        step()
    start, n = time.perf_counter(), 0
    while time.perf_counter() - start < seconds:
        n += step()
    return n / (time.perf_counter() - start)


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[1]))
    for name in sys.argv[3:] or STEPS:
        events = speed(STEPS[name](), float(sys.argv[2]))
        print(name, 1e6 / events if name == "click" else events, flush=True)
