# SPDX-License-Identifier: Apache-2.0
"""The checks of reference.py: finite differences, PyTorch's own cells and optimisers, and 80-digit arithmetic."""
import decimal
import itertools

import torch

import reference

decimal.getcontext().prec = 80
D = decimal.Decimal


def close(a, b, tolerance, what):
    error = (a - b).abs().max().item() / max(1.0, b.abs().max().item())
    assert error <= tolerance, f"{what}: {error}"


def same_file(path, made):
    """The stored file equals the new one, byte for byte."""
    stored = path.read_text() if path.exists() else ""
    for number, (old, new) in enumerate(itertools.zip_longest(stored.split("\n"), made.split("\n")), 1):
        assert old == new, f"{path}:{number}: stored is\n{old}\nmade now is\n{new}"


# --- Gradients ---

def gradients(loss_of, params, grads, random, what, elementwise):
    """Central differences along random directions of each tensor, and optionally along each of its elements."""
    with torch.no_grad():
        for name, p in params.items():
            directions = [torch.from_numpy(random.standard_normal(p.shape)) for _ in range(3)]
            if elementwise:
                directions += list(torch.eye(p.numel(), dtype=p.dtype).view(-1, *p.shape))
            for d in directions:
                h = 1e-5 / d.norm()
                numeric = (loss_of({**params, name: p + h * d}) - loss_of({**params, name: p - h * d})) / (2 * h)
                analytic = (grads[name] * d).sum()
                assert abs(numeric - analytic) < 1e-8 * max(1, abs(analytic)), f"{what} {name}: {numeric} {analytic}"


def elements(loss_of, params, grads, what, smallest=1e-7):
    """Differences of fourth order along every element. No gradient is so small that rounding steers Adam's step, unless it
    is not Adam's (`smallest` 0)."""
    h = 3e-4
    with torch.no_grad():
        for name, p in params.items():
            for i in range(p.numel()):
                d = torch.zeros_like(p)
                d.view(-1)[i] = h
                near, far = (loss_of({**params, name: p + k * d}) - loss_of({**params, name: p - k * d}) for k in (1, 2))
                numeric, analytic = (8 * near - far).item() / (12 * h), grads[name].reshape(-1)[i].item()
                assert abs(numeric - analytic) < 1e-9 * max(1, abs(analytic)), f"{what} {name} {i}: {numeric} {analytic}"
                assert analytic == 0 or abs(analytic) >= smallest, f"{what} {name} {i}: {analytic}"


# --- Cells ---

def _blocks(matrix, n, order, signs):
    parts = matrix.split(n, dim=-1)
    return torch.cat([s * parts[i] for i, s in zip(order, signs)], dim=-1).T


def _map_to_torch(module, suffix, kind, w, b, u, bu):
    """Our blocks in PyTorch's order; PyTorch's z is the share of the old state, so ours enters negated."""
    n = u.shape[0]
    order, signs = {"gru_after": ([1, 0, 2], [1, -1, 1]), "lstm": ([0, 1, 2, 3], [1] * 4), "rnn": ([0], [1])}[kind]
    with torch.no_grad():
        getattr(module, "weight_ih" + suffix).copy_(_blocks(w, n, order, signs))
        getattr(module, "weight_hh" + suffix).copy_(_blocks(u, n, order, signs))
        getattr(module, "bias_ih" + suffix).copy_(_blocks(b, n, order, signs).reshape(-1))
        getattr(module, "bias_hh" + suffix).zero_()
        if kind == "gru_after":
            getattr(module, "bias_hh" + suffix)[2 * n:] = bu.reshape(-1)
    return module


