"""Random networks of radial basis functions: units by SciPy's distances, weights by NumPy's pseudoinverse."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest

from nncalc import solve

scipy_distance = pytest.importorskip("scipy.spatial.distance")
COMPARED = {"SciPy": 2000}
Given = dict[str, Any]
PHI = ("gaussian-2s2", "gaussian-s2", "gaussian", "multiquadric", "thin-plate", "linear")


def points(source: random.Random, many: int, features: int) -> list[list[float]]:
    """Points that differ in their first feature."""
    firsts = source.sample(range(-8, 9), many)
    return [[first / 4, *(source.randint(-8, 8) / 4 for _ in range(features - 1))] for first in firsts]


def givens() -> Iterator[Given]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        features, samples, centres = source.randint(1, 2), source.randint(1, 4), source.randint(1, 4)
        given: Given = {"X": points(source, samples, features), "T": points(source, centres, features)}
        given |= {"phi": source.choice(PHI), "bias": source.choice(("no", "yes"))}
        if source.random() < 0.5:
            given["sigma"] = source.choice((0.5, 2, [source.randint(1, 8) / 4 for _ in range(centres)]))
        if source.random() < 0.7:
            given["d"] = [source.randint(-4, 4) for _ in range(samples)]
        else:
            given["w"] = [source.randint(-4, 4) for _ in range(centres + (given["bias"] == "yes"))]
        yield given


def units(given: Given) -> Any:
    r = scipy_distance.cdist(given["X"], given["T"])
    sigma = np.array(given.get("sigma", 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        Phi = {
            "gaussian-2s2": lambda: np.exp(-(r**2) / (2 * sigma**2)),
            "gaussian-s2": lambda: np.exp(-(r**2) / sigma**2),
            "gaussian": lambda: np.exp(-(r**2)),
            "multiquadric": lambda: np.sqrt(r**2 + sigma**2),
            "thin-plate": lambda: np.where(r > 0, r**2 * np.log(r), 0),
            "linear": lambda: r,
        }[given["phi"]]()
    return np.hstack([Phi, np.ones((len(r), 1))]) if given["bias"] == "yes" else Phi


def test_against_scipy() -> None:
    solvable = (given for given in givens() if "w" in given or np.linalg.cond(units(given)) < 1e6)
    for given in islice(solvable, COMPARED["SciPy"]):
        solved, Phi = solve("rbf", **given), units(given)
        assert [[q.value for q in row] for row in solved["Phi"]] == pytest.approx(Phi, rel=1e-9, abs=1e-12), given
        w = np.array(given["w"]) if "w" in given else np.linalg.pinv(Phi) @ np.array(given["d"])
        if "d" in given:
            assert [q.value for q in solved["w"]] == pytest.approx(w, rel=1e-6, abs=1e-8), given
            assert solved["sse"].value == pytest.approx(((Phi @ w - given["d"]) ** 2).sum(), rel=1e-6, abs=1e-8), given
        assert [q.value for q in solved["y"]] == pytest.approx(Phi @ w, rel=1e-6, abs=1e-8), given


def test_planted_faults_are_seen() -> None:
    given: Given = {"X": [[0], [1]], "T": [[0], [1]], "phi": "gaussian-2s2", "bias": "no", "sigma": 2, "d": [1, 2]}
    solved = solve("rbf", **given)
    right = [[q.value for q in row] for row in solved["Phi"]]
    assert right == pytest.approx(units(given))
    assert right != pytest.approx(units({**given, "sigma": 1}))
