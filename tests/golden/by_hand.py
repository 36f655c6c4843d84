# SPDX-License-Identifier: Apache-2.0
"""Queries of whole_session_models.py, hierarchical.py and listwise.py and scores of context.py and p_rnn.py a second time:
plain Python, number by number, no tensors. p: name -> lists."""
import math


def numbers(params):
    return {name: values.tolist() for name, values in params.items()}


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def softmax(e):
    total = sum(math.exp(x) for x in e)
    return [math.exp(x) / total for x in e]


def times(x, w):
    return [sum(x[i] * w[i][j] for i in range(len(x))) for j in range(len(w[0]))]


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


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



class User:
    """HRNN for one user, click by click, without lanes and batches. The parameters determine the variant."""

    def __init__(self):
        self.session, self.layers, self.c, self.outputs = None, None, None, []

    def click(self, p, session, item, masks=None):
        """`session`: which of the user's, from 0. masks: of "session", and at an opening of "user" and "initial"."""
        names = [n for n in ("encoder.session", "encoder.session.0", "encoder.session.1") if n + ".bias" in p]
        widths = [len(p[n + ".cell.recurrent"]) for n in names]
        if self.session is None:
            assert session == 0
            self.layers = [([0.0] * n, [0.0] * n) for n in widths]      # the output, and an LSTM's memory
            self.c = [0.0] * len(p["encoder.user.cell.recurrent"])
        elif session != self.session:
            assert session == self.session + 1
            self.c = gru(p, "encoder.user", self.outputs[-1], self.c)
            if masks:
                self.c = [a * b for a, b in zip(self.c, masks["user"])]
            opening = tanh(add(times(self.c, p["encoder.initial"]), p["encoder.initial_bias"][0]))
            if masks:
                opening = [a * b for a, b in zip(opening, masks["initial"])]
            self.layers[0] = (opening[:widths[0]], opening[widths[0]:])
        if session != self.session:
            self.session, self.outputs = session, []
        x = p["input.items"][item]
        for k, name in enumerate(names):
            pre = times(x, p[name + ".input"]) if name + ".input" in p else x
            pre = add(pre, p[name + ".bias"][0])
            if k == 0 and "encoder.context" in p:
                context = times(self.c, p["encoder.context"])
                pre = [a + (context[i] if i < len(context) else 0) for i, a in enumerate(pre)]
            u, (h, memory) = p[name + ".cell.recurrent"], self.layers[k]
            if len(pre) == 4 * widths[k]:
                h, memory = lstm_cell(pre, u, h, memory)
            else:
                h = gru_cell(pre, u, h)
            if masks:
                h = [a * b for a, b in zip(h, masks["session"])]
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
        loss += top1(r[i], r[:i] + r[i + 1:])
    return loss / divisor


def top1(r, others):
    return sum(sigmoid(x - r) + sigmoid(x * x) for x in others) / len(others)


def bpr(r, others):
    return -sum(math.log(sigmoid(r - x)) for x in others) / len(others)


PAIRWISE = {"top1": top1, "bpr": bpr}


def cross_entropy(p, queries, targets):
    return sum(-math.log(softmax(scores(p, query))[target]) for query, target in zip(queries, targets)) / len(targets)


def listwise(p, sessions, actions, decay, drawn):
    """Both stages of listwise.py, session by session: (session, place) -> query, scores of all items, losses. Sums and counts
    are updated from event to event; the relevance of a query is a list of events, not sorted by item."""
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
            worth = [1.0]       # of the target, and of the later clicks
            while staged and len(worth) < len(clicks) - 1 - t and worth[-1] * decay >= 1e-3:
                worth.append(worth[-1] * decay)
            shares = dict(zip(listed, softmax([r[j] for j in listed])))
            loss = sum(w * -math.log(shares[j]) for w, j in zip(worth, clicks[t + 1:])) / sum(worth)
            out[s, t] = {"query": query, "scores": r, "losses": [loss]}
    return out


QUERIES = {"narm": narm, "stamp_added_mean": stamp_added_mean, "stamp_code": stamp_code, "rib": rib, "loyola_gru": loyola}


