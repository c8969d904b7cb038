"""Random regressions against scikit-learn where it has the method, and NumPy's plain steps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.preprocessing import PolynomialFeatures

from nncalc import solve

COMPARED = {"scikit-learn": 600, "NumPy": 1400}


def samples(source: random.Random, width: int) -> dict[str, Any]:
    """Rows and targets, more of them than weights."""
    count = width + source.randint(2, 3)
    rows = [[source.randint(-40, 40) / 10 for _ in range(width)] for _ in range(count)]
    return {"X": rows, "y": [source.randint(-50, 50) / 10 for _ in range(count)]}


def exactly_solved() -> Iterator[dict[str, Any]]:
    """Normal equations."""
    source = random.Random(0)
    while True:
        kind = source.choice(("linear", "ridge", "polynomial"))
        given = {"kind": kind} | samples(source, 1 if kind == "polynomial" else source.randint(1, 4))
        given["intercept"] = source.choice(("yes", "yes", "no"))
        if kind == "ridge":
            given["strength"] = source.randint(1, 30) / 10
        if kind == "polynomial":
            given["degree"] = source.randint(1, 2)
        if np.linalg.matrix_rank(np.array(design(given))) == len(design(given)[0]):
            yield given


def design(given: dict[str, Any]) -> list[list[float]]:
    """Rows with a one in front where there is an intercept."""
    rows = given["X"]
    if given["kind"] == "polynomial":
        rows = [[row[0] ** power for power in range(1, given["degree"] + 1)] for row in rows]
    return [[1.0, *row] for row in rows] if given["intercept"] == "yes" else rows


def by_scikit_learn(given: dict[str, Any]) -> list[float]:
    """The weights, intercept first."""
    X, free = np.array(given["X"]), given["intercept"] == "yes"
    if given["kind"] == "polynomial":
        X = PolynomialFeatures(given["degree"], include_bias=False).fit_transform(X)
    model = (
        Ridge(given["strength"], fit_intercept=free)
        if given["kind"] == "ridge"
        else LinearRegression(fit_intercept=free)
    )
    model.fit(X, given["y"])
    return [*([model.intercept_] if free else []), *model.coef_]


def theta(given: dict[str, Any]) -> list[float]:
    return [q.value for q in solve("regression", **given)["theta"]]


def test_against_scikit_learn() -> None:
    for given in islice(exactly_solved(), COMPARED["scikit-learn"]):
        assert theta(given) == pytest.approx(by_scikit_learn(given), rel=1e-6, abs=1e-7), given


def givens() -> Iterator[dict[str, Any]]:
    """Steps in all conventions."""
    source = random.Random(1)
    while True:
        kind = source.choice(("linear", "ridge", "lasso", "logistic"))
        given = {"kind": kind} | samples(source, source.randint(1, 2))
        given["intercept"] = source.choice(("yes", "yes", "no"))
        given["loss"] = source.choice(("half-mean", "mean", "sum", "half-sum"))
        if kind == "logistic":
            given["y"] = [source.randint(0, 1) for _ in given["y"]]
        if kind in ("ridge", "lasso") or (kind == "logistic" and source.random() < 0.4):
            given |= {"strength": source.randint(1, 20) / 10, "penalty": source.choice(("inside", "outside", "half"))}
            given["penalize_intercept"] = source.choice(("no", "yes"))
        given["method"] = source.choice(("gd", "sgd") if kind == "lasso" else ("gd", "sgd", "newton"))
        given["steps"] = source.randint(1, 3)
        if given["method"] == "newton":
            given["steps"] = 1
        else:
            given["lr"] = source.randint(1, 20) / 100
        if source.random() < 0.4:
            given |= {"w": [source.randint(-9, 9) / 10 or 0.1 for _ in given["X"][0]]}
        yield given


def slopes(given: dict[str, Any], A: Any, y: Any, at: Any) -> tuple[Any, Any]:
    """Gradient and second derivatives of the loss on some samples, with the penalty."""
    logistic, m = given["kind"] == "logistic", len(y)
    factor = {"half-mean": 1 / m, "mean": 2 / m, "sum": 2, "half-sum": 1}[given["loss"]]
    if logistic:
        factor = {"half-mean": 1 / m, "mean": 1 / m, "sum": 1, "half-sum": 1}[given["loss"]]
    out = 1 / (1 + np.exp(-A @ at)) if logistic else A @ at
    weights = out * (1 - out) if logistic else np.ones(m)
    g, H = factor * A.T @ (out - y), factor * A.T @ (A * weights[:, None])
    if "strength" not in given:
        return g, H
    which = np.ones(len(at))
    if given["intercept"] == "yes" and given["penalize_intercept"] == "no":
        which[0] = 0
    if given["kind"] == "lasso":
        share = {"inside": factor / 2, "outside": 1, "half": 1}[given["penalty"]]
        return g + share * given["strength"] * np.sign(at) * which, H
    share = {"inside": factor, "outside": 2, "half": 1}[given["penalty"]]
    return g + share * given["strength"] * at * which, H + share * given["strength"] * np.diag(which)


def stepped(given: dict[str, Any]) -> list[float]:
    """The weights after all steps."""
    A, y = np.array(design(given), dtype=float), np.array(given["y"], dtype=float)
    w = given.get("w", [0.0] * len(given["X"][0]))
    at = np.array([0.0, *w] if given["intercept"] == "yes" else w)
    for step in range(given["steps"]):
        one = [step % len(y)] if given["method"] == "sgd" else list(range(len(y)))
        g, H = slopes(given, A[one], y[one], at)
        at = at - (np.linalg.solve(H, g) if given["method"] == "newton" else given["lr"] * g)
    return [float(q) for q in at]


def test_against_numpy() -> None:
    for given in islice(givens(), COMPARED["NumPy"]):
        assert theta(given) == pytest.approx(stepped(given), rel=1e-6, abs=1e-7), given


def test_planted_faults_are_seen() -> None:
    given = {"kind": "linear", "X": [[1.0], [2.0], [4.0]], "y": [1.0, 0.0, 2.0], "intercept": "yes", "loss": "mean"}
    given |= {"method": "gd", "lr": 0.1, "steps": 2}
    assert stepped(given | {"loss": "sum"}) != pytest.approx(theta(given))
