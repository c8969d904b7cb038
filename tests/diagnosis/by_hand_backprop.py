"""One step of a 2-2-2 network of sigmoids, half the squared error, worked out in plain Python, with slips to switch on."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from diagnosis.pages import Exercise, Figures, Page, kinds

ROWS = {
    "bias left out of z1": (22, "bias-not-added term-left-out"),
    "bias left out of z2": (22, "bias-not-added term-left-out"),
    "bias subtracted in z1": (22, "bias-subtracted sign"),
    "tanh for sigma in a1": (100, "other-function"),
    "no sigma at the output": (0, "function-left-out other-line other-quantity"),
    "W1 transposed in z1": (103, "transposed index-shifted weights-transposed form"),
    "W2 transposed in z2": (103, "transposed index-shifted weights-transposed form"),
    "W1 for W2 in z2": (0, "same-stem other-quantity"),
    "b1 for b2 in z2": (0, "same-stem other-quantity"),
    "x for a1 in z2": (0, "same-stem other-line other-quantity"),
    "half left out of the loss": (20, "factor-two doubled factor-left-out constant-off loss squared-error"),
    "loss divided by 4": (21, "mean-for-sum factor-half halved constant-off wrong-denominator mse loss"),
    "square left out of the loss": (105, "square-left-out"),
    "one output in the loss": (41, "term-left-out"),
    "derivative left out of delta2": (10, "derivative-left-out factor-left-out"),
    "derivative left out of delta1": (10, "derivative-left-out factor-left-out"),
    "sigma for its derivative in delta2": (13, "sigma-for-derivative factor-left-out"),
    "1 - a only in delta1": (16, "factor-a-left-out factor-left-out"),
    "z(1 - z) in delta1": (14, "z-for-activation same-stem other-line other-quantity"),
    "derivative at the activation in delta2": (15, "derivative-at-activation"),
    "1 - a^2 in delta1": (100, "slope-of-tanh other-function other-derivative tanh-derivative"),
    "y for a1 in delta1": (18, "other-layer-z same-stem other-line other-quantity"),
    "first path only": (11, "first-path-only term-left-out"),
    "last path only": (11, "last-path-only term-left-out"),
    "W2 not transposed": (25, "weights-not-transposed transposed index-shifted form"),
    "W1 for W2 in delta1": (0, "same-stem other-quantity"),
    "updated W2 in delta1": (9, "update same-stem other-quantity"),
    "t - y": (40, "gradient-reversed sign exchanged other-quantity"),
    "target left out": (2, "target-left-out term-left-out"),
    "plus for times in delta2": (0, "plus-for-times"),
    "input left out of dW1": (24, "input-left-out factor-left-out"),
    "dW2 transposed": (103, "transposed index-shifted exchanged other-quantity form"),
    "x for a1 in dW2": (0, "same-stem other-line other-quantity"),
    "delta1 for delta2 in dW2": (0, "same-stem other-line other-quantity"),
    "z1 for a1 in dW2": (0, "same-stem other-line other-quantity"),
    "ascends": (19, "ascends bias-ascends sign"),
    "rate left out of W2": (26, "rate-left-out factor-left-out"),
    "rate left out everywhere": (26, "rate-left-out factor-left-out"),
    "biases not updated": (102, "bias-not-updated not-updated term-left-out"),
    "layer 1 not updated": (101, "not-updated term-left-out bias-not-updated"),
    "dW1 for W1_new": (104, "other-line term-left-out other-quantity"),
    "step for W2_new": (0, "term-left-out"),
    "W1_new transposed": (103, "transposed index-shifted form"),
    "W2 in the update of W1": (0, "same-stem other-quantity"),
}  # fmt: skip
KINDS = kinds(ROWS)
NAMES = (
    "z1", "a1", "z2", "y", "loss", "delta2", "delta1", "dW2", "dW1", "W2_new", "b2_new", "W1_new", "b1_new",
)  # fmt: skip
MATRICES = dict.fromkeys(("dW2", "dW1", "W2_new", "W1_new"), 2)


def sigma(z: float) -> float:
    return 1 / (1 + math.exp(-z))


def times(w: Figures, x: Figures, turned: bool = False) -> Figures:
    """W·x of a 2×2 matrix, row by row; with the matrix turned, Wᵀ·x."""
    a, b, c, d = (w[0], w[2], w[1], w[3]) if turned else w
    return [a * x[0] + b * x[1], c * x[0] + d * x[1]]


def plus(a: Figures, b: Figures, factor: float = 1) -> Figures:
    return [x + factor * y for x, y in zip(a, b, strict=True)]


def outer(a: Figures, b: Figures) -> Figures:
    return [x * y for x in a for y in b]


def turned(w: Figures) -> Figures:
    return [w[0], w[2], w[1], w[3]]


def work(page: Page, given: Mapping[str, Figures], s: frozenset[str]) -> None:
    """The lines of one step, with the slips `s`."""
    x, w1, b1, w2, b2, t = (given[name] for name in ("x", "W1", "b1", "W2", "b2", "t"))
    bias = 0 if "bias left out of z1" in s else -1 if "bias subtracted in z1" in s else 1
    z1 = page.line("z1", plus(times(w1, x, "W1 transposed in z1" in s), b1, bias))
    a1 = page.line("a1", [math.tanh(z) if "tanh for sigma in a1" in s else sigma(z) for z in z1])
    product = times(
        w1 if "W1 for W2 in z2" in s else w2, x if "x for a1 in z2" in s else a1, "W2 transposed in z2" in s
    )
    bias = 0 if "bias left out of z2" in s else 1
    z2 = page.line("z2", plus(product, b1 if "b1 for b2 in z2" in s else b2, bias))
    y = page.line("y", [z if "no sigma at the output" in s else sigma(z) for z in z2])
    page.line("loss", [loss(y, t, s)])
    d2 = page.line("delta2", [delta_of_output(*each, s) for each in zip(y, z2, t, strict=True)])
    d1 = page.line("delta1", hidden(d2, given, {"a1": a1, "z1": z1, "y": y}, s))
    factor = x if "x for a1 in dW2" in s else z1 if "z1 for a1 in dW2" in s else a1
    g2 = outer(d1 if "delta1 for delta2 in dW2" in s else d2, factor)
    g2 = page.line("dW2", turned(g2) if "dW2 transposed" in s else g2)
    g1 = page.line("dW1", outer(d1, [1, 1] if "input left out of dW1" in s else x))
    update(page, given, (g1, d1, g2, d2), s)


def loss(y: Figures, t: Figures, s: frozenset[str]) -> float:
    errors = [(a - b) if "square left out of the loss" in s else (a - b) ** 2 for a, b in zip(y, t, strict=True)]
    total = errors[0] if "one output in the loss" in s else sum(errors)
    return total / (1 if "half left out of the loss" in s else 4 if "loss divided by 4" in s else 2)


def delta_of_output(y: float, z: float, t: float, s: frozenset[str]) -> float:
    error = y if "target left out" in s else t - y if "t - y" in s else y - t
    slope = y * (1 - y)
    if "derivative left out of delta2" in s:
        slope = 1
    if "sigma for its derivative in delta2" in s:
        slope = y
    if "derivative at the activation in delta2" in s:
        slope = sigma(y) * (1 - sigma(y))
    return error + slope if "plus for times in delta2" in s else error * slope


def hidden(d2: Figures, given: Mapping[str, Figures], above: Mapping[str, Figures], s: frozenset[str]) -> Figures:
    a1, w2 = above["a1"], given["W1"] if "W1 for W2 in delta1" in s else given["W2"]
    if "updated W2 in delta1" in s:
        w2 = plus(w2, outer(d2, a1), -given["lr"][0])
    if "first path only" in s or "last path only" in s:
        d2 = [d2[0], 0] if "first path only" in s else [0, d2[1]]
    back = times(w2, d2, "W2 not transposed" not in s)
    slope = [a * (1 - a) for a in a1]
    if "derivative left out of delta1" in s:
        slope = [1, 1]
    if "1 - a only in delta1" in s:
        slope = [1 - a for a in a1]
    if "1 - a^2 in delta1" in s:
        slope = [1 - a * a for a in a1]
    if "z(1 - z) in delta1" in s:
        slope = [z * (1 - z) for z in above["z1"]]
    if "y for a1 in delta1" in s:
        slope = [y * (1 - y) for y in above["y"]]
    return [b * p for b, p in zip(back, slope, strict=True)]


def update(page: Page, given: Mapping[str, Figures], found: tuple[Figures, ...], s: frozenset[str]) -> None:
    g1, d1, g2, d2 = found
    rate = 1 if "rate left out everywhere" in s else given["lr"][0]
    rate = -rate if "ascends" in s else rate
    of_bias = 0 if "biases not updated" in s else rate
    of_first = 0 if "layer 1 not updated" in s else 1
    w2 = [0.0] * 4 if "step for W2_new" in s else given["W2"]
    page.line("W2_new", plus(w2, g2, -1 if "rate left out of W2" in s else -rate))
    page.line("b2_new", plus(given["b2"], d2, -of_bias))
    w1 = plus(given["W2" if "W2 in the update of W1" in s else "W1"], g1, -rate * of_first)
    w1 = turned(w1) if "W1_new transposed" in s else w1
    page.line("W1_new", g1 if "dW1 for W1_new" in s else w1)
    page.line("b1_new", plus(given["b1"], d1, -of_bias * of_first))


def exercise(draw: random.Random) -> Exercise:
    """A problem as it stands in a book: weights of two decimals, none twice."""
    drawn = draw.sample(range(5, 96), 16)
    texts = [f"{'-' if draw.random() < 0.25 else ''}0.{n:02d}" for n in drawn]
    given = {
        "x": texts[:2], "W1": texts[2:6], "b1": texts[6:8], "W2": texts[8:12], "b2": texts[12:14],
        "t": [text.lstrip("-") for text in texts[14:]], "lr": [draw.choice(["0.5", "0.1", "0.2", "2"])],
    }  # fmt: skip
    numbers = {name: [float(text) for text in each] for name, each in given.items()}
    typed = {
        name: f"{','.join(each[:2])}:{','.join(each[2:])}" if len(each) == 4 else ",".join(each)
        for name, each in given.items()
    }
    typed |= {"act": "sigmoid", "loss": "half-sse"}
    return Exercise("backprop", typed, numbers, work, NAMES, MATRICES, KINDS)
