"""Random recurrent problems as rnn-step takes them and as PyTorch's cells work them.

Every weight is drawn in PyTorch's layout and handed over split, joined or stacked in some order and form. What its
cells cannot do (reset gate before the product, the other sign of z, identity and sigmoid states) is rewritten in its
tensors, or brought to its convention by an identity: σ(−a) = 1 − σ(a).
"""

from __future__ import annotations

import random
from typing import Any

import torch

LETTERS = {"rnn": "h", "lstm": "ifgo", "gru": "rzn"}
ORDERS = {"rnn": ("h",), "lstm": ("ifgo", "ifco", "iofc"), "gru": ("rzn", "zrh")}


# -- drawing a problem -------------------------------------------------------------------------------------------------


def draw(source: random.Random, rows: int, columns: int) -> list[list[str]]:
    return [[f"{source.randint(-150, 150) / 100}" for _ in range(columns)] for _ in range(rows)]


def turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]


class Drawn:
    """One random problem: weights by gate as decimals, and the givens made of them."""

    def __init__(self, source: random.Random) -> None:
        pick = source.choice
        self.cell = pick(("rnn", "lstm", "gru"))
        self.letters = LETTERS[self.cell]
        self.m, self.n, self.steps = source.randint(1, 2), source.randint(1, 2), source.randint(1, 3)
        self.biases = source.randint(0, 2)
        self.form, self.concat = pick(("column", "row")), pick(("xh", "hx"))
        self.scheme = pick(("split", "joined", "stacked"))
        self.order = pick(ORDERS[self.cell])
        self.act = pick(("tanh", "tanh", "relu", "identity", "sigmoid"))
        self.z_on, self.reset = pick(("candidate", "old")), pick(("before", "after"))
        self.Wx = {letter: draw(source, self.n, self.m) for letter in self.letters}
        self.Wh = {letter: draw(source, self.n, self.n) for letter in self.letters}
        self.b = {letter: draw(source, 2, self.n) for letter in self.letters}
        self.peepholes = self.cell == "lstm" and source.random() < 0.3
        self.Wc = {letter: draw(source, 1, self.n)[0] for letter in "ifo"}
        self.x, self.h0, self.c0 = (
            draw(source, self.steps, self.m),
            draw(source, 1, self.n)[0],
            draw(source, 1, self.n)[0],
        )
        self.grad = source.random() < 0.4
        self.loss = pick(("half-sse", "mse", "cross-entropy", "bce"))
        self.every = source.random() < 0.5
        self.outputs = 2
        self.Why, self.by = draw(source, self.outputs, self.n), draw(source, 1, self.outputs)[0]
        self.t = [pick((["1", "0"], ["0", "1"], ["0.25", "0.75"])) for _ in range(self.steps)]

    @property
    def act_y(self) -> str:
        return {"cross-entropy": "softmax", "bce": "sigmoid"}.get(self.loss, "identity")

    def oriented(self, rows: list[list[str]]) -> list[list[str]]:
        return rows if self.form == "column" else turned(rows)

    def given(self) -> dict[str, Any]:
        out: dict[str, Any] = {"cell": self.cell, "x": self.x, "h0": self.h0, "form": self.form, "act": self.act}
        out |= {"concat": self.concat, "z_on": self.z_on, "reset": self.reset}
        out |= {"c0": self.c0} if self.cell == "lstm" else {}
        out |= {f"Wc{letter}": self.Wc[letter] for letter in "ifo"} if self.peepholes else {}
        out |= getattr(self, f"_{self.scheme}")()
        if self.grad:
            out |= {"Why": self.oriented(self.Why), "by": self.by, "act_y": self.act_y, "loss": self.loss}
            out |= {"t": self.t if self.every else self.t[-1], "grad": "yes"}
        return out

    def _by_gate(self) -> dict[str, Any]:
        one = {f"b{letter}": b[0] for letter, b in self.b.items()}
        two = {f"b{part}{letter}": b[k] for letter, b in self.b.items() for k, part in enumerate("xh")}
        return ({}, one, two)[self.biases]

    def _split(self) -> dict[str, Any]:
        out = {f"Wx{letter}": self.oriented(rows) for letter, rows in self.Wx.items()}
        return out | {f"Wh{letter}": self.oriented(rows) for letter, rows in self.Wh.items()} | self._by_gate()

    def _joined(self) -> dict[str, Any]:
        out = {}
        for letter in self.letters:
            pairs = zip(self.Wx[letter], self.Wh[letter], strict=True)
            rows = [wx + wh if self.concat == "xh" else wh + wx for wx, wh in pairs]
            out["W" if self.cell == "rnn" else f"W{letter}"] = self.oriented(rows)
        return out | self._by_gate()

    def _stacked(self) -> dict[str, Any]:
        letters = stacking(self.cell, self.order)
        out: dict[str, Any] = {} if self.cell == "rnn" else {"gates": self.order}
        out["Wx"] = self.oriented([row for letter in letters for row in self.Wx[letter]])
        out["Wh"] = self.oriented([row for letter in letters for row in self.Wh[letter]])
        stacked = [[q for letter in letters for q in self.b[letter][k]] for k in range(2)]
        return out | ({}, {"b": stacked[0]}, {"bx": stacked[0], "bh": stacked[1]})[self.biases]


