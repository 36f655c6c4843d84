#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of GRU4Rec: training runs, losses, activations and metrics. See docs/golden.md.

make_gru4rec.py            writes *.golden beside itself; every figure is checked on the way, so this takes a minute
make_gru4rec.py --check    writes nothing: fails unless the stored files hold the same bytes
"""
import sys

sys.dont_write_bytecode = True

import dataclasses
import decimal

import numpy
import torch

import checks
from fixture import Fixture
from philox import dropout_mask
from reference import ACTIVATIONS, Model, Optimiser, with_gradient

ITEMS, LANES, NEGATIVES = 23, 5, 7
CARRY = [[-1, -1, -1, -1, -1], [0, 1, 2, 3, 4], [0, -1, 2, 3, -1], [0, 1, 3, 4], [0, 2, 3]]


@dataclasses.dataclass
class Scenario:
    name: str
    model: Model
    optimiser: str = "adagrad"
    rates: dict = dataclasses.field(default_factory=lambda: dict(rate=0.05, momentum=0.2))
    logq: float = 0
    all_items: bool = False
    dropout: dict = dataclasses.field(default_factory=dict)


def scenarios():
    for loss, activation, settings in [("cross_entropy", "linear", {}), ("top1", "tanh", {}), ("bpr", "tanh", {}),
                                       ("top1_max", "linear", {}), ("bpr_max", "elu_0.5", {"lam": 0.7}),
                                       ("hinge", "relu", {"margin": 0.5})]:
        yield Scenario(f"onehot_gru_before_{loss}", Model("one_hot", loss=loss, activation=activation, settings=settings))

    yield Scenario("tied_gru_after_cross_entropy_logq", Model("tied", (("gru_after", 6),), embedding=6),
                   rates=dict(rate=0.1, momentum=0), logq=1)
    yield Scenario("tied_gru_before_bpr_max",
                   Model("tied", loss="bpr_max", activation="elu_1", settings={"lam": 0.7}, embedding=6),
                   rates=dict(rate=0.05, momentum=0.15))
    yield Scenario("embedding_gru_before_cross_entropy", Model())
    yield Scenario("embedding_gru_after_bpr_max", Model(layers=(("gru_after", 6),), loss="bpr_max", activation="elu_0.5",
                                                        settings={"lam": 0.7}))
    for cell in ("lstm", "rnn", "mgu"):
        yield Scenario(f"embedding_{cell}_cross_entropy", Model(layers=((cell, 6),)))
    yield Scenario("stack_onehot_gru_before_top1", Model("one_hot", (("gru_before", 6), ("gru_before", 6)), "top1", "tanh"))
    yield Scenario("stack_embedding_gru_before_dense_cross_entropy", Model(layers=(("gru_before", 6), ("dense", 5))))

    for optimiser, rates in [("sgd", dict(rate=0.1, momentum=0.9)), ("adam", dict(rate=0.01)),
                             ("rmsprop", dict(rate=0.01)), ("adadelta", dict(rate=1))]:
        yield Scenario(f"embedding_gru_before_cross_entropy_{optimiser}", Model(), optimiser, rates)
    yield Scenario("all_items_tied_gru_before_cross_entropy_adam", Model("tied", embedding=6), "adam", dict(rate=0.01),
                   all_items=True)
    yield Scenario("dropout_embedding_gru_before_cross_entropy", Model(), dropout={"embedding": 0.25, "state": 0.4})


def initialise(model, random):
    """Glorot-uniform, each gate block by itself; biases U(-.5, .5) so that they matter. On a grid that floats hold too."""
    def block(name, rows, width):
        scale = 0.5 if name.endswith("bias") else (6 / (rows + width)) ** 0.5
        return torch.from_numpy(numpy.round(random.uniform(-scale, scale, (rows, width)) * 2048) / 2048)

    return {name: torch.cat([block(name, rows, w) for w in widths], dim=1) for name, (rows, widths) in model.shapes().items()}


def clicks(random):
    """(item, target, negatives) of each step; the target of a lane is its next item. With the collisions of real data."""
    steps = []
    for s, carry in enumerate(CARRY):
        item = [int(random.randint(ITEMS)) if row < 0 else steps[-1][1][row] for row in carry]
        target = random.randint(ITEMS, size=len(carry)).tolist()
        negatives = random.randint(ITEMS, size=NEGATIVES).tolist()
        target[-1] = target[0]       # a negative of the batch that is a target: an accidental hit
        target[1] = item[0]          # an item of one lane, the target of another
        negatives[2] = negatives[0]  # drawn twice
        negatives[5] = target[1]     # a drawn negative that is a target
        if s == 2:
            item[4] = item[1]        # two new sessions begin with the same item
            target[2] = item[2]      # a repeated click
            negatives[6] = negatives[0]
        steps.append((item, target, negatives))
    return steps


def draw_masks(dropout, step, lanes, model):
    """The library's draws under seed 3: the stream is the step; the embedding draws first, the state second."""
    widths = {"embedding": model.embedding, "state": model.layers[0][1]}
    return {k: (torch.from_numpy(dropout_mask(3, step, site, (lanes, widths[k]), p)), p)
            for site, (k, p) in enumerate(dropout.items(), 1)}