def cells(random):
    def draw(*shape):
        return torch.from_numpy(random.standard_normal(shape))

    d, n = 4, 6
    for kind, cell in {"gru_after": torch.nn.GRUCell, "lstm": torch.nn.LSTMCell, "rnn": torch.nn.RNNCell}.items():
        g = reference.GATES[kind]
        w, b, u, bu, x = draw(d, g * n), draw(1, g * n), draw(n, g * n), draw(1, n), draw(9, d)
        state = draw(9, 2 * n if kind == "lstm" else n)
        ours = reference.CELLS[kind](x @ w + b, state, u, bu)
        theirs = _map_to_torch(cell(d, n), "", kind, w, b, u, bu)
        theirs = torch.cat(theirs(x, state.chunk(2, 1)), 1) if kind == "lstm" else theirs(x, state)
        close(ours, theirs, 1e-14, kind)
    _gru_before_by_hand(draw, n)


def _gru_before_by_hand(draw, n):
    """No library has this one: the hand-derived backward pass of the specification against autograd."""
    pre, h, u, g = (draw(9, 3 * n).requires_grad_(), draw(9, n).requires_grad_(), draw(n, 3 * n).requires_grad_(), draw(9, n))
    reference.gru_before(pre, h, u, None).backward(g)
    with torch.no_grad():
        uz, ur, uc = u.split(n, 1)
        z, r = torch.sigmoid(pre[:, :n] + h @ uz), torch.sigmoid(pre[:, n:2 * n] + h @ ur)
        c = torch.tanh(pre[:, 2 * n:] + (r * h) @ uc)
        dz, dc = g * (c - h) * z * (1 - z), g * z * (1 - c * c)
        q = dc @ uc.T
        dr = q * h * r * (1 - r)
        close(torch.cat([dz, dr, dc], 1), pre.grad, 1e-14, "gru_before, d pre")
        close(g * (1 - z) + q * r + dz @ uz.T + dr @ ur.T, h.grad, 1e-14, "gru_before, dh")
        close(torch.cat([h.T @ dz, h.T @ dr, (r * h).T @ dc], 1), u.grad, 1e-14, "gru_before, dU")


def whole_sessions(kind, params, x, lengths, states):
    """Packed states against torch.nn's sequence modules. x (rows, D): packed embeddings."""
    module = {"gru_after": torch.nn.GRU, "lstm": torch.nn.LSTM}[kind](x.shape[1], params["encoder.cell.recurrent"].shape[0])
    _map_to_torch(module.double(), "_l0", kind, params["encoder.input"], params["encoder.bias"],
                  params["encoder.cell.recurrent"], params.get("encoder.cell.recurrent_bias"))
    sizes = torch.tensor([sum(n > t for n in lengths) for t in range(max(lengths))])
    packed = torch.nn.utils.rnn.PackedSequence(x, sizes)
    close(states[:, :module.hidden_size], module(packed)[0].data, 1e-14, f"whole sessions, {kind}")


def both_ways(params, x, encoded):
    """An LSTM encoder that reads x (n, D) forwards and backwards, and where it ends, against torch.nn.LSTM."""
    module = torch.nn.LSTM(x.shape[1], params["encoder.forward.cell.recurrent"].shape[0], bidirectional=True).double()
    for name, suffix in [("encoder.forward", "_l0"), ("encoder.backward", "_l0_reverse")]:
        _map_to_torch(module, suffix, "lstm", params[name + ".input"], params[name + ".bias"],
                      params[name + ".cell.recurrent"], None)
    states, (last, _) = module(x)
    close(encoded[0], states.detach(), 1e-14, "both ways, states")
    close(encoded[1], last.detach().reshape(1, -1), 1e-14, "both ways, ends")


# --- Optimisers ---

