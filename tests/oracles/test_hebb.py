"""Random samples learned by Hebb's rule and its kin, against NumPy."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest

from nncalc import solve

COMPARED = {"NumPy": 2000}
Given = dict[str, Any]


def numbers(source: random.Random, many: int) -> list[float]:
    return [source.randint(-6, 6) / 4 for _ in range(many)]


def givens() -> Iterator[Given]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        width, samples = source.randint(1, 3), source.randint(1, 4)
        rule = source.choice(("hebb", "delta", "oja", "correlation"))
        given: Given = {"X": [numbers(source, width) for _ in range(samples)], "rule": rule}
        given |= {
            "lr": source.randint(1, 2 if rule == "oja" else 8) / 8,
            "epochs": source.randint(1, 2),
            "w": numbers(source, width),
        }
        if rule in ("delta", "correlation") or (rule == "hebb" and source.random() < 0.5):
            targets = source.choice(((-1, 1), (0, 1)))
            given["t"] = [source.choice(targets) for _ in range(samples)]
            if source.random() < 0.3:
                given["bias"] = "none"
            elif source.random() < 0.5:
                given["b"] = source.randint(-4, 4) / 4
        else:
            given["act"] = source.choice(("identity", "sign"))
        yield given


def learned(given: Given) -> tuple[Any, float]:
    """The weights and the bias at the end."""
    w, b, lr, rule = np.array(given["w"]), given.get("b", 0.0), given["lr"], given["rule"]
    biased = "t" in given and given.get("bias") != "none"
    for _ in range(given["epochs"]):
        for i, x in enumerate(np.array(given["X"])):
            net = w @ x + b
            if "t" in given:
                out = given["t"][i] - net if rule == "delta" else given["t"][i]
                w, b = w + lr * out * x, b + lr * out * biased
                continue
            y = np.sign(net) if given["act"] == "sign" else net
            w = w + lr * y * (x - y * w if rule == "oja" else x)
    return w, b


def test_against_numpy() -> None:
    for given in islice(givens(), COMPARED["NumPy"]):
        solved, (w, b) = solve("hebb", **given), learned(given)
        assert [q.value for q in solved["w"]] == pytest.approx(w, rel=1e-9, abs=1e-9), given
        if "t" not in given:
            continue
        if given.get("bias") != "none":
            assert solved["b"].value == pytest.approx(b, abs=1e-9)
        nets = np.array(given["X"]) @ w + b
        assert [q.value for q in solved["nets"]] == pytest.approx(nets, abs=1e-9)
        low = -1 if -1 in given["t"] or 0 not in given["t"] else 0
        level = 0.5 if low == 0 and given["rule"] == "delta" else 0
        if min(abs(nets - level)) > 1e-9:
            assert [q.value for q in solved["predictions"]] == [1 if net > level else low for net in nets], given


def test_planted_faults_are_seen() -> None:
    given: Given = {"X": [[1, 2], [2, 1]], "t": [1, -1], "w": [0.5, 0.25], "lr": 0.5, "epochs": 1, "rule": "delta"}
    right = [q.value for q in solve("hebb", **given)["w"]]
    assert right == pytest.approx(learned(given)[0])
    assert right != pytest.approx(learned({**given, "rule": "hebb"})[0])
