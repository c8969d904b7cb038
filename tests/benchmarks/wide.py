"""Wide layers: a proven training step against PyTorch's in float64, and how the time grows with sizes."""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from measure import Growth, Row, Work, compared, grown

SAMPLES = 32
EPOCHS = 60
"""Epochs until a perceptron makes no more mistakes on 10,000 samples."""


def rows() -> Iterator[Row]:
    name = "PyTorch float64"
    for widths in ((784, 128, 10), (200, 300, 300, 10)):
        what = f"{'-'.join(map(str, widths))} on {SAMPLES} samples, one proven step"
        yield compared(what, network(widths, SAMPLES), name, torch_step(widths, SAMPLES), rounds=3)
    what = "a perceptron on 10,000 samples of 10 numbers, to its end"
    yield compared(what, to_the_end(10_000), "scikit-learn", scikit_epochs(10_000, EPOCHS), rounds=3)


def growth() -> Iterator[Growth]:
    """With garbage collected as seldom as on the command line."""
    thresholds = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    yield grown(
        "one step of n-n-n-10 on 32 samples",
        "n",
        {n: network((n, n, n, 10), SAMPLES) for n in (50, 100, 200, 400)},
        "2",
    )
    yield grown(
        "one step of 100-100-10", "its samples", {n: network((100, 100, 10), n) for n in (32, 64, 128, 256)}, "1"
    )
    yield grown("an LSTM of n units, 20 steps, gradients", "n", {n: lstm(n, 20) for n in (32, 64, 128)}, "2")
    yield grown("an LSTM of 32 units, gradients", "its steps", {n: lstm(32, n) for n in (10, 20, 40, 80)}, "1")
    yield grown(
        "a perceptron's epoch over samples of 10 numbers", "the samples", {n: perceptron(n) for n in (5_000, 10_000, 20_000)}, "1"
    )  # fmt: skip
    what = "20 epochs of a perceptron on samples of 10 numbers"
    yield grown(what, "the samples", {n: to_the_end(n, "20") for n in (5_000, 10_000, 20_000)}, "1")
    gc.set_threshold(*thresholds)


def numbers(rows: int, columns: int, source: random.Random) -> list[list[str]]:
    return [[f"{source.gauss(0, 1) / columns**0.5:.3f}" for _ in range(columns)] for _ in range(rows)]


def worked(kind: str, givens: dict[str, Any]) -> Work:
    from nncalc.declaring import registry
    from nncalc.declaring.problem import read_problem
    from nncalc.page.solving import run_problem

    problem = read_problem(registry.load(kind), givens)
    return lambda: run_problem(problem, lambda run: None)


def network(widths: tuple[int, ...], samples: int) -> Work:
    source = random.Random(1)
    givens: dict[str, Any] = {"x": numbers(samples, widths[0], source), "t": numbers(samples, widths[-1], source)}
    for layer, (inputs, units) in enumerate(pairwise(widths), 1):
        givens |= {f"W{layer}": numbers(units, inputs, source), f"b{layer}": numbers(1, units, source)[0]}
    return worked("backprop", givens | {"act": "sigmoid", "lr": ".1"})


def lstm(units: int, steps: int) -> Work:
    source = random.Random(2)
    givens: dict[str, Any] = {"cell": "lstm", "grad": "yes", "x": numbers(steps, units, source)}
    for gate in "ifgo":
        givens |= {f"W{kind}{gate}": numbers(units, units, source) for kind in "xh"}
    return worked("rnn-step", givens | {"t": numbers(1, units, source)[0]})


def perceptron(samples: int) -> Work:
    source = random.Random(3)
    X = numbers(samples, 10, source)
    t = ["1" if float(row[0]) > float(row[1]) else "-1" for row in X]
    return worked("rosenblatt", {"X": X, "t": t, "lr": "1", "order": "once"})


def separable(samples: int) -> tuple[list[list[str]], list[str]]:
    """Samples of 10 numbers, none of them near the border, and their labels."""
    source = random.Random(3)
    X: list[list[str]] = []
    while len(X) < samples:
        row = numbers(1, 10, source)[0]
        if abs(float(row[0]) - float(row[1])) >= 0.01:
            X.append(row)
    return X, ["1" if float(row[0]) > float(row[1]) else "-1" for row in X]


def to_the_end(samples: int, epochs: str = "100") -> Work:
    """At most so many epochs."""
    X, t = separable(samples)
    return worked("rosenblatt", {"X": X, "t": t, "lr": "1", "epochs": epochs})


def scikit_epochs(samples: int, epochs: int) -> Work:
    from sklearn.linear_model import Perceptron

    X, t = separable(samples)
    points, labels = [[float(q) for q in row] for row in X], [int(label) for label in t]
    return lambda: Perceptron(shuffle=False, tol=None, max_iter=epochs).fit(points, labels)


def torch_step(widths: tuple[int, ...], samples: int) -> Work:
    import torch

    torch.set_num_threads(1)
    source = random.Random(1)

    def tensor(rows: int, columns: int) -> torch.Tensor:
        values = [[float(q) for q in row] for row in numbers(rows, columns, source)]
        return torch.tensor(values, dtype=torch.float64)

    x, t = tensor(samples, widths[0]), tensor(samples, widths[-1])
    weights = [part for a, b in pairwise(widths) for part in (tensor(b, a), tensor(1, b))]

    def step() -> list[torch.Tensor]:
        held = [w.detach().requires_grad_() for w in weights]
        y = x
        for W, b in zip(held[::2], held[1::2], strict=True):
            y = torch.sigmoid(y @ W.T + b)
        (((y - t) ** 2).sum() / 2 / samples).backward()  # type: ignore[no-untyped-call]
        return [w - 0.1 * w.grad for w in held if w.grad is not None]

    return step
