# SPDX-License-Identifier: Apache-2.0
"""The equations of Wu and Yan's list-wise deep net (CIKM 2017) in its two stages, for autograd to differentiate. Rows are
vectors, so x W.

Both stages: a table of the items for each of the A actions. The pool of a prefix is, for every action, the mean of the rows
of those of its events that had this action, zeros if there is none; an event counts as often as it occurs. The A means lie
side by side, and

    s = tanh(pool W1 + b1) W2 + b2

  stage 1  scores s . output.items[j], softmax cross-entropy over all items
  stage 2  scores s . t_j of the item tower t_j = tanh(E_j V1 + c1) V2 + c2; ListNet top-one over a list of candidates,
           -sum_k y_k (r_k - lse(r))

The list is the same for all queries of a batch: the targets of all queries and the drawn items; each item once. The relevant
items of a query are its target and the targets of the later queries of its session, worth 1, decay, decay^2, ... An item
that occurs twice has the sum of both; items worth less than a thousandth are left out; y is the worth divided by the sum of the
remaining ones.

Every row of a batch is a prefix, read from its first event on and by itself: work that a library shares between the prefixes
of a session must not change the results.

Names of the parameters, (rows, columns):

  input.items (A I, D), row of (action a, item i) = a I + i
  pooling.inner.weights (A D, H), pooling.inner.bias (1, H), pooling.weights (H, D), pooling.bias (1, D)
  stage 1  output.items (I, D)
  stage 2  output.item.items (I, N), output.net.0.weights (N, M), output.net.0.bias (1, M), output.net.1.weights (M, D),
           output.net.1.bias (1, D)
"""
import torch

from whole_session_models import Model, dense, dense_shapes


class SessionEmbedding(Model):
    """Stage 1. The scores and the loss are those of every model with an output table and no bias."""
    actions, D, H = 3, 4, 6

    def shapes(self):
        return {"input.items": (self.actions * self.items, [self.D]),
                **dense_shapes("pooling.inner", self.actions * self.D, self.H), **dense_shapes("pooling", self.H, self.D),
                **self.output_shapes()}

    def output_shapes(self):
        return {"output.items": (self.items, [self.D])}

    def pool(self, p, row):
        means = []
        for action in range(self.actions):
            events = [action * self.items + i for i, a in zip(row.item, row.action) if a == action]
            means.append(p["input.items"][events].mean(0) if events else torch.zeros(self.D))
        return torch.cat(means)[None]

    def query(self, p, row):
        return dense(p, "pooling", torch.tanh(dense(p, "pooling.inner", self.pool(p, row))))

    def touched(self, rows):
        """The rows of the row tables that a step changes."""
        return {"input.items": sorted({a * self.items + i for row in rows for i, a in zip(row.item, row.action)}),
                "output.items": list(range(self.items))}


class ListwiseDnn(SessionEmbedding):
    """Stage 2."""
    N, M = 3, 5
    least = 1e-3

    def __init__(self, decay, drawn):
        self.decay, self.drawn = decay, drawn

    def output_shapes(self):
        return {"output.item.items": (self.items, [self.N]), **dense_shapes("output.net.0", self.N, self.M),
                **dense_shapes("output.net.1", self.M, self.D)}

    def tower(self, p, items):
        """c2 adds the same to all scores of a query: the softmax is invariant, and its gradient is zero (differences of the loss
        confirm it). Autograd would give the rounding of a sum that cancels, which Adam would follow; so it is not used."""
        hidden = torch.tanh(dense(p, "output.net.0", p["output.item.items"][items]))
        return hidden @ p["output.net.1.weights"] + p["output.net.1.bias"].detach()

    def scores(self, p, queries):
        """Of all items, for ranking. The loss reads those of the candidates."""
        return queries @ self.tower(p, list(range(self.items))).T

    def candidates(self, rows):
        return sorted({row.target for row in rows} | set(self.drawn))

    def relevance(self, rows):
        """(rows, I), each summing to 1."""
        y = torch.zeros(len(rows), self.items)
        for r, row in enumerate(rows):
            later = [other for other in rows if other.session == row.session and other.position >= row.position]
            for other in later:
                worth = self.decay ** (other.position - row.position)
                if worth >= self.least:
                    y[r, other.target] += worth
        return y / y.sum(1, keepdim=True)

    def losses(self, scores, rows):
        listed = self.candidates(rows)
        y = self.relevance(rows)[:, listed]
        return -(y * torch.log_softmax(scores[:, listed], 1)).sum(1)

    def touched(self, rows):
        return {"input.items": super().touched(rows)["input.items"], "output.item.items": self.candidates(rows)}