def optimisers(random):
    """Dense steps against torch.optim, where it defines the same rule; lazy rows against a small loop."""
    theirs = {"sgd": (torch.optim.SGD, dict(lr=0.1, momentum=0.9), dict(rate=0.1, momentum=0.9)),
              "adam": (torch.optim.Adam, dict(lr=0.01), dict(rate=0.01)),
              "adadelta": (torch.optim.Adadelta, dict(lr=1, rho=0.95, eps=1e-6), dict(rate=1)),
              "adagrad": (torch.optim.Adagrad, dict(lr=0.1, eps=0), dict(rate=0.1, momentum=0)),
              "rmsprop": (torch.optim.RMSprop, dict(lr=0.01, alpha=0.9, eps=0), dict(rate=0.01))}
    for kind, (rule, options, settings) in theirs.items():
        start = torch.from_numpy(random.standard_normal((5, 3)))
        ours, other = {"w": start.clone()}, start.clone().requires_grad_()
        mine, peer = reference.Optimiser(kind, ours, **settings), rule([other], **options)
        for _ in range(6):
            other.grad = torch.from_numpy(random.uniform(0.5, 2, (5, 3)) * random.choice([-1, 1], (5, 3)))
            mine.step(ours, {"w": other.grad}, {})
            peer.step()
        # PyTorch adds the epsilon of these two outside the root; it is 0 there, and negligible beside these gradients.
        close(ours["w"], other.detach(), 1e-5 if kind in ("adagrad", "rmsprop") else 1e-13, kind)
    p, g = {"w": torch.ones(3, 1)}, {"w": torch.full((3, 1), 2.0)}
    lazy = reference.Optimiser("adagrad", p, rate=0.5, momentum=0.25)
    lazy.step(p, g, {"w": [0, 2]})
    lazy.step(p, {"w": 0 * g["w"]}, {"w": [2]})
    u = 0.5 * 2 / (4 + 1e-6) ** 0.5
    close(p["w"], torch.tensor([[1 - u], [1], [1 - u - 0.25 * u]]), 1e-15, "lazy rows, momentum")
    p = {"w": torch.zeros(1, 1)}  # a gradient so small that the position of epsilon matters
    reference.Optimiser("rmsprop", p, rate=0.01).step(p, {"w": torch.full((1, 1), 1e-3)}, {})
    close(p["w"] / 0.01, torch.full((1, 1), -1e-3 / (0.1 * 1e-6 + 1e-6) ** 0.5), 1e-15, "rmsprop, epsilon")


# --- Losses and activations, exact. Arguments are decimals; the target comes first. ---

def _sigmoid(x):
    return 1 / (1 + (-x).exp())


def _softmax(r):
    e = [x.exp() for x in r]
    return [x / sum(e) for x in e]


def exact_loss(kind, r, lam=None, margin=None):
    i, js = r[0], r[1:]
    if kind == "cross_entropy":
        return -_softmax(r)[0].ln()
    if kind == "bpr":
        return sum(-_sigmoid(i - j).ln() for j in js) / len(js)
    if kind == "hinge":
        return sum(max(D(0), D(margin) - i + j) for j in js) / len(js)
    if kind == "bpr_max":
        s = _softmax(js)
        return -sum(a * _sigmoid(i - j) for a, j in zip(s, js)).ln() + D(lam) * sum(a * j * j for a, j in zip(s, js))
    terms = [_sigmoid(j - i) + _sigmoid(j * j) for j in js]
    return sum(a * t for a, t in zip(_softmax(js) if kind == "top1_max" else [D(1) / len(js)] * len(js), terms))


def exact_slope(function, arguments, at):
    """Central difference, good to 40 digits: rounding 1e-80 against a step of 1e-20."""
    h = D("1e-20")
    up, down = ([x + s * h if i == at else x for i, x in enumerate(arguments)] for s in (1, -1))
    return (function(up) - function(down)) / (2 * h)


def _elu(alpha, scale=D(1)):
    return lambda x: scale * (x if x > 0 else D(alpha) * (x.exp() - 1))


SELU = (D("1.6732632423543772848170429916717"), D("1.0507009873554804934193349852946"))
EXACT_ACTIVATIONS = {
    "linear": lambda x: x,
    "sigmoid": _sigmoid,
    "tanh": lambda x: 1 - 2 / (1 + (2 * x).exp()),
    "relu": lambda x: max(x, D(0)),
    "leaky_relu_0.01": lambda x: x if x > 0 else D("0.01") * x,
    "elu_0.5": _elu("0.5"),
    "elu_1": _elu("1"),
    "selu": _elu(*SELU),
}
