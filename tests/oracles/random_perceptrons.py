"""Random runs of perceptrons under all conventions: what is typed, and the arguments of the plain implementation."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

NUMBERS = [Fraction(n, d) for n in range(-4, 5) for d in (1, 1, 2, 3)]


def typed(x: Any) -> Any:
    return [typed(item) for item in x] if isinstance(x, list) else str(x)


def random_problem(rng: random.Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is typed, and the arguments of the reference."""
    samples, inputs = rng.randint(1, 6), rng.randint(1, 3)
    X = [[rng.choice(NUMBERS) for _ in range(inputs)] for _ in range(samples)]
    rule = rng.choice(["perceptron"] * 4 + ["adaline", "multiclass"])
    order = rng.choice(["epochs", "epochs", "restart", "once", "list"])
    if rule == "adaline" and order == "restart":
        order = "epochs"
    sequence = list(range(1, samples + 1))
    if order == "list":
        sequence += rng.choices(sequence, k=rng.randint(0, 2))
        rng.shuffle(sequence)
    limit = 1 if order == "once" else rng.randint(1, 8 if rule != "adaline" else 4)
    c: dict[str, Any] = {
        "rule": rule,
        "sequence": sequence,
        "limit": limit,
        "restart": order == "restart",
        "mistake": "nonpositive",
    }
    c |= {
        "lr": rng.choice([Fraction(1), Fraction(1, 10), Fraction(1, 2), Fraction(2)]),
        "step0": 1,
        "theta": Fraction(0),
        "x0": 1,
    }
    given: dict[str, Any] = {"X": typed(X), "lr": str(c["lr"]), "rule": rule}
    given["order"] = ",".join(map(str, sequence)) if order == "list" else order
    if order != "once":
        given["epochs"] = limit
    c["bias"] = given["bias"] = rng.choice(["learned"] * 3 + ["input", "none"] + ["fixed"] * (rule != "multiclass"))
    if c["bias"] == "input":
        c["x0"] = given["x0"] = rng.choice([1, -1])
    if c["bias"] == "fixed":
        c["theta"] = rng.choice(NUMBERS)
        given["theta"] = str(c["theta"])
    if rule == "multiclass":
        add_classes(rng, given, c, samples, inputs)
    else:
        add_labels(rng, given, c, samples, inputs)
    c["X"] = X
    return given, c


def add_classes(rng: random.Random, given: dict[str, Any], c: dict[str, Any], samples: int, inputs: int) -> None:
    names = ["cat", "car", "frog"][: rng.randint(2, 3)]
    rng.shuffle(names)
    c["classes"] = given["classes"] = names
    c["t"] = given["t"] = [rng.choice(names) for _ in range(samples)]
    c["w"] = [[rng.choice(NUMBERS) for _ in range(inputs)] for _ in names]
    c["b"] = [rng.choice(NUMBERS) for _ in names]
    given["w"] = typed(c["w"])
    if c["bias"] in ("learned", "input"):
        given["b"] = typed(c["b"])


def add_labels(rng: random.Random, given: dict[str, Any], c: dict[str, Any], samples: int, inputs: int) -> None:
    labels = rng.choice([(1, -1), (1, 0)])
    t = [labels[1]] + [rng.choice(labels) for _ in range(samples - 1)]
    rng.shuffle(t)
    c["t"] = given["t"] = t
    if labels == (1, -1):
        c["mistake"] = given["mistake"] = rng.choice(["nonpositive", "negative", "output"])
        c["step"] = given["step"] = rng.choice(["target", "target", "error"])
        if c["step"] == "error" and c["mistake"] == "negative":
            c["mistake"] = given["mistake"] = "nonpositive"
    c["step0"] = rng.choice([1, 0, -1] if labels == (1, -1) else [1, 0])
    given["step0"] = str(c["step0"])
    c["w"], c["b"] = [Fraction(0)] * inputs, Fraction(0)
    if rng.random() < 0.5:
        c["w"] = [rng.choice(NUMBERS) for _ in range(inputs)]
        given["w"] = typed(c["w"])
    if rng.random() < 0.5 and c["bias"] in ("learned", "input"):
        c["b"] = rng.choice(NUMBERS)
        given["b"] = str(c["b"])
