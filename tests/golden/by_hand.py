# SPDX-License-Identifier: Apache-2.0
"""Queries of whole_session_models.py a second time: plain Python, number by number, no tensors. p: name -> lists."""
import math


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def softmax(e):
    total = sum(math.exp(x) for x in e)
    return [math.exp(x) / total for x in e]


def times(x, w):
    return [sum(x[i] * w[i][j] for i in range(len(x))) for j in range(len(w[0]))]


def add(*vectors):
    return [sum(parts) for parts in zip(*vectors)]


def weighted(a, rows):
    return [sum(a[j] * rows[j][k] for j in range(len(rows))) for k in range(len(rows[0]))]


def tanh(x):
    return [math.tanh(v) for v in x]


def dense(p, name, x):
    return add(times(x, p[name + ".weights"]), p[name + ".bias"][0])


def gru(p, name, x, h):
    n, u = len(h), p[name + ".cell.recurrent"]
    pre = add(times(x, p[name + ".input"]), p[name + ".bias"][0])
    z, r, new = [], [], []
    for k in range(n):
        z.append(sigmoid(pre[k] + sum(h[i] * u[i][k] for i in range(n))))
        r.append(sigmoid(pre[n + k] + sum(h[i] * u[i][n + k] for i in range(n))))
    for k in range(n):
        c = math.tanh(pre[2 * n + k] + sum(r[i] * h[i] * u[i][2 * n + k] for i in range(n)))
        new.append((1 - z[k]) * h[k] + z[k] * c)
    return new


def states(p, name, xs):
    h, out = [0.0] * len(p[name + ".cell.recurrent"]), []
    for x in xs:
        h = gru(p, name, x, h)
        out.append(h)
    return out


def narm(p, row):
    h = states(p, "encoder", [p["input.items"][i] for i in row.item])
    q = []
    for h_j in h:
        inner = add(times(h[-1], p["pooling.query"]), times(h_j, p["pooling.key"]))
        q.append(sum(v * sigmoid(x) for v, x in zip(p["pooling.v"][0], inner)))
    return times(h[-1] + weighted(q, h), p["pooling.weights"])


def stamp_code(p, row):
    """Its rows clipped to length 1, and no biases."""
    lengths = [math.sqrt(sum(v * v for v in x)) for x in p["input.items"]]
    clipped = [[v / max(1, length) for v in x] for x, length in zip(p["input.items"], lengths)]
    none = {name + ".bias": [[0.0] * 3] for name in ("pooling", "session", "last")}
    return stamp_added_mean({**p, **none, "input.items": clipped}, row)


def stamp_added_mean(p, row):
    x = [p["input.items"][i] for i in row.item]
    mean = weighted([1 / len(x)] * len(x), x)
    q = []
    for x_j in x:
        inner = add(times(x_j, p["pooling.key"]), times(x[-1], p["pooling.last"]), times(mean, p["pooling.mean"]),
                    p["pooling.bias"][0])
        q.append(sum(v * sigmoid(y) for v, y in zip(p["pooling.v"][0], inner)))
    hs, ht = tanh(dense(p, "session", add(weighted(q, x), mean))), tanh(dense(p, "last", x[-1]))
    return [s * t for s, t in zip(hs, ht)]


def rib(p, row):
    clicks = zip(row.item, row.action, row.dwell)
    h = states(p, "encoder", [p["input.items"][i] + p["input.actions"][a] + p["input.dwells"][d] for i, a, d in clicks])
    gates = []
    for h_j in h:
        hidden = tanh(dense(p, "pooling", h_j))
        gates.append(sigmoid(sum(v * x for v, x in zip(p["pooling.v"][0], hidden))))
    return weighted(gates, h)


def loyola(p, row):
    y = [p["input.items"][i] for i in row.item]
    forward, backward = states(p, "encoder.forward", y), states(p, "encoder.backward", y[::-1])[::-1]
    h = [f + b for f, b in zip(forward, backward)]
    d = tanh(dense(p, "bridge", forward[-1] + backward[0]))
    for y_i, h_i in zip(y, h):
        e = []
        for h_j in h:
            hidden = tanh(add(times(d, p["attention.query"]), times(h_j, p["attention.key"])))
            e.append(sum(v * x for v, x in zip(p["attention.v"][0], hidden)))
        d = gru(p, "decoder", y_i + h_i + weighted(softmax(e), h), d)
    return d


QUERIES = {"narm": narm, "stamp_added_mean": stamp_added_mean, "stamp_code": stamp_code, "rib": rib, "loyola_gru": loyola}
