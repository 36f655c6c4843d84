# SPDX-License-Identifier: Apache-2.0
"""HRNN's equations (Quadrana et al., RecSys 2017), for autograd to differentiate. Rows are vectors, so x W.

A user has a state c, zero at first. When a further session of the user opens, and only then,

    c = GRU_user(input s_last, state c_prev)        s = tanh(c W_init + b_init)

where s_last is the output of the last session layer after the user's session before; s is zero in the first session, not
tanh(b_init). s_last, c_prev, and all other values of an earlier batch are constants: the gradient of a session reaches
the user's GRU and W_init at its opening, and no further. Of several session layers the first alone begins anew, the others
keep their state until the user changes. An LSTM begins anew with both halves of its state, [h ; memory].

With dropout, c, s at an opening, and the state after a click are each multiplied by a mask (0, or 1 / (1 - share)) before anything
else reads them.

With context, c W_context is added to the pre-activations of the first session layer at every click; c is the state that was
computed at the opening. `gates`: to those of update and reset alone.

Names of the parameters, (rows, columns); gate blocks side by side, GRU z, r, c (z the share of the new candidate; reset
before the product), LSTM i, f, g, o. G of them; H of the first session layer, H' of the last, U of the user.

  input.items (I, G H), or with an embedding (I, D) and encoder.session.input (D, G H)
  encoder.session.bias (1, G H), encoder.session.cell.recurrent (H, G H); of two layers encoder.session.0. and .1.
  encoder.user.input (H', 3U), encoder.user.bias (1, 3U), encoder.user.cell.recurrent (U, 3U)
  encoder.initial (U, H), encoder.initial_bias (1, H); of an LSTM (U, 2H) and (1, 2H)
  encoder.context (U, G H); gates (U, 2H)
  output.items (I, H'), output.bias (I, 1)
  NARM: pooling.query = A1, pooling.key = A2 (H, A), pooling.v (1, A), pooling.weights = B^T (2H, D); scores by input.items
"""
import dataclasses

import torch

from reference import CELLS, GATES, gru_before
from whole_session_models import additive, additive_shapes, recurrent_shapes


