#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of Tan, NARM, STAMP, RIB and Loyola: losses, gradients and five steps of Adam on a batch of whole
sessions. whole_session_models.py has the equations and names the parameters, docs/golden.md the files. NumPy is not needed.

make_whole_session_models.py            writes *.golden beside itself; every figure is checked on the way
make_whole_session_models.py --check    writes nothing: fails unless the stored files hold the same bytes
"""
import os
import sys

sys.dont_write_bytecode = True
# Restricts PyTorch to AVX2 kernels, so that the last digits are the same on every machine with AVX2 or more.
os.environ.update(OPENBLAS_CORETYPE="Haswell", ATEN_CPU_CAPABILITY="avx2")

import random

import torch
import torch.nn.functional as F

import by_hand
import checks
from fixture import Fixture
from reference import Optimiser, with_gradient
from whole_session_models import (Loyola, Model, Narm, Rib, RibCosine, RibTied, Row, Stamp, Tan, TanCosine, TanDistilled,
                                  cosine, hard_sigmoid)

SESSIONS = [[3, 1, 4, 1, 5, 9, 2], [2, 6, 6, 5], [5, 3, 8], [9, 7]]   # the longest first; items 0 and 10 are never clicked
ACTIONS = [[0, 2, 1, 1, 3, 0, 1], [2, 0, 3, 1], [1, 1, 0], [0, 2]]
DWELLS = [[1, 0, 2, 2, 0, 1, 0], [0, 2, 1, 1], [2, 1, 0], [1, 0]]
LABELS = [1, 0, 0, 1]
RATE, STEPS = 0.01, 5


def make_rows():
    """Every prefix that has a next click, packed: step by step, long sessions first."""
    return [Row(s, t, items[:t + 1], ACTIONS[s][:t + 1], DWELLS[s][:t + 1], items[t + 1], items[:t + 1:-1], LABELS[s])
            for t in range(max(map(len, SESSIONS)) - 1) for s, items in enumerate(SESSIONS) if t + 1 < len(items)]


def initialise(shapes, seed, larger={}):
    """Glorot-uniform, each gate block by itself; biases U(-.5, .5) and inputs U(-1, 1) so that they matter. On a grid that
    floats hold too. larger: name -> whole factor, for gates that have to saturate."""
    draw = random.Random(seed)

    def block(name, rows, width):
        scale = 0.5 if name.endswith("bias") else 1 if name.startswith("input.") else (6 / (rows + width)) ** 0.5
        grid = [[round(draw.uniform(-scale, scale) * 2048) / 2048 for _ in range(width)] for _ in range(rows)]
        return torch.tensor(grid) * larger.get(name, 1)

    return {name: torch.cat([block(name, rows, w) for w in widths], dim=1) for name, (rows, widths) in shapes.items()}


def five_steps(model, params, rows, name, touched={}):
    """(1, 5) the losses before each step, and the parameters after the last. PyTorch's Adam runs in parallel. touched: name -> the
    only rows that step; the others have no gradient."""
    final = {k: v.clone() for k, v in params.items()}
    peers = {k: v.clone().requires_grad_() for k, v in params.items()}
    ours, theirs = Optimiser("adam", final, rate=RATE), torch.optim.Adam(list(peers.values()), lr=RATE)
    losses = []
    for _ in range(STEPS):
        loss, _, grads = with_gradient(lambda p: model.loss(p, rows), final)
        losses.append(loss.item())
        ours.step(final, grads, touched)
        theirs.zero_grad()
        model.loss(peers, rows)[0].backward()
        theirs.step()
    for k, peer in peers.items():
        checks.close(final[k], peer.detach(), 1e-12, f"{name}, Adam, {k}")
    return losses, final


def add_batch(out, rows, columns=("item", "target")):
    """The sessions, padded by -1, and the rows; the last click of each row's prefix is its item."""
    longest = max(map(len, SESSIONS))
    out.add("sessions", [session + [-1] * (longest - len(session)) for session in SESSIONS])
    out.add("session", [row.session for row in rows])
    out.add("position", [row.position for row in rows])
    for column in columns:
        values = [getattr(row, column) for row in rows]
        out.add(column, [value[-1] if isinstance(value, list) else value for value in values])


