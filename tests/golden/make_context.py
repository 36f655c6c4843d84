#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of Twardowski's scorers: five steps of factors over a batch of whole sessions, and five of the net
over sessions in parallel. context.py has the equations and names the parameters, docs/golden.md the files.

make_context.py            writes *.golden beside itself; every figure is checked on the way
make_context.py --check    writes nothing: fails unless the stored files hold the same bytes
"""
import os
import sys

sys.dont_write_bytecode = True
# Restricts PyTorch to AVX2 kernels, so that the last digits are the same on every machine with AVX2 or more.
os.environ.update(OPENBLAS_CORETYPE="Haswell", ATEN_CPU_CAPABILITY="avx2")

import numpy
import torch

import by_hand
import checks
from context import Factors, Neural
from fixture import Fixture
from hierarchical import user_parallel
from make_whole_session_models import add_batch, initialise, make_rows
from reference import LOSSES, Optimiser, with_gradient

RATE, LANES = 0.05, 5
COLOUR = [0, 2, 1, 0, 1, 2, 2, 0, 1, 0, 2]
# Of each step. There are duplicates, targets among them, and an item that is never clicked (10); item 0 is never touched.
DRAWN = [[6, 10, 2, 6, 9, 1], [5, 5, 8, 3, 5, 7], [1, 7, 10, 4, 8, 2], [3, 2, 9, 2, 6, 5], [9, 3, 3, 10, 7, 4]]
SESSIONS = [[3, 1, 4, 1, 5, 9], [2, 6], [7, 7, 3, 8], [5, 3, 1, 2, 2, 4], [1, 6, 5], [4, 9, 8, 3], [4, 1, 6, 7]]
ACTIONS = [[0, 2, 1, 1, 3, 0], [2, 0], [1, 1, 0, 3], [0, 3, 2, 2, 1, 1], [3, 0, 0], [2, 1, 1, 0], [2, 3, 0, 2]]
LANE_ROWS = [  # (session, carry, item, action, target)
    [(0, -1, 3, 0, 1), (1, -1, 2, 2, 6), (2, -1, 7, 1, 7), (3, -1, 5, 0, 3), (4, -1, 1, 3, 6)],
    [(0, 0, 1, 2, 4), (5, -1, 4, 2, 9), (2, 2, 7, 1, 3), (3, 3, 3, 3, 1), (4, 4, 6, 0, 5)],
    [(0, 0, 4, 1, 1), (5, 1, 9, 1, 8), (2, 2, 3, 0, 8), (3, 3, 1, 2, 2), (6, -1, 4, 2, 1)],
    [(0, 0, 1, 1, 5), (5, 1, 8, 1, 3), (3, 3, 2, 2, 2), (6, 4, 1, 3, 6)],
    [(0, 0, 5, 3, 9), (3, 2, 2, 1, 4), (6, 3, 6, 0, 7)]]


class Run:
    """Five steps of AdaGrad, each checked, recorded and taken."""

    def __init__(self, name, model, loss, batch):
        self.name, self.model, self.loss, self.batch = name, model, loss, batch
        self.params = initialise(model.shapes(), name)
        self.optimiser = Optimiser("adagrad", self.params, rate=RATE, momentum=0)
        self.hand, self.memory = by_hand.numbers(self.params), {}
        self.out = Fixture(name)
        self.out.add_all("setting.", {"batch": batch, "rate": RATE})
        self.out.add("attributes.colour", model.colour)

    def step(self, s, queries_of, items, actions, target, again):
        """queries_of(p) -> queries (rows, .), and other figures to store. again(p) -> the scores, each row's target first, by
        hand."""
        drawn = DRAWN[s - 1]

        def loss_of(p):
            queries, more = queries_of(p)
            scores = self.model.scores(p, queries, target, drawn)
            losses = LOSSES[self.loss](scores[:, :1], scores[:, 1:])
            return losses.sum() / self.batch, {"queries": queries, **more, "scores": scores, "losses": losses[:, None]}

        loss, figures, grads = with_gradient(loss_of, self.params)
        what = f"{self.name} step {s}"
        if not Fixture.compare:  # files with the same bytes have been checked before
            checks.elements(lambda p: loss_of(p)[0], self.params, grads, what, smallest=0)
        by_rows = again(self.hand)
        checks.close(figures["scores"].detach(), torch.tensor(by_rows), 1e-14, f"{what}, by hand")
        losses = [by_hand.PAIRWISE[self.loss](row[0], row[1:]) for row in by_rows]
        checks.close(loss, torch.tensor(sum(losses) / self.batch), 1e-14, f"{what}, loss by hand")
        self.out.add(f"{s}.drawn", drawn)
        self.out.add_all(f"{s}.", {**figures, "loss": loss})
        self.out.add_all(f"{s}.grad.", grads)
        self.optimiser.step(self.params, grads, self.model.touched(items, actions, target + drawn))
        by_hand.adagrad(self.hand, by_hand.numbers(grads), self.memory, RATE)
        for name, p in self.params.items():
            checks.close(p, torch.tensor(self.hand[name]), 1e-14, f"{what}, AdaGrad, {name}")
        return figures

    def end(self):
        self.out.add_all("final.", self.params)
        self.out.write()


def factors(name, loss):
    model, rows = Factors(COLOUR), make_rows()
    run = Run(name, model, loss, len(rows))
    add_batch(run.out, rows, ("item", "action", "target"))
    run.out.add_all("init.", run.params)
    fed, target = ([row.item[-1] for row in rows], [row.action[-1] for row in rows]), [row.target for row in rows]
    for s in range(1, len(DRAWN) + 1):
        run.step(s, lambda p: (torch.cat([model.query(p, row.item, row.action) for row in rows]), {}), *fed, target,
                 lambda p: [[by_hand.context_factors(p, row.item, row.action, i, COLOUR[i])
                             for i in [row.target] + DRAWN[s - 1]] for row in rows])
    run.end()


def neural(name, loss):
    model = Neural(COLOUR)
    run = Run(name, model, loss, LANES)
    clicks = [(i, item, action) for i, (items, actions) in enumerate(zip(SESSIONS, ACTIONS))
              for item, action in zip(items, actions)]
    run.out.add_all("log.", dict(zip(("session", "item", "action"), zip(*clicks))))
    run.out.add_all("init.", run.params)
    log = [[list(zip(items, actions))] for items, actions in zip(SESSIONS, ACTIONS)]
    state, readers = None, {}
    for s, rows in enumerate(user_parallel(log, LANES), 1):
        assert [(r.user, r.carry, *r.items[0], r.items[1][0]) for r in rows] == LANE_ROWS[s - 1], s
        sessions, carry, item, action, target = map(list, zip(*LANE_ROWS[s - 1]))
        incoming = torch.cat([state[row:row + 1] if row >= 0 else torch.zeros(1, model.H) for row in carry])

        def queries_of(p):
            h = model.step(p, item, action, incoming)
            return model.queries(p, h), {"state": h}

        def again(p):
            for session, i, a in zip(sessions, item, action):
                readers[session] = by_hand.context_state(p, i, a, readers.get(session, [0.0] * model.H))
            return [[by_hand.context_neural(p, readers[session], i, COLOUR[i]) for i in [own] + DRAWN[s - 1]]
                    for session, own in zip(sessions, target)]

        run.out.add_all(f"{s}.", {"item": item, "action": action, "target": target, "carry": carry})
        state = run.step(s, queries_of, item, action, target, again)["state"].detach()
    assert s == len(LANE_ROWS) == len(DRAWN)
    run.end()


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    checks.cells(numpy.random.RandomState(1))
    checks.optimisers(numpy.random.RandomState(1))
    for loss in ("bpr", "top1"):
        factors(f"context_mf_{loss}", loss)
        neural(f"context_neural_{loss}", loss)


if __name__ == "__main__":
    main()
