"""Random samples against scikit-learn's KMeans, and against plain fractions for the metrics and updates that it lacks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pytest
from sklearn.cluster import KMeans

from nncalc import solve

COMPARED = {"scikit-learn": 800, "plain fractions": 1200}


def givens() -> Iterator[dict[str, Any]]:
    """Samples of one or two features and centres among them."""
    source = random.Random(0)
    while True:
        width, count = source.randint(1, 2), source.randint(3, 7)
        X = [[source.randint(-20, 20) / 2 for _ in range(width)] for _ in range(count)]
        k = source.randint(1, min(3, count))
        C = [[x + source.choice((0, 0.5)) for x in row] for row in source.sample(X, k)]
        yield {"X": X, "C": C, "empty": "keep"}


def values(x: Any) -> Any:
    return [values(part) for part in x] if isinstance(x, list) else x.value


def is_clear(given: dict[str, Any]) -> bool:
    """Whether no distance ties and no empty cluster come up, of which scikit-learn makes something else."""
    X, C = np.array(given["X"]), np.array(given["C"])
    for _ in range(20):
        far = np.sort(((X[:, None] - C[None]) ** 2).sum(axis=2), axis=1)
        if far.shape[1] > 1 and np.any(np.isclose(far[:, 0], far[:, 1])):
            return False
        at = ((X[:, None] - C[None]) ** 2).sum(axis=2).argmin(axis=1)
        if len(set(at)) < len(C):
            return False
        C = np.array([X[at == j].mean(axis=0) for j in range(len(C))])
    return True


def test_against_scikit_learn() -> None:
    for given in islice(filter(is_clear, givens()), COMPARED["scikit-learn"]):
        solved = solve("kmeans", **given)
        model = KMeans(len(given["C"]), init=np.array(given["C"]), n_init=1, tol=0, algorithm="lloyd").fit(given["X"])
        assert values(solved["C"]) == [pytest.approx(list(row)) for row in model.cluster_centers_], given
        assert values(solved["assignments"]) == list(model.labels_ + 1), given
        assert solved["inertia"].value == pytest.approx(model.inertia_), given


def far(x: list[Fraction], c: list[Fraction], metric: str) -> Fraction:
    """A distance whose order is that of the metric."""
    parts = [abs(a - b) for a, b in zip(x, c, strict=True)]
    return {"l1": sum(parts), "chebyshev": max(parts)}.get(metric, sum(d * d for d in parts))  # type: ignore[return-value]


def plainly(given: dict[str, Any]) -> tuple[list[int], list[list[Fraction]], int]:
    """Clusters, centres and the number of rounds."""
    X = [[Fraction(x) for x in row] for row in given["X"]]
    C = [[Fraction(x) for x in row] for row in given["C"]]
    had: list[list[list[Fraction]]] = [[c] for c in C]
    before: list[int] = []
    for number in range(1, given["rounds"] + 1):  # noqa: B007
        old, found, mine = list(C), [], [[] for _ in C]  # type: ignore[var-annotated]
        for x in X:
            away = [far(x, c, given["metric"]) for c in C]
            at = away.index(min(away))
            found.append(at + 1)
            mine[at].append(x)
            had[at].append(x)
            if given["update"] == "online":
                C[at] = [sum(column) / len(had[at]) for column in zip(*had[at], strict=True)]  # type: ignore[misc]
        if given["update"] == "batch":
            C = [
                [sum(column) / len(points) for column in zip(*points, strict=True)] if points else c  # type: ignore[misc]
                for c, points in zip(C, mine, strict=True)
            ]
        if old == C or found == before:
            break
        before = found
    return found, C, number


def plain() -> Iterator[dict[str, Any]]:
    source = random.Random(1)
    for given in givens():
        given["metric"] = source.choice(("l2", "l1", "chebyshev", "l2-squared"))
        yield given | {"update": source.choice(("batch", "online")), "rounds": source.randint(1, 6)}


def test_against_plain_fractions() -> None:
    for given in islice(plain(), COMPARED["plain fractions"]):
        solved, (found, C, rounds) = solve("kmeans", **given), plainly(given)
        assert values(solved["assignments"]) == found, given
        assert [[Fraction(q.exact) for q in row] for row in solved["C"]] == C, given
        assert solved["rounds"].value == rounds, given


def test_planted_faults_are_seen() -> None:
    given: dict[str, Any] = {"X": [[1], [2], [9], [10], [25]], "C": [[1], [2]], "metric": "l1", "update": "batch"}
    right = values(solve("kmeans", **given)["C"])
    assert right == [pytest.approx(list(map(float, c))) for c in plainly(given | {"rounds": 9})[1]]
    assert right != [pytest.approx(list(map(float, c))) for c in plainly(given | {"rounds": 1})[1]]