@dataclasses.dataclass
class Hierarchical:
    context: str = None                     # None, "all" or "gates"
    embedding: int = 0                      # 0: one-hot
    layers: tuple = (("gru_before", 4),)    # of the session
    attention: int = 0                      # NARM: A
    user: int = 3
    items: int = 11
    dropout: dict = None                    # of "session", "user", "initial": the share that is dropped; one GRU alone

    def prefix(self, layer):
        return "encoder.session." if len(self.layers) == 1 else f"encoder.session.{layer}."

    def state_widths(self):
        return [width * (2 if cell == "lstm" else 1) for cell, width in self.layers]

    def shapes(self):
        """Name -> (rows, widths of the blocks that lie side by side)."""
        cell, width = self.layers[0]
        shapes = {"input.items": (self.items, [self.embedding] if self.embedding else [width] * GATES[cell])}
        below = self.embedding
        for i, (kind, n) in enumerate(self.layers):
            shapes.update(recurrent_shapes(self.prefix(i)[:-1], below, n, kind))
            below = n
        if not self.embedding:
            del shapes[self.prefix(0) + "input"]
        shapes.update(recurrent_shapes("encoder.user", below, self.user))
        halves = self.state_widths()[0] // width
        shapes.update({"encoder.initial": (self.user, [width] * halves), "encoder.initial_bias": (1, [width] * halves)})
        if self.context:
            shapes["encoder.context"] = (self.user, [width] * (2 if self.context == "gates" else GATES[cell]))
        if self.attention:
            return {**shapes, **additive_shapes("pooling", below, below, self.attention),
                    "pooling.weights": (2 * below, [self.embedding])}
        return {**shapes, "output.items": (self.items, [below]), "output.bias": (self.items, [1])}

    def output(self, state):
        """(1, H') of a whole state (1, widths of all layers side by side)."""
        return state.split(self.state_widths(), dim=1)[-1][:, :self.layers[-1][1]]

    def new_user(self):
        return torch.zeros(1, sum(self.state_widths())), torch.zeros(1, self.user)

    def further_session(self, p, state, c, user=1, initial=1):
        """The states (1, .) of session and user behind the user's session before -> at the opening of the next one.
        user, initial: masks."""
        pre = self.output(state) @ p["encoder.user.input"] + p["encoder.user.bias"]
        c = user * gru_before(pre, c, p["encoder.user.cell.recurrent"], None)
        first, *upper = state.split(self.state_widths(), dim=1)
        return torch.cat([initial * torch.tanh(c @ p["encoder.initial"] + p["encoder.initial_bias"]), *upper], 1), c

    def click(self, p, item, state, c, mask=1):
        """The state (1, .) of the session after one more click."""
        x, states = p["input.items"][[item]], []
        for i, ((kind, width), old) in enumerate(zip(self.layers, state.split(self.state_widths(), dim=1))):
            name = self.prefix(i)
            pre = (x @ p[name + "input"] if name + "input" in p else x) + p[name + "bias"]
            if self.context and i == 0:
                context = c @ p["encoder.context"]
                pre = pre + torch.nn.functional.pad(context, (0, pre.shape[1] - context.shape[1]))
            states.append(CELLS[kind](pre, old, p[name + "cell.recurrent"], None))
            x = states[-1][:, :width]
        return mask * torch.cat(states, 1)

    def query(self, p, h):
        """h (n, H'): the outputs after the clicks of the session so far."""
        if not self.attention:
            return h[-1:]
        q = additive(p, "pooling", h[-1:], h, torch.sigmoid)
        return torch.cat([h[-1:], (q * h).sum(0, keepdim=True)], 1) @ p["pooling.weights"]

    def scores(self, p, queries, columns):
        scores = queries @ p.get("output.items", p["input.items"])[columns].T
        return scores + p["output.bias"][columns].T if "output.bias" in p else scores


# --- Batches. A log is a list of users, a user a list of sessions, a session a list of items. ---

@dataclasses.dataclass
class Row:
    """The row of a lane in a batch."""
    user: int
    carry: int          # the row of the batch before whose states it continues, or -1: a new user
    returning: bool     # opens a further session of its user
    items: list         # a click and the next one; or a whole session


def batches(log, lanes, pieces, size):
    """Lanes hold users, `pieces` (a user's sessions -> [(begins a session?, items)]) in order. A lane whose user is done
    gets the next unused one, the lowest lane first; when there is none, it is removed. The rows of a batch are its lanes,
    those of larger `size` (of items) first."""
    waiting, slots, made, before = list(range(lanes, len(log))), [(user, 0) for user in range(lanes)], [], {}
    while slots:
        batch = []
        for user, at in slots:
            begins, items = pieces(log[user])[at]
            batch.append(Row(user, before.get(user, -1), begins and at > 0, items))
        made.append(sorted(batch, key=lambda row: -size(row.items)))    # a stable sort
        before = {row.user: place for place, row in enumerate(made[-1])}
        slots = [(user, at + 1) for user, at in slots]
        for lane, (user, at) in enumerate(slots):
            if at == len(pieces(log[user])):
                slots[lane] = (waiting.pop(0), 0) if waiting else None
        slots = [slot for slot in slots if slot is not None]
    return made


def user_parallel(log, lanes):
    """A click and the next one of each lane."""
    return batches(log, lanes, lambda sessions: [(t == 0, session[t:t + 2]) for session in sessions
                                                 for t in range(len(session) - 1)], lambda items: 0)


def user_sessions(log, lanes):
    """The next session of each lane's user."""
    return batches(log, lanes, lambda sessions: [(True, session) for session in sessions], len)