def training_batch(name, model, settings={}, columns=("item", "target"), larger={}, more={}, with_scores=False, seed=None):
    rows, params = make_rows(), initialise(model.shapes(), seed or name, larger)
    loss, figures, grads = with_gradient(lambda p: model.loss(p, rows), params)
    if name in by_hand.QUERIES:
        again = [by_hand.QUERIES[name]({k: v.tolist() for k, v in params.items()}, row) for row in rows]
        checks.close(figures["query"].detach(), torch.tensor(again), 1e-14, f"{name}, by hand")
    if not Fixture.compare:  # files with the same bytes have been checked before
        checks.elements(lambda p: model.loss(p, rows)[0], params, grads, name)
    losses, final = five_steps(model, params, rows, name)
    if not with_scores:  # they are the queries times the table, plus the bias
        del figures["scores"]
    out = Fixture(name)
    out.add_all("setting.", {"rate": RATE, **settings})
    add_batch(out, rows, columns)
    out.add_all("", {**model.frozen, **more})
    out.add_all("init.", params)
    out.add_all("", {**figures, "loss": loss})
    out.add_all("grad.", grads)
    out.add("step.loss", losses)
    out.add_all("final.", final)
    out.write()
    return params, figures


# --- Tan ---

def teacher():
    """M* over the reversed future of every row that has one. Returns the input of the student: the rows' probabilities."""
    model, rows = Tan(), make_rows()
    params = initialise(model.shapes(), "tan_teacher")
    known = [row for row in rows if row.future]
    queries = model.queries(params, [Row(r.session, r.position, r.future, [], [], r.target, [], 0) for r in known])
    probabilities = torch.softmax(model.scores(params, queries), 1)
    longest = max(len(row.future) for row in known)
    out = Fixture("tan_teacher")
    add_batch(out, known, ("target",))
    out.add("future", [row.future + [-1] * (longest - len(row.future)) for row in known])
    out.add_all("init.", params)
    out.add_all("", {"query": queries, "probabilities": probabilities})
    out.write()
    seen = F.one_hot(torch.tensor([row.target for row in rows]), model.items).to(torch.float64)
    seen[[i for i, row in enumerate(rows) if row.future]] = probabilities
    return {"teacher.known": [float(bool(row.future)) for row in rows], "teacher.probabilities": seen}


def tan():
    training_batch("tan", Tan())
    seen = teacher()
    training_batch("tan_distilled", TanDistilled(0.2, seen["teacher.probabilities"]), {"share": 0.2}, more=seen)
    frozen = initialise({"frozen.items": (Model.items, [TanCosine.D])}, "frozen")["frozen.items"]
    for name, frozen_input in [("tan_cosine", False), ("tan_cosine_frozen_input", True)]:
        training_batch(name, TanCosine(frozen, frozen_input), with_scores=True, seed="tan_cosine")


# --- The others ---

def hard_narm(name, seed, larger, **kinds):
    """The same model is checked first: its hard sigmoids must reach both their slope and their limits."""
    for place in [place for place in ("squash", "gate") if place in kinds]:
        met = []
        model = Narm(**{**kinds, place: lambda x: (met.append(x.flatten()), hard_sigmoid(x))[1]})
        model.queries(initialise(model.shapes(), seed, larger), make_rows())
        distance = torch.cat(met).abs() - 2.5
        assert distance.abs().min() > 1e-3 and 0.05 < (distance > 0).to(torch.float64).mean() < 0.7, (name, place)
    training_batch(name, Narm(**kinds), larger=larger, seed=seed)


