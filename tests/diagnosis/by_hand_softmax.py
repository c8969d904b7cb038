"""Softmax and cross-entropy of two rows of three scores, worked out in plain Python, with slips to switch on."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping

from diagnosis.pages import Exercise, Figures, Page, kinds

ROWS = {
    "exp left out": (35, "exp-left-out function-left-out"),
    "exponent negative": (40, "sign"),
    "2 to the z": (33, "other-function"),
    "two scores in the sum": (111, "term-left-out"),
    "sum of the other row": (113, "index-shifted same-stem other-quantity reordered"),
    "mean for the sum of e": (21, "mean-for-sum halved constant-off"),
    "softmax twice": (36, "softmax-twice"),
    "softmax over columns": (38, "softmax-over-columns other-axis axis"),
    "e for p": (0, "other-line factor-left-out other-quantity"),
    "sigmoid for softmax": (0, "other-function sigmoid-for-softmax"),
    "log10": (33, "log10-for-ln other-function log"),
    "log2": (33, "log2-for-ln other-function log"),
    "1 - p": (34, "one-minus-p"),
    "minus lost": (40, "minus-lost sign"),
    "p for its logarithm": (0, "logarithm-left-out function-left-out other-line other-quantity"),
    "class off by one": (113, "index-shifted class-off-by-one"),
    "entropy of the row": (0, "entropy other-formula entropy-for-cross-entropy"),
    "squared error for cross-entropy": (0, "squares-for-cross-entropy mse other-formula squared-error"),
    "rows added up": (21, "mean-left-out reduction sum doubled factor-left-out"),
    "loss divided by 3": (114, "outputs-for-samples wrong-denominator constant-off mean-for-sum"),
    "first row's loss only": (113, "term-left-out other-line other-quantity"),
    "y - p": (40, "gradient-reversed sign exchanged other-quantity"),
    "target left out of dz": (99, "target-left-out term-left-out"),
    "dz not divided": (21, "mean-left-out reduction sum doubled factor-left-out"),
    "dz at the true class only": (39, "jacobian-diagonal-only"),
    "classes off by one in dz": (113, "index-shifted class-off-by-one"),
    "p + y": (0, "sign"),
    "p(1 - p) in dz": (0, "other-formula slope-for-difference"),
}
KINDS = kinds(ROWS)
NAMES = ("e", "S", "p", "losses", "loss", "dz")
WIDTH = 3
STARTS = (0, WIDTH)


def sums(e: Figures, s: frozenset[str]) -> Figures:
    seen = 2 if "two scores in the sum" in s else WIDTH
    found = [sum(e[i : i + seen]) for i in STARTS]
    if "mean for the sum of e" in s:
        found = [each / WIDTH for each in found]
    return found[::-1] if "sum of the other row" in s else found


def shares(e: Figures, total: Figures, z: Figures, s: frozenset[str]) -> Figures:
    if "softmax over columns" in s:
        return [e[i] / (e[i] + e[(i + WIDTH) % (2 * WIDTH)]) for i in range(2 * WIDTH)]
    if "e for p" in s:
        return e
    if "sigmoid for softmax" in s:
        return [1 / (1 + math.exp(-each)) for each in z]
    p = [each / total[i // WIDTH] for i, each in enumerate(e)]
    if "softmax twice" in s:
        again = [math.exp(each) for each in p]
        p = [each / sum(again[i - i % WIDTH :][:WIDTH]) for i, each in enumerate(again)]
    return p


def logarithm(value: float, s: frozenset[str]) -> float:
    """The logarithm as it is taken; of what has none, after a slip, that of the figure without its sign: a fair marker too."""
    size = abs(value) or 1.0
    if "log10" in s:
        return math.log10(size)
    return math.log2(size) if "log2" in s else math.log(size)


def loss_of(p: Figures, y: int, s: frozenset[str]) -> float:
    right = p[(y + 1) % WIDTH] if "class off by one" in s else p[y]
    if "1 - p" in s:
        return 1 - right
    if "p for its logarithm" in s:
        return right
    if "entropy of the row" in s:
        return -sum(each * logarithm(each, s) for each in p)
    if "squared error for cross-entropy" in s:
        return sum((each - (i == y)) ** 2 for i, each in enumerate(p))
    return logarithm(right, s) * (1 if "minus lost" in s else -1)


def slope(p: float, i: int, y: int, s: frozenset[str]) -> float:
    target = i == ((y + 1) % WIDTH if "classes off by one in dz" in s else y)
    if "dz at the true class only" in s and not target:
        return 0
    if "p(1 - p) in dz" in s:
        return p * (1 - p)
    if "target left out of dz" in s:
        return p
    if "p + y" in s:
        return p + target
    return target - p if "y - p" in s else p - target


def work(page: Page, given: Mapping[str, Figures], s: frozenset[str]) -> None:
    """The lines from scores to gradient, with the slips `s`."""
    z, y = given["z"], [int(each) for each in given["y"]]
    sign = -1 if "exponent negative" in s else 1
    base = 2 if "2 to the z" in s else math.e
    e = page.line("e", z if "exp left out" in s else [base ** (sign * each) for each in z])
    total = page.line("S", sums(e, s))
    p = page.line("p", shares(e, total, z, s))
    losses = page.line("losses", [loss_of(p[i : i + WIDTH], y[i // WIDTH], s) for i in STARTS])
    rows = 1 if "rows added up" in s else 3 if "loss divided by 3" in s else 2
    page.line("loss", [losses[0] if "first row's loss only" in s else sum(losses) / rows])
    rows = 1 if "dz not divided" in s else 2
    page.line("dz", [slope(each, i % WIDTH, y[i // WIDTH], s) / rows for i, each in enumerate(p)])


def exercise(draw: random.Random) -> Exercise:
    """Six scores of one decimal, none twice, whose sums are something to divide by."""
    tenths = [0] * (2 * WIDTH)
    while not all(sum(tenths[i : i + seen]) for i in STARTS for seen in (2, 3)) or not all(
        map(sum, zip(tenths[:WIDTH], tenths[WIDTH:], strict=True))
    ):
        tenths = draw.sample([n for n in range(-19, 32) if n], 2 * WIDTH)
    drawn = [n / 10 for n in tenths]
    classes = [draw.randrange(WIDTH) for _ in STARTS]
    texts = [f"{each:.1f}" for each in drawn]
    given = {"z": f"{','.join(texts[:WIDTH])}:{','.join(texts[WIDTH:])}", "y": ",".join(map(str, classes))}
    numbers = {"z": drawn, "y": [float(each) for each in classes]}
    return Exercise("softmax-loss", given, numbers, work, NAMES, {"e": WIDTH, "p": WIDTH, "dz": WIDTH}, KINDS)
