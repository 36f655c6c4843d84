#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the golden files of HRNN: an epoch event by event, and six batches of whole sessions. hierarchical.py has the
equations and names the parameters, docs/golden.md the files.

make_hierarchical.py            writes *.golden beside itself; every figure is checked on the way, so this takes a minute
make_hierarchical.py --check    writes nothing: fails unless the stored files hold the same bytes
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
from fixture import Fixture
from hierarchical import Hierarchical, user_parallel, user_sessions
from make_whole_session_models import initialise
from philox import dropout_mask
from reference import Model, Optimiser, with_gradient

LANES = 3
# Users, their sessions, and the items of these. The expected rows of each batch are written out beside it.
EVENTS = [[[3, 1, 4], [1, 5]],
          [[2, 6], [6, 2], [1, 6], [4, 1, 1]],
          [[7, 3]],
          [[5, 1], [3, 8, 3]],
          [[1, 4, 9, 2]],
          [[8, 1], [8, 7]]]
EVENT_ROWS = [  # (user, carry, returning, item, target)
    [(0, -1, 0, 3, 1), (1, -1, 0, 2, 6), (2, -1, 0, 7, 3)],
    [(0, 0, 0, 1, 4), (1, 1, 1, 6, 2), (3, -1, 0, 5, 1)],
    [(0, 0, 1, 1, 5), (1, 1, 1, 1, 6), (3, 2, 1, 3, 8)],        # every lane opens a further session, two with the same item
    [(4, -1, 0, 1, 4), (1, 1, 1, 4, 1), (3, 2, 0, 8, 3)],
    [(4, 0, 0, 4, 9), (1, 1, 0, 1, 1), (5, -1, 0, 8, 1)],       # none does; a negative is the target
    [(4, 0, 0, 9, 2), (5, 2, 1, 8, 7)]]                         # lane 1 is removed
SESSIONS = [[[3, 1, 4, 1, 5], [5, 9]],
            [[2, 6], [6, 5, 3, 5], [8, 9, 7, 7], [9, 3, 9]],
            [[3, 8, 2]],
            [[1, 1, 7], [4, 6, 2, 6, 4]],
            [[7, 2, 8, 10]],
            [[2, 4, 2], [6, 8, 6], [3, 7, 9, 3]]]
SESSION_ROWS = [  # (user, carry, clicks)
    [(0, -1, 5), (2, -1, 3), (1, -1, 2)],
    [(1, 2, 4), (3, -1, 3), (0, 0, 2)],
    [(3, 1, 5), (4, -1, 4), (1, 0, 4)],
    [(5, -1, 3), (1, 2, 3)],
    [(5, 0, 3)],                            # one user is left
    [(5, 0, 4)]]


def draw_masks(model, step, rows):
    """Of each row {"session", "user", "initial"}, as the library draws them under seed 3: the stream is the step; the openings draw
    first, then the user's network if there are any, then the session's. Rows without an opening have no mask of those two."""
    if not model.dropout:
        return [{} for _ in rows]
    opening = [k for k, row in enumerate(rows) if row.returning]
    width = model.layers[0][1]

    def drawn(what, site, shape):
        share = model.dropout[what]
        return torch.from_numpy(dropout_mask(3, step, site, shape, share)) / (1 - share)

    masks = [{"session": m[None]} for m in drawn("session", 3 if opening else 2, (len(rows), width))]
    if opening:
        for k, initial, user in zip(opening, drawn("initial", 1, (len(opening), width)), drawn("user", 2, (len(opening), model.user))):
            masks[k].update(initial=initial[None], user=user[None])
    return masks


def incoming(p, model, row, states, users, masks={}):
    """Where a lane starts in a batch: the states (1, .) of session and user. States of the batch before are constants."""
    if row.carry < 0:
        return model.new_user()
    state, c = states[row.carry:row.carry + 1], users[row.carry:row.carry + 1]
    opened = {k: masks[k] for k in ("user", "initial") if k in masks}
    return model.further_session(p, state, c, **opened) if row.returning else (state, c)


def add_log(out, log):
    clicks = [(user, session, item) for user, sessions in enumerate(log) for session, items in enumerate(sessions)
              for item in items]
    out.add_all("log.", dict(zip(("user", "session", "item"), zip(*clicks))))


