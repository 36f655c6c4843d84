# SPDX-License-Identifier: Apache-2.0
"""Queries of whole_session_models.py, hierarchical.py and listwise.py a second time: plain Python, number by number, no tensors.
p: name -> lists."""
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
    return gru_cell(add(times(x, p[name + ".input"]), p[name + ".bias"][0]), p[name + ".cell.recurrent"], h)


def gru_cell(pre, u, h):
    n = len(h)
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
    return times(h[-1] + attention(p, h), p["pooling.weights"])


def attention(p, h):
    q = []
    for h_j in h:
        inner = add(times(h[-1], p["pooling.query"]), times(h_j, p["pooling.key"]))
        q.append(sum(v * sigmoid(x) for v, x in zip(p["pooling.v"][0], inner)))
    return weighted(q, h)


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



class User:
    """What HRNN knows of one user, click by click; of lanes and batches nothing. Which variant it is, the parameters say."""

    def __init__(self):
        self.session, self.layers, self.c, self.outputs = None, None, None, []

    def click(self, p, session, item):
        """`session`: which of the user's, from 0."""
        names = [n for n in ("encoder.session", "encoder.session.0", "encoder.session.1") if n + ".bias" in p]
        widths = [len(p[n + ".cell.recurrent"]) for n in names]
        if self.session is None:
            assert session == 0
            self.layers = [([0.0] * n, [0.0] * n) for n in widths]      # the output, and an LSTM's memory
            self.c = [0.0] * len(p["encoder.user.cell.recurrent"])
        elif session != self.session:
            assert session == self.session + 1
            self.c = gru(p, "encoder.user", self.outputs[-1], self.c)
            opening = tanh(add(times(self.c, p["encoder.initial"]), p["encoder.initial_bias"][0]))
            self.layers[0] = (opening[:widths[0]], opening[widths[0]:])
        if session != self.session:
            self.session, self.outputs = session, []
        x = p["input.items"][item]
        for k, name in enumerate(names):
            pre = times(x, p[name + ".input"]) if name + ".input" in p else x
            pre = add(pre, p[name + ".bias"][0])
            if k == 0 and "encoder.context" in p:
                told = times(self.c, p["encoder.context"])
                pre = [a + (told[i] if i < len(told) else 0) for i, a in enumerate(pre)]
            u, (h, memory) = p[name + ".cell.recurrent"], self.layers[k]
            if len(pre) == 4 * widths[k]:
                h, memory = lstm_cell(pre, u, h, memory)
            else:
                h = gru_cell(pre, u, h)
            self.layers[k] = (h, memory)
            x = h
        self.outputs.append(x)

    def query(self, p):
        h = self.outputs
        return times(h[-1] + attention(p, h), p["pooling.weights"]) if "pooling.v" in p else h[-1]


def lstm_cell(pre, u, h, memory):
    n = len(h)
    pre = add(pre, times(h, u))
    i, f, o = ([sigmoid(x) for x in pre[k * n:k * n + n]] for k in (0, 1, 3))
    g = tanh(pre[2 * n:3 * n])
    memory = [f[k] * memory[k] + i[k] * g[k] for k in range(n)]
    return [o[k] * math.tanh(memory[k]) for k in range(n)], memory


def scores(p, query):
    if "output.bias" not in p:
        return [sum(a * b for a, b in zip(query, row)) for row in p["input.items"]]
    return [sum(a * b for a, b in zip(query, row)) + bias[0] for row, bias in zip(p["output.items"], p["output.bias"])]


def top1_in_batch(p, queries, targets, divisor):
    """tanh, then the mean of sig(r_j - r_i) + sig(r_j^2) over the targets of the other rows; their sum / divisor."""
    loss = 0.0
    for i, query in enumerate(queries):
        r = [math.tanh(scores(p, query)[target]) for target in targets]
        others = [j for j in range(len(targets)) if j != i]
        loss += sum(sigmoid(r[j] - r[i]) + sigmoid(r[j] * r[j]) for j in others) / len(others)
    return loss / divisor


def cross_entropy(p, queries, targets):
    return sum(-math.log(softmax(scores(p, query))[target]) for query, target in zip(queries, targets)) / len(targets)


def listwise(p, sessions, actions, decay, drawn):
    """Both stages of listwise.py, session by session: (session, place) -> query, scores of all items, losses. Sums and counts
    go on from event to event; what a query is worth is a list of events, which nobody sorts by item."""
    staged = "output.item.items" in p
    table = p["output.item.items"] if staged else p["output.items"]
    items, width, kinds = len(table), len(p["pooling.bias"][0]), len(p["input.items"]) // len(table)
    if staged:
        table = [dense(p, "output.net.1", tanh(dense(p, "output.net.0", row))) for row in table]
    listed = [j for j in range(items) if not staged or j in drawn or any(j in clicks[1:] for clicks in sessions)]
    out = {}
    for s, (clicks, kind) in enumerate(zip(sessions, actions)):
        sums, counts = [[0.0] * width for _ in range(kinds)], [0] * kinds
        for t in range(len(clicks) - 1):
            sums[kind[t]] = add(sums[kind[t]], p["input.items"][kind[t] * items + clicks[t]])
            counts[kind[t]] += 1
            pool = [x / max(n, 1) for total, n in zip(sums, counts) for x in total]
            query = dense(p, "pooling", tanh(dense(p, "pooling.inner", pool)))
            r = [sum(a * b for a, b in zip(query, row)) for row in table]
            worth = [1.0]       # of the target, and of what comes behind it
            while staged and len(worth) < len(clicks) - 1 - t and worth[-1] * decay >= 1e-3:
                worth.append(worth[-1] * decay)
            shares = dict(zip(listed, softmax([r[j] for j in listed])))
            loss = sum(w * -math.log(shares[j]) for w, j in zip(worth, clicks[t + 1:])) / sum(worth)
            out[s, t] = {"query": query, "scores": r, "losses": [loss]}
    return out


QUERIES = {"narm": narm, "stamp_added_mean": stamp_added_mean, "rib": rib, "loyola_gru": loyola}