def narm():
    training_batch("narm", Narm())
    training_batch("narm_softmax", Narm(softmax=True))
    saturating = {"pooling.query": 3, "pooling.key": 3}
    hard_narm("narm_hard_sigmoid", "narm_hard_sigmoid", saturating, squash=hard_sigmoid)
    hard_narm("narm_code", "narm_code 1", {**saturating, "encoder.input": 3}, softmax=True, squash=hard_sigmoid,
              gate=hard_sigmoid)  # with this seed every unit saturates somewhere; a unit that does not gives A1 no gradient
    training_batch("narm_global", Narm(reads=("last",)))
    training_batch("narm_local", Narm(reads=("attention",), A=4))
    training_batch("narm_dense_decoder", Narm(dense_decoder=True))


def stamp_code(longest=1.0, seed="stamp_code 18"):
    """No biases, the mean added, long rows clipped. Some rows are far below the limit, some above, none is near it."""
    model = Stamp(added_mean=True, biases=False, longest=longest)
    rows, params = make_rows(), initialise(model.shapes(), seed)
    lengths = params["input.items"][sorted({row.item[-1] for row in rows})].norm(dim=1)
    assert 3 <= (lengths > longest).sum() <= len(lengths) - 2 and (lengths - longest).abs().min() > 0.05, lengths
    *_, final = five_steps(model, params, rows, "stamp_code")
    assert ((final["input.items"].norm(dim=1) > longest) == (params["input.items"].norm(dim=1) > longest)).all()
    training_batch("stamp_code", model, {"longest": longest}, seed=seed)


def stamp():
    training_batch("stamp", Stamp())
    training_batch("stamp_no_biases", Stamp(biases=False))
    training_batch("stamp_added_mean", Stamp(added_mean=True))
    training_batch("stamp_added_mean_no_biases", Stamp(added_mean=True, biases=False))
    training_batch("stamp_sigmoid_scores", Stamp(sigmoid_scores=True), with_scores=True)
    stamp_code()
    training_batch("stmp", Stamp(session="mean"))
    training_batch("stmo", Stamp(session="none"))


def rib():
    columns = ("item", "action", "dwell", "target")
    training_batch("rib", Rib(), columns=columns)
    training_batch("rib_softmax", Rib(softmax=True), columns=columns)
    training_batch("rib_tied", RibTied(softmax=True), columns=columns)
    training_batch("rib_cosine", RibCosine(softmax=True), columns=columns, with_scores=True)


def loyola():
    training_batch("loyola_gru", Loyola())
    params, _ = training_batch("loyola_lstm", Loyola("lstm"))
    x = params["input.items"][SESSIONS[0]]
    checks.both_ways(params, x, Loyola("lstm").encode(params, x))
    training_batch("loyola_alignment", Loyola(attends=False))
    training_batch("loyola_plain", Loyola(aligned=False, attends=False))
    for name, weight in [("loyola_intent", 1.0), ("loyola_intent_light", 0.3)]:
        _, figures = training_batch(name, Loyola(intent=weight), {"weight": weight}, columns=("item", "target", "label"))
        labels = torch.tensor([[float(row.label)] for row in make_rows()])
        theirs = F.binary_cross_entropy_with_logits(figures["intent.logit"], labels, reduction="none")
        checks.close(figures["intent.losses"].detach(), theirs.detach(), 1e-14, f"{name}, cross-entropy")


def losses_agree():
    """Those of the models, and PyTorch's."""
    rows, scores = make_rows(), torch.linspace(-3, 4, 12 * Model.items).sin().view(12, -1) * 5
    target, soft = torch.tensor([row.target for row in rows]), torch.softmax(scores.flip(0), 1)
    checks.close(Model().losses(scores, rows), F.cross_entropy(scores, target, reduction="none"), 1e-14, "cross-entropy")
    mixed = 0.8 * F.one_hot(target, Model.items) + 0.2 * soft
    checks.close(TanDistilled(0.2, soft).losses(scores, rows), F.cross_entropy(scores, mixed, reduction="none"), 1e-14,
                 "distilled")
    near = F.cosine_similarity(scores[:, None], scores.flip(0)[None], dim=2)
    checks.close(cosine(scores, scores.flip(0)), near, 1e-14, "cosine")


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    losses_agree()
    tan()
    narm()
    stamp()
    rib()
    loyola()


if __name__ == "__main__":
    main()