def touched_rows(scenario, params, item, columns):
    """Row-sparse tables: which rows of each take a step."""
    inputs, outputs = sorted(set(item)), sorted(set(columns))
    rows = {"input.items": sorted(set(item) | set(columns)) if scenario.model.input == "tied" else inputs,
            "output.items": outputs, "output.bias": outputs}
    return {name: at for name, at in rows.items() if name in params}


def training_run(scenario):
    model, random = scenario.model, numpy.random.RandomState(42)
    steps, support = clicks(random), random.randint(1, 200, size=ITEMS)
    params = initialise(model, numpy.random.RandomState(7))
    optimiser = Optimiser(scenario.optimiser, params, **scenario.rates)
    out = Fixture(scenario.name)
    out.add_all("setting.", {"batch": LANES, **scenario.rates, **model.settings})
    if scenario.logq:
        out.add_all("setting.", {"logq": scenario.logq, "alpha": 0.75})
        out.add("support", support)
    out.add_all("init.", params)

    state = torch.zeros(0, sum(model.state_widths()))
    for s, (carry, (item, target, negatives)) in enumerate(zip(CARRY, steps), 1):
        incoming = torch.stack([state[row] if row >= 0 else torch.zeros(state.shape[1]) for row in carry])
        columns = list(range(ITEMS)) if scenario.all_items else target + negatives
        own = torch.tensor(target) if scenario.all_items else torch.arange(len(target))
        log_support = torch.from_numpy(numpy.log(support[columns]))
        log_support[len(target):] *= 0.75
        masks = draw_masks(scenario.dropout, s, len(item), model)

        def loss_of(p):
            query, new = model.encode(p, item, incoming, masks)
            scores = model.score(p, query, columns)
            corrected = scores - scenario.logq * log_support
            losses = model.losses(corrected, own)
            return losses.sum() / LANES, (scores, corrected, losses, new)

        loss, (scores, corrected, losses, new), grads = with_gradient(loss_of, params)
        checks.gradients(lambda p: loss_of(p)[0], params, grads, numpy.random.RandomState(s), f"{scenario.name} step {s}",
                         elementwise=s in (2, 5))
        out.add_all(f"{s}.", {"item": item, "target": target, "carry": carry})
        out.add(f"{s}.negatives", torch.zeros(1, 0) if scenario.all_items else negatives)
        out.add_all(f"{s}.mask.", {k: m for k, (m, _) in masks.items()})
        out.add(f"{s}.scores", scores)
        if scenario.logq:
            out.add(f"{s}.corrected", corrected)
        out.add_all(f"{s}.", {"losses": losses[:, None], "loss": loss, "state": new})
        out.add_all(f"{s}.grad.", grads)

        optimiser.step(params, grads, touched_rows(scenario, params, item, columns))
        state = new.detach()
    out.add_all("final.", params)
    out.write()