# --- Twardowski: the vectors of events and items as the paper has them, and its matrices whole ---

def one_hot(at, size):
    return [float(i == at) for i in range(size)]


def context_event(p, item, action):
    return one_hot(item, len(p["input.0.items"])) + one_hot(action, len(p["input.1.categories"]))


def context_item(p, item, colour):
    return one_hot(item, len(p["output.item.0.items"])) + one_hot(colour, len(p["output.item.1.categories"]))


def context_factors(p, items, actions, item, colour):
    """s.bs + (s Q).(v P) + v.bi"""
    inputs = p["input.0.items"] + p["input.1.categories"]
    outputs = p["output.item.0.items"] + p["output.item.1.categories"]
    bs, q = [row[0] for row in inputs], [row[1:] for row in inputs]
    bi, m = [row[-1] for row in outputs], [row[:-1] for row in outputs]
    events = [context_event(p, i, a) for i, a in zip(items, actions)]
    t = len(events) - 1
    s = weighted([1 / (1 + t - j) for j in range(t + 1)], events)
    v = context_item(p, item, colour)
    return dot(s, bs) + dot(times(s, q), times(v, m)) + dot(v, bi)


def context_state(p, item, action, h):
    pre = times(context_event(p, item, action), p["input.0.items"] + p["input.1.categories"])
    return gru_cell(add(pre, p["encoder.bias"][0]), p["encoder.cell.recurrent"], h)


def context_neural(p, h, item, colour):
    """tanh([h ; v] W1 + b1) . w2 + b2"""
    w1 = p["pooling.weights"] + p["output.item.0.items"] + p["output.item.1.categories"]
    u = tanh(add(times(h + context_item(p, item, colour), w1), p["pooling.bias"][0]))
    return dot(u, p["output.score"][0]) + p["output.score_bias"][0][0]


# --- p-RNN: the input of a GRU is one vector, its matrix whole ---

def p_rnn_nets(p):
    return ["0.", "1."] if "encoder.0.bias" in p else [""]


def p_rnn_new(p):
    return [[0.0] * len(p[f"encoder.{net}cell.recurrent"]) for net in p_rnn_nets(p)]


def p_rnn_click(p, image, item, states):
    """The states of the nets after one more click."""
    id_, new = one_hot(item, len(image)), []
    for net, h in zip(p_rnn_nets(p), states):
        if net == "0.":
            x, w = id_, p["input.0.items"]
        elif net == "1.":
            x, w = image[item], p["input.1.weights"]
        elif "input.weights" in p:
            x, w = image[item], p["input.weights"]
        else:
            x, w = id_ + image[item], p["input.0.items"] + p["input.1.weights"]
        pre = add(times(x, w), p[f"encoder.{net}bias"][0])
        new.append(gru_cell(pre, p[f"encoder.{net}cell.recurrent"], h))
    return new


def p_rnn_score(p, kind, weights, states, j):
    b = p["output.bias"][j][0]
    if kind in ("feature", "concatenated"):
        return math.tanh(dot(states[0], p["output.items"][j]) + b)
    (w0, w1), (h0, h1) = weights, states
    if kind == "shared":
        return math.tanh(sum((w0 * x + w1 * y) * w for x, y, w in zip(h0, h1, p["output.items"][j])) + b)
    second = [x * y for x, y in zip(h0, h1)] if kind == "interaction" else h1
    return math.tanh(w0 * dot(h0, p["output.item.0.items"][j]) + w1 * dot(second, p["output.item.1.items"][j]) + b)


# --- Steps ---

def adagrad(p, grads, memory, rate):
    """Steps what `grads` names, in place. memory: (name, row, column) -> the sum of squares so far."""
    for name, gradient in grads.items():
        for i, row in enumerate(gradient):
            for j, g in enumerate(row):
                memory[name, i, j] = memory.get((name, i, j), 0.0) + g * g
                p[name][i][j] -= rate * g / math.sqrt(memory[name, i, j] + 1e-6)
