#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of Wu and Yan's list-wise deep net: losses, gradients and five steps of Adam on a batch of whole
sessions, in both stages. listwise.py has the equations and names the parameters, docs/golden.md the files. NumPy is not
needed.

make_listwise.py            writes *.golden beside itself; every figure is checked on the way
make_listwise.py --check    writes nothing: fails unless the stored files hold the same bytes
"""
import os
import sys

sys.dont_write_bytecode = True
# Restricts PyTorch to AVX2 kernels, so that the last digits are the same on every machine with AVX2 or more.
os.environ.update(OPENBLAS_CORETYPE="Haswell", ATEN_CPU_CAPABILITY="avx2")

import torch
import torch.nn.functional as F

import by_hand
import checks
from fixture import Fixture
from listwise import ListwiseDnn, SessionEmbedding
from make_whole_session_models import RATE, SESSIONS, add_batch, five_steps, initialise
from reference import with_gradient
from whole_session_models import Row

# An item comes again under the same action, at once and later, in the same session and in another, and under another one;
# the second session has an action at its last event alone, which no prefix contains.
ACTIONS = [[0, 2, 1, 2, 1, 0, 1], [2, 0, 0, 1], [2, 0, 1], [0, 2]]
DRAWN = [5, 0, 8, 0]    # targets, and one that is drawn twice; item 10 is in no list


def make_rows():
    """Every prefix that has a next event, packed: step by step, long sessions first."""
    return [Row(s, t, items[:t + 1], ACTIONS[s][:t + 1], [], items[t + 1], items[:t + 1:-1], 0)
            for t in range(max(map(len, SESSIONS)) - 1) for s, items in enumerate(SESSIONS) if t + 1 < len(items)]


def same_loss(name, model, figures, rows):
    """PyTorch's cross-entropy, of a class or of probabilities."""
    if isinstance(model, ListwiseDnn):
        listed = model.candidates(rows)
        y = model.relevance(rows)
        checks.close(y[:, listed].sum(1), torch.ones(len(rows)), 1e-15, f"{name}, relevance")
        theirs = F.cross_entropy(figures["scores"][:, listed], y[:, listed], reduction="none")
    else:
        theirs = F.cross_entropy(figures["scores"], torch.tensor([row.target for row in rows]), reduction="none")
    checks.close(figures["losses"][:, 0].detach(), theirs.detach(), 1e-14, f"{name}, cross-entropy")


def training_batch(name, model, settings={}):
    rows, params = make_rows(), initialise(model.shapes(), name)
    loss, figures, grads = with_gradient(lambda p: model.loss(p, rows), params)
    again = by_hand.listwise({k: v.tolist() for k, v in params.items()}, SESSIONS, ACTIONS, settings.get("decay"), DRAWN)
    for figure in ("query", "scores", "losses"):
        checks.close(figures[figure].detach(), torch.tensor([again[r.session, r.position][figure] for r in rows]), 1e-14,
                     f"{name}, {figure} by hand")
    same_loss(name, model, figures, rows)
    if not Fixture.compare:  # files with the same bytes have been checked before
        checks.elements(lambda p: model.loss(p, rows)[0], params, grads, name)
    touched = model.touched(rows)
    for table, some in touched.items():  # exactly the rows with a gradient
        assert grads[table].abs().amax(1).nonzero().flatten().tolist() == some, (name, table)
    losses, final = five_steps(model, params, rows, name, touched)
    out = Fixture(name)
    out.add_all("setting.", {"rate": RATE, **settings})
    add_batch(out, rows, ("item", "action", "target"))
    if isinstance(model, ListwiseDnn):
        out.add("drawn", DRAWN)
        out.add("candidates", model.candidates(rows))
        out.add("relevance", model.relevance(rows))
    else:
        del figures["scores"]  # they are the queries times the table
    out.add_all("init.", params)
    out.add_all("", {**figures, "loss": loss})
    out.add_all("grad.", grads)
    out.add("step.loss", losses)
    out.add_all("final.", final)
    out.write()


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    training_batch("wu_stage1", SessionEmbedding())
    # .2: the sixth target is worth too little; 0: the target alone.
    for name, decay in [("wu_stage2", 0.5), ("wu_stage2_steep", 0.2), ("wu_stage2_next", 0.0)]:
        training_batch(name, ListwiseDnn(decay, DRAWN), {"decay": decay})


if __name__ == "__main__":
    main()