def stacking(cell: str, order: str) -> str:
    """The order in this program's letters: c is the LSTM's candidate, h the GRU's."""
    return {"lstm": order.replace("c", "g"), "gru": order.replace("h", "n")}.get(cell, order)


# -- PyTorch -----------------------------------------------------------------------------------------------------------


def tensor(rows: Any, grad: bool = False) -> torch.Tensor:
    values = [[float(q) for q in row] for row in rows] if isinstance(rows[0], list) else [float(q) for q in rows]
    return torch.tensor(values, requires_grad=grad)


ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu, "identity": lambda a: a, "sigmoid": torch.sigmoid}


class ByTorch:
    """The same problem in PyTorch: one of its cells where there is one, else the formulas in its tensors."""

    def __init__(self, drawn: Drawn) -> None:
        self.drawn = drawn
        self.Wx = {letter: tensor(rows, True) for letter, rows in drawn.Wx.items()}
        self.Wh = {letter: tensor(rows, True) for letter, rows in drawn.Wh.items()}
        kept = [1.0 if k < drawn.biases else 0.0 for k in range(2)]
        self.bx = {letter: (tensor(b[0]) * kept[0]).requires_grad_() for letter, b in drawn.b.items()}
        self.bh = {letter: (tensor(b[1]) * kept[1]).requires_grad_() for letter, b in drawn.b.items()}
        self.Wc = {letter: (tensor(w) * float(drawn.peepholes)).requires_grad_() for letter, w in drawn.Wc.items()}
        self.Why, self.by = tensor(drawn.Why, True), tensor(drawn.by, True)
        self.f = ACTIVATIONS[drawn.act]

    def parameters(self) -> dict[str, torch.Tensor]:
        """Weights and biases in the layout of PyTorch's cells."""
        stack = {"weight_ih": self.Wx, "weight_hh": self.Wh, "bias_ih": self.bx, "bias_hh": self.bh}
        signs = [-1.0 if letter == "z" and self.drawn.z_on == "candidate" else 1.0 for letter in self.drawn.letters]
        return {
            name: torch.cat([sign * parts[letter] for sign, letter in zip(signs, self.drawn.letters, strict=True)])
            for name, parts in stack.items()
        }

    def cell(self) -> torch.nn.Module | None:
        """PyTorch's own cell, where it has one under these conventions."""
        d = self.drawn
        if d.cell == "rnn" and d.act in ("tanh", "relu"):
            return torch.nn.RNNCell(d.m, d.n, nonlinearity=d.act)
        if d.cell == "lstm" and d.act == "tanh" and not d.peepholes:
            return torch.nn.LSTMCell(d.m, d.n)
        if d.cell == "gru" and d.act == "tanh" and d.reset == "after":
            return torch.nn.GRUCell(d.m, d.n)
        return None

    def step(self, x: torch.Tensor, h: torch.Tensor, c: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The formulas of the cells, for what PyTorch's own do not cover."""
        net = {k: self.Wx[k] @ x + self.bx[k] + self.Wh[k] @ h + self.bh[k] for k in self.drawn.letters}
        if self.drawn.cell == "rnn":
            return self.f(net["h"]), c
        s = torch.sigmoid
        if self.drawn.cell == "lstm":
            i, f = (s(net[k] + self.Wc[k] * c) for k in "if")
            c = f * c + i * self.f(net["g"])
            return s(net["o"] + self.Wc["o"] * c) * self.f(c), c
        r, z = s(net["r"]), s(net["z"])
        if self.drawn.reset == "before":
            n = self.f(self.Wx["n"] @ x + self.bx["n"] + self.Wh["n"] @ (r * h) + self.bh["n"])
        else:
            n = self.f(self.Wx["n"] @ x + self.bx["n"] + r * (self.Wh["n"] @ h + self.bh["n"]))
        return ((1 - z) * h + z * n if self.drawn.z_on == "candidate" else z * h + (1 - z) * n), c

    def results(self) -> dict[str, Any]:
        """Everything compared, by the contract's names."""
        d, cell = self.drawn, self.cell()
        parameters = self.parameters() if cell is not None else {}
        h, c, out, y = tensor(d.h0), tensor(d.c0), {}, []
        for number, x in enumerate(tensor(d.x), 1):
            if cell is None:
                h, c = self.step(x, h, c)
            elif d.cell == "lstm":
                h, c = torch.func.functional_call(cell, parameters, (x, (h, c)))
            else:
                h = torch.func.functional_call(cell, parameters, (x, h))
            out[f"h{number}"] = h
            out |= {f"c{number}": c} if d.cell == "lstm" else {}
            y.append(self.Why @ h + self.by)
        out["h"] = h
        if d.grad:
            self._gradients(out, y)
        return {name: value.detach().numpy() for name, value in out.items()}

    def _gradients(self, out: dict[str, Any], y: list[torch.Tensor]) -> None:
        d = self.drawn
        targets = tensor(d.t)
        pairs = list(zip(y, targets, strict=True))[0 if d.every else -1 :]
        losses = [self._loss(net, t) for net, t in pairs]
        out["loss"] = loss = torch.stack(losses).sum()
        out["y"] = {"softmax": lambda a: torch.softmax(a, 0), "sigmoid": torch.sigmoid, "identity": lambda a: a}[
            d.act_y
        ](y[-1])
        loss.backward()
        turn = (lambda g: g) if d.form == "column" else (lambda g: g.T)
        for k in d.letters:
            out[f"dWx{k}"], out[f"dWh{k}"] = turn(self.Wx[k].grad), turn(self.Wh[k].grad)
            if d.biases == 1:
                out[f"db{k}"] = self.bx[k].grad
            elif d.biases == 2:
                out[f"dbx{k}"], out[f"dbh{k}"] = self.bx[k].grad, self.bh[k].grad
        if d.peepholes:
            out |= {f"dWc{k}": self.Wc[k].grad for k in "ifo"}
        out["dWhy"], out["dby"] = turn(self.Why.grad), self.by.grad

    def _loss(self, net: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        F = torch.nn.functional
        return {
            "half-sse": lambda: F.mse_loss(net, t, reduction="sum") / 2,
            "mse": lambda: F.mse_loss(net, t),
            "cross-entropy": lambda: F.cross_entropy(net[None], t[None]),
            "bce": lambda: F.binary_cross_entropy_with_logits(net, t),
        }[self.drawn.loss]()