def whole_sessions(cell):
    """Gradient through the whole prefix, a loss at every position. Rows are packed: step by step, long sessions first."""
    random = numpy.random.RandomState(11)
    sessions = [random.randint(ITEMS, size=n + 1).tolist() for n in (5, 3, 2)]
    sessions[1][1:3] = sessions[0][2:4]
    lengths = [len(session) - 1 for session in sessions]
    steps = [[session[t:t + 2] for session in sessions if t + 1 < len(session)] for t in range(max(lengths))]
    item, target = zip(*(pair for step in steps for pair in step))
    begin = numpy.cumsum([0] + [len(step) for step in steps])
    model = Model(layers=((cell, 6),))
    params = initialise(model, numpy.random.RandomState(7))

    def loss_of(p):
        state = torch.zeros(len(sessions), sum(model.state_widths()))
        queries, states = [], []
        for a, b in zip(begin, begin[1:]):
            query, state = model.encode(p, list(item[a:b]), state[:b - a])
            queries.append(query)
            states.append(state)
        scores = model.score(p, torch.cat(queries), list(range(ITEMS)))
        losses = model.losses(scores, torch.tensor(target))
        return losses.sum() / len(item), (scores, losses, torch.cat(states))

    loss, (scores, losses, states), grads = with_gradient(loss_of, params)
    checks.gradients(lambda p: loss_of(p)[0], params, grads, random, f"whole sessions, {cell}", elementwise=True)
    if cell != "gru_before":
        checks.whole_sessions(cell, params, params["input.items"][list(item)], lengths, states)
    out = Fixture(f"whole_sessions_{cell}")
    out.add_all("init.", params)
    out.add_all("", {"begin": begin, "item": item, "target": target, "scores": scores, "losses": losses[:, None],
                     "loss": loss, "state": states})
    out.add_all("grad.", grads)
    out.write()


# --- Tables ---

def score_rows(random):
    """(rows, 9), the target first: ordinary scores, large ones, ties. No row lies on the hinge's edge."""
    n = 9
    rows = [random.standard_normal(n) for _ in range(4)] + [random.uniform(-30, 30, n) for _ in range(4)]
    rows += [numpy.zeros(n), numpy.full(n, 2.25), numpy.full(n, -30.0)]
    rows += [numpy.r_[30, numpy.full(n - 1, -30.0)], numpy.r_[-30, numpy.full(n - 1, 30.0)]]
    rows += [numpy.r_[1.5, 1.5, 1.5, -0.75, -0.75, 0.125, 0, 1.5, 3], numpy.r_[-30, 30, 30, -30, 0, 0, 1, -1, 30],
             numpy.r_[30, 30, -30, 30, 29.75, -29.75, 30, 0, 0], numpy.r_[0.5, 1e-3, -1e-3, 0.25, 0.25, 0.5, -0.5, 0.5, 2]]
    return numpy.round(numpy.array(rows) * 4096) / 4096


def losses():
    rows = torch.from_numpy(score_rows(numpy.random.RandomState(3)))
    assert not ((0.5 - rows[:, :1] + rows[:, 1:]) == 0).any()
    out = Fixture("losses")
    out.add_all("", {"target": rows[:, :1], "negatives": rows[:, 1:]})
    for kind, settings in [("cross_entropy", {}), ("bpr", {}), ("top1", {}), ("top1_max", {}), ("bpr_max", {"lam": 0.7}),
                           ("hinge", {"margin": 0.5})]:
        exact = [[decimal.Decimal(x) for x in row] for row in rows.tolist()]
        loss = lambda r: checks.exact_loss(kind, r, **settings)
        slope = torch.tensor([[float(checks.exact_slope(loss, r, k)) for k in range(len(r))] for r in exact])
        value = torch.tensor([[float(loss(r))] for r in exact])
        ours = rows.clone().requires_grad_()
        model = Model(loss=kind, settings=settings)
        per_row = model.losses(ours, torch.zeros(len(rows), dtype=torch.long))
        per_row.sum().backward()
        checks.close(per_row[:, None].detach(), value, 1e-14, kind)
        checks.close(ours.grad, slope, 1e-14, f"{kind}, gradient")
        out.add_all(f"{kind}.", {**settings, "value": value, "gradient": slope})
    out.write()


