#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of p-RNN: its architectures, and the schedules that train its parts one after another. p_rnn.py has
the equations and names the parameters, docs/golden.md the files.

make_p_rnn.py            writes *.golden beside itself; every figure is checked on the way, so this takes half a minute
make_p_rnn.py --check    writes nothing: fails unless the stored files hold the same bytes
"""
import os
import sys

sys.dont_write_bytecode = True
# Restricts PyTorch to AVX2 kernels, so that the last digits are the same on every machine with AVX2 or more.
os.environ.update(OPENBLAS_CORETYPE="Haswell", ATEN_CPU_CAPABILITY="avx2")

import random

import numpy
import torch

import by_hand
import checks
from fixture import Fixture
from hierarchical import user_parallel
from make_whole_session_models import initialise
from p_rnn import PRnn
from reference import Model, Optimiser, with_gradient

RATE, LANES, ITEMS, NUMBERS = 0.1, 3, 11, 6
# Five steps; and three, which make an epoch. The expected rows of each step are written out beside.
SESSIONS = [[3, 1, 4, 1, 5, 9], [2, 6], [5, 3, 5], [8, 4, 7, 7], [6, 1, 8, 2]]
ROWS = [  # (session, carry, item, target)
    [(0, -1, 3, 1), (1, -1, 2, 6), (2, -1, 5, 3)],
    [(0, 0, 1, 4), (3, -1, 8, 4), (2, 2, 3, 5)],        # two targets are the same: each is the other's negative
    [(0, 0, 4, 1), (3, 1, 4, 7), (4, -1, 6, 1)],        # and two items
    [(0, 0, 1, 5), (3, 1, 7, 7), (4, 2, 1, 8)],         # a repeated click
    [(0, 0, 5, 9), (4, 2, 8, 2)]]                       # lane 1 is removed
SHORT_SESSIONS = [[3, 1, 4, 1], [2, 6], [5, 3, 5], [8, 4, 7], [6, 1]]
SHORT_ROWS = [
    [(0, -1, 3, 1), (1, -1, 2, 6), (2, -1, 5, 3)],
    [(0, 0, 1, 4), (3, -1, 8, 4), (2, 2, 3, 5)],
    [(0, 0, 4, 1), (3, 1, 4, 7), (4, -1, 6, 1)]]


def images():
    """Of length 1, except for the grid that floats hold."""
    draw = random.Random("images")
    rows = torch.tensor([[draw.uniform(-1, 1) for _ in range(NUMBERS)] for _ in range(ITEMS)])
    return torch.round(rows / rows.norm(dim=1, keepdim=True) * 2048) / 2048


class Run:
    """A training run: forward passes, updates of the active parameters, and the same by hand, session by session."""

    def __init__(self, name, model, sessions, expected):
        steps = user_parallel([[session] for session in sessions], LANES)
        assert [[(r.user, r.carry, *r.items) for r in rows] for rows in steps] == expected
        self.name, self.model, self.steps = name, model, expected
        self.losses_of = Model(loss="top1", activation="tanh").losses
        self.params = initialise(model.shapes(), name)
        self.optimiser = Optimiser("adagrad", self.params, rate=RATE, momentum=0)
        self.hand, self.memory = by_hand.numbers(self.params), {}
        self.image = model.image.tolist()
        self.out = Fixture(name)
        self.out.add_all("setting.", {"batch": LANES, "rate": RATE})
        if len(model.widths) > 1:
            self.out.add("setting.weights", model.weights)
        self.out.add("attributes.image", model.image)
        log = [(i, item) for i, session in enumerate(sessions) for item in session]
        self.out.add_all("log.", dict(zip(("session", "item"), zip(*log))))
        self.new_epoch()

    def new_epoch(self):
        self.state, self.readers = None, {}

    def begin(self, s, rows):
        """The inputs of a mini-batch, and the states it continues, for all of its passes."""
        sessions, carry, self.item, self.target = map(list, zip(*rows))
        self.sessions = sessions
        self.incoming = torch.cat([self.state[row:row + 1] if row >= 0 else self.model.new_session() for row in carry])
        self.out.add_all(f"{s}.", {"item": self.item, "target": self.target, "carry": carry})
        self.opened = [self.readers.get(session, by_hand.p_rnn_new(self.hand)) for session in sessions]

    def update(self, s, at, active, left_out=None):
        """A forward pass of the mini-batch and a step of the parameters named `active`. at: its name, as "1." or "1.0."."""
        def loss_of(p):
            state = self.model.encode(p, self.item, self.incoming, left_out)
            queries = self.model.queries(state)
            losses = self.losses_of(self.model.scores(p, queries, self.target), torch.arange(len(self.item)))
            return losses.sum() / LANES, (state, queries)

        def active_loss_of(moving):
            return loss_of({**self.params, **moving})

        moving, what = {name: self.params[name] for name in active}, f"{self.name} update {at}"
        loss, (state, queries), grads = with_gradient(active_loss_of, moving)
        if not Fixture.compare:  # files with the same bytes have been checked before
            checks.elements(lambda p: active_loss_of(p)[0], moving, grads, what, smallest=0)
        self.state, queries = state.detach(), queries.detach()
        self.by_hand(what, loss, left_out)
        self.out.add_all(at, {"queries": queries, "loss": loss})
        if self.model.kind in ("shared", "interaction"):  # the queries of the others contain their states
            self.out.add(f"{at}state", self.state)
        self.out.add_all(f"grad.{at}", grads)

        before = {name: p.clone() for name, p in self.params.items()}
        rows = {name: sorted(set(self.item if name.startswith("input") else self.target))
                for name in active if name.endswith("items") or name == "output.bias"}
        self.optimiser.step(moving, grads, rows)
        by_hand.adagrad(self.hand, by_hand.numbers(grads), self.memory, RATE)
        for name, p in self.params.items():
            assert torch.equal(p, before[name]) != (name in grads and grads[name].any().item()), f"{what} {name}"
            checks.close(p, torch.tensor(self.hand[name]), 1e-14, f"{what}, AdaGrad, {name}")

    def by_hand(self, what, loss, left_out):
        after = [by_hand.p_rnn_click(self.hand, self.image, i, opened) for i, opened in zip(self.item, self.opened)]
        if left_out is not None:
            for states in after:
                states[left_out] = [0.0] * len(states[left_out])
        total = 0.0
        for i, states in enumerate(after):
            r = [by_hand.p_rnn_score(self.hand, self.model.kind, self.model.weights, states, j) for j in self.target]
            total += by_hand.top1(r[i], r[:i] + r[i + 1:])
        flat = torch.tensor([sum(states, []) for states in after])
        checks.close(self.state, flat, 1e-14, f"{what}, states by hand")
        checks.close(loss, torch.tensor(total / LANES), 1e-14, f"{what}, loss by hand")
        self.readers.update(zip(self.sessions, after))

    def end(self):
        self.out.add_all("after.", self.params)
        self.out.write()


def architecture(name, model):
    """Everything at every step."""
    run = Run(name, model, SESSIONS, ROWS)
    run.out.add_all("init.", run.params)
    for s, rows in enumerate(ROWS, 1):
        run.begin(s, rows)
        run.update(s, f"{s}.", list(run.params))
    run.end()


def by_epochs(name, model, residual):
    """Part 0 for an epoch, then part 1. residual: in the first, part 1 is left out."""
    run = Run(name, model, SHORT_SESSIONS, SHORT_ROWS)
    run.out.add("setting.epoch", len(SHORT_ROWS))
    run.out.add_all("init.", run.params)
    for epoch in (0, 1):
        run.new_epoch()
        for s, rows in enumerate(SHORT_ROWS, 1 + epoch * len(SHORT_ROWS)):
            run.begin(s, rows)
            run.out.add(f"{s}.part", epoch)
            run.update(s, f"{s}.", model.part(run.params, epoch), 1 if residual and epoch == 0 else None)
    run.end()


def interleaving(name, model):
    """In every mini-batch part 0, then another pass from the same incoming states and part 1. The last pass's are carried."""
    run = Run(name, model, SESSIONS, ROWS)
    run.out.add_all("init.", run.params)
    for s, rows in enumerate(ROWS, 1):
        run.begin(s, rows)
        passes = []
        for part in (0, 1):
            run.update(s, f"{s}.{part}.", model.part(run.params, part))
            passes.append(run.state)
        # Stream 0 has changed in between, stream 1 has not: the files determine whose states are carried.
        moved = (passes[1] - passes[0]).abs().split(model.widths, 1)
        assert moved[0].max() > 1e-3 and moved[1].max() == 0, (s, moved)
    run.end()


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    checks.cells(numpy.random.RandomState(1))
    checks.optimisers(numpy.random.RandomState(1))
    image = images()
    parallel = PRnn("parallel", image, (4, 3))
    architecture("p_rnn_parallel", parallel)
    architecture("p_rnn_shared", PRnn("shared", image))
    architecture("p_rnn_interaction", PRnn("interaction", image))
    architecture("p_rnn_feature", PRnn("feature", image, (4,)))
    architecture("p_rnn_concatenated", PRnn("concatenated", image, (4,)))
    by_epochs("p_rnn_alternating", parallel, residual=False)
    by_epochs("p_rnn_residual", parallel, residual=True)
    interleaving("p_rnn_interleaving", parallel)
    for kind in ("shared", "interaction"):
        by_epochs(f"p_rnn_{kind}_alternating", PRnn(kind, image), residual=False)
        by_epochs(f"p_rnn_{kind}_residual", PRnn(kind, image), residual=True)
        interleaving(f"p_rnn_{kind}_interleaving", PRnn(kind, image))


if __name__ == "__main__":
    main()