def add_states(out, step, model, states, users):
    """The query is the state, of one GRU."""
    if len(model.layers) > 1 or model.layers[0][0] == "lstm":
        out.add(f"{step}.state", states)
    out.add(f"{step}.user_state", users)


# --- Event by event ---

def events(name, model):
    rates = dict(rate=0.1, momentum=0.1)
    params = initialise(model.shapes(), name)
    optimiser = Optimiser("adagrad", params, **rates)
    losses_of = Model(loss="top1", activation="tanh")
    readers = [by_hand.User() for _ in EVENTS]
    places = [[(s, t) for s, items in enumerate(sessions) for t in range(len(items) - 1)] for sessions in EVENTS]
    out = Fixture(name)
    out.add_all("setting.", {"batch": LANES, **rates})
    out.add_all("setting.dropout.", model.dropout or {})
    add_log(out, EVENTS)
    out.add_all("init.", params)

    states = users = None
    for s, rows in enumerate(user_parallel(EVENTS, LANES), 1):
        assert [(r.user, r.carry, r.returning, *r.items) for r in rows] == EVENT_ROWS[s - 1], s
        item, target = zip(*(row.items for row in rows))
        masks = draw_masks(model, s, rows)

        def loss_of(p):
            openings = [incoming(p, model, row, states, users, mask) for row, mask in zip(rows, masks)]
            new = torch.cat([model.click(p, i, *opening, mask.get("session", 1)) for i, opening, mask in zip(item, openings, masks)])
            queries = torch.cat([model.query(p, model.output(one[None])) for one in new])
            scores = torch.tanh(model.scores(p, queries, list(target)))
            losses = losses_of.losses(scores, torch.arange(len(rows)))
            return losses.sum() / LANES, (queries, new, torch.cat([c for _, c in openings]))

        loss, (queries, new, c), grads = with_gradient(loss_of, params)
        if not Fixture.compare:  # files with the same bytes have been checked before
            checks.elements(lambda p: loss_of(p)[0], params, grads, f"{name} step {s}", smallest=0)
        again = by_hand.numbers(params)
        for row, mask in zip(rows, masks):
            session, at = places[row.user].pop(0)
            assert row.items == EVENTS[row.user][session][at:at + 2]
            readers[row.user].click(again, session, row.items[0], {k: m[0].tolist() for k, m in mask.items()})
        read = [readers[row.user] for row in rows]
        checks.close(queries.detach(), torch.tensor([r.query(again) for r in read]), 1e-14, f"{name} step {s}, by hand")
        checks.close(c.detach(), torch.tensor([r.c for r in read]), 1e-14, f"{name} step {s}, users by hand")
        checks.close(loss, torch.tensor(by_hand.top1_in_batch(again, [r.query(again) for r in read], target, LANES)), 1e-14,
                     f"{name} step {s}, loss by hand")
        out.add_all(f"{s}.", {"user": [row.user for row in rows], "item": item, "target": target,
                              "carry": [row.carry for row in rows], "returning": [float(row.returning) for row in rows],
                              "queries": queries, "loss": loss})
        add_states(out, s, model, new, c)
        out.add_all(f"grad.{s}.", grads)
        touched = {"input.items": sorted(set(item)), "output.items": sorted(set(target)), "output.bias": sorted(set(target))}
        optimiser.step(params, grads, touched)
        states, users = new.detach(), c.detach()
    assert s == len(EVENT_ROWS) and not any(places)
    out.add_all("after.", params)
    out.write()


# --- Whole sessions ---

def packed(rows):
    """[(row, place)] step by step, and where the steps begin."""
    steps = [[(r, t) for r, row in enumerate(rows) if t < len(row.items)] for t in range(len(rows[0].items))]
    return sum(steps, []), numpy.cumsum([0] + [len(step) for step in steps])