def activations():
    """Exact to the last digit; 0 is left out, where some have a kink."""
    x = [s * 2.0 ** e for e in (-30, -20, -10, -4, -1, 0, 1, 2, 3, 4, 5) for s in (-1, 1)]
    x = sorted(x + (numpy.round(numpy.random.RandomState(5).standard_normal(18) * 3 * 4096) / 4096).tolist())
    out = Fixture("activations")
    out.add("x", x)
    for name, function in checks.EXACT_ACTIVATIONS.items():
        arguments = [decimal.Decimal(v) for v in x]
        value = torch.tensor([float(function(v)) for v in arguments])
        slope = torch.tensor([float(checks.exact_slope(lambda r: function(r[0]), [v], 0)) for v in arguments])
        out.add_all(f"{name}.", {"value": value, "slope": slope})
        if name in ACTIVATIONS:
            ours = torch.tensor(x, requires_grad=True)
            y = ACTIVATIONS[name](ours)
            y.sum().backward()
            checks.close(y.detach(), value, 1e-15, name)
            checks.close(ours.grad, slope, 1e-15, f"{name}, slope")
    out.write()


def metrics():
    events, items, cutoffs = 12, 40, [1, 5, 10, 20]
    random = numpy.random.RandomState(9)
    scores = numpy.round(random.standard_normal((events, items)) * 4) / 4  # a quarter apart: many ties
    scores[3] = 0.5                                                       # a collapsed model
    scores[4] = numpy.round(random.standard_normal(items) * 4096) / 4096  # no ties
    scores[5] = numpy.where(scores[5] > 0, 1, -1)                         # saturated
    target = random.randint(items, size=events)
    for event, place in [(0, 0), (1, 3), (2, 7), (4, 0), (6, 15), (7, 1)]:  # targets near the top too
        target[event] = numpy.argsort(-scores[event], kind="stable")[place]
    own = scores[numpy.arange(events), target][:, None]
    better, as_good = (scores > own).sum(1), (scores >= own).sum(1)
    ranks = {"standard": 1 + better, "conservative": as_good, "median": (1 + better + as_good) / 2}
    for event in range(events):  # by sorting: the first and the last place of the target's score
        ordered = sorted(scores[event], reverse=True)
        first, last = ordered.index(own[event, 0]) + 1, items - ordered[::-1].index(own[event, 0])
        assert [r[event] for r in ranks.values()] == [first, last, (first + last) / 2]
    out = Fixture("metrics")
    out.add_all("", {"scores": scores, "target": target, "cutoffs": cutoffs})
    for ties, rank in ranks.items():
        hits = [rank <= k for k in cutoffs]
        out.add(f"{ties}.rank", rank)
        out.add(f"{ties}.recall", [hit.mean() for hit in hits])
        out.add(f"{ties}.mrr", [(hit / rank).mean() for hit in hits])
        out.add(f"{ties}.ndcg", [(hit / numpy.log2(rank + 1)).mean() for hit in hits])
    # Of each event the mean over the places that its target has in the orders of the equal items: one order for each of them.
    places = [numpy.arange(b + 1, a + 1) for b, a in zip(better, as_good)]
    mean = lambda figure: [numpy.mean([numpy.mean((p <= k) * figure(p)) for p in places]) for k in cutoffs]
    out.add("expected.rank", [p.mean() for p in places])
    out.add("expected.recall", mean(numpy.ones_like))
    out.add("expected.mrr", mean(lambda place: 1 / place))
    out.add("expected.ndcg", mean(lambda place: 1 / numpy.log2(place + 1)))
    out.write()


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    random = numpy.random.RandomState(1)
    checks.cells(random)
    checks.optimisers(random)
    losses()
    activations()
    metrics()
    for scenario in scenarios():
        training_run(scenario)
    for cell in ("gru_before", "gru_after", "lstm"):
        whole_sessions(cell)


if __name__ == "__main__":
    main()