def sessions(name, model, seed=None):
    params = initialise(model.shapes(), seed or name)
    optimiser = Optimiser("adam", params, rate=0.01)
    other = {k: v.clone() for k, v in params.items()}
    other_optimiser = Optimiser("adam", other, rate=0.01)
    readers = [by_hand.User() for _ in SESSIONS]
    ahead = [list(enumerate(user)) for user in SESSIONS]
    out = Fixture(name)
    out.add_all("setting.", {"batch": LANES, "rate": 0.01})
    add_log(out, SESSIONS)
    out.add_all("init.", params)

    states = users = None
    for s, (rows, expected) in enumerate(zip(user_sessions(SESSIONS, LANES), SESSION_ROWS), 1):
        assert [(row.user, row.carry, len(row.items)) for row in rows] == expected, s
        assert all(row.returning == (row.carry >= 0) for row in rows)
        cells, begin = packed(rows)
        item = [rows[r].items[t] for r, t in cells]
        asked = [k for k, (r, t) in enumerate(cells) if t + 1 < len(rows[r].items)]
        target = [rows[r].items[t + 1] for r, t in (cells[k] for k in asked)]

        def loss_of(p):
            lanes, users_now = [], []
            for row in rows:
                state, c = incoming(p, model, row, states, users)
                users_now.append(c)
                lanes.append([])
                for click in row.items:
                    state = model.click(p, click, state, c)
                    lanes[-1].append(state)
            outputs = [torch.cat([model.output(state) for state in lane]) for lane in lanes]
            queries = torch.cat([model.query(p, outputs[r][:t + 1]) for r, t in (cells[k] for k in asked)])
            scores = model.scores(p, queries, list(range(model.items)))
            losses = torch.logsumexp(scores, 1) - scores[torch.arange(len(target)), target]
            return losses.sum() / len(target), (queries, torch.cat([lanes[r][t] for r, t in cells]),
                                                torch.cat([lane[-1] for lane in lanes]), torch.cat(users_now))

        loss, (queries, everywhere, last, c), grads = with_gradient(loss_of, params)
        if not Fixture.compare:  # files with the same bytes have been checked before
            checks.elements(lambda p: loss_of(p)[0], params, grads, f"{name} batch {s}")
        again, by_place = by_hand.numbers(params), {}
        for r, row in enumerate(rows):
            session, items = ahead[row.user].pop(0)
            assert row.items == items
            for t, click in enumerate(items):
                readers[row.user].click(again, session, click)
                by_place[r, t] = readers[row.user].query(again)
        hand = [by_place[cells[k]] for k in asked]
        checks.close(queries.detach(), torch.tensor(hand), 1e-14, f"{name} batch {s}, by hand")
        checks.close(c.detach(), torch.tensor([readers[row.user].c for row in rows]), 1e-14, f"{name} batch {s}, users")
        checks.close(loss, torch.tensor(by_hand.cross_entropy(again, hand, target)), 1e-14, f"{name} batch {s}, loss")
        out.add_all(f"{s}.", {"user": [row.user for row in rows], "carry": [row.carry for row in rows],
                              "returning": [float(row.returning) for row in rows], "begin": begin, "item": item,
                              "asked": asked, "target": target, "queries": queries, "loss": loss, "state": everywhere,
                              "user_state": c})
        out.add_all(f"grad.{s}.", grads)
        everything = list(range(model.items))
        inputs = everything if model.attention else sorted(set(item))
        optimiser.step(params, grads, {"input.items": inputs})
        # These files do not determine whether a session's last click, which has no target, touches its row.
        asking = everything if model.attention else sorted({item[k] for k in asked})
        other_optimiser.step(other, grads, {"input.items": asking})
        assert all(torch.equal(params[k], other[k]) for k in params), (name, s)
        states, users = last.detach(), c.detach()
    out.add_all("after.", params)
    out.write()


def main():
    Fixture.compare = "--check" in sys.argv[1:]
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    checks.cells(numpy.random.RandomState(1))
    checks.optimisers(numpy.random.RandomState(1))
    events("hrnn_init", Hierarchical())
    events("hrnn_all", Hierarchical("all"))
    events("hrnn_all_gates", Hierarchical("gates"))
    events("hrnn_init_embedding", Hierarchical(embedding=5))
    events("hrnn_init_stack", Hierarchical(layers=(("gru_before", 4), ("gru_before", 5))))
    events("hrnn_all_dropout", Hierarchical("all", dropout={"session": 0.25, "user": 0.4, "initial": 0.3}))
    events("hrnn_all_lstm", Hierarchical("all", layers=(("lstm", 4),)))
    sessions("hrnn_sessions_init", Hierarchical(embedding=5), "hrnn_sessions_init 1")  # no gradient is almost zero
    sessions("hrnn_sessions_all", Hierarchical("all", embedding=5))
    sessions("hrnn_sessions_narm", Hierarchical(embedding=5, attention=4), "hrnn_sessions_narm 2")


if __name__ == "__main__":
    main()
