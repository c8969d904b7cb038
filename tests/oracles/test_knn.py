"""Random samples against SciPy's distances, and against scikit-learn's neighbours, votes and means."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

from nncalc import solve

COMPARED = {"SciPy": 800, "scikit-learn": 1200}
SCIPY = {"l2": "euclidean", "l1": "cityblock", "l2-squared": "sqeuclidean", "hamming": "hamming",
         "hamming-fraction": "hamming", "cosine": "cosine", "chebyshev": "chebyshev", "minkowski": "minkowski"}  # fmt: skip


def rows(source: random.Random, count: int, width: int) -> list[list[float]]:
    return [[source.choice((-2, -1, 1, 2, 0.5, 3)) for _ in range(width)] for _ in range(count)]


def points(source: random.Random) -> dict[str, Any]:
    """Samples and one point or several."""
    width = source.randint(1, 4)
    q = rows(source, source.randint(1, 2), width)
    return {"X": rows(source, source.randint(2, 6), width), "q": q if len(q) > 1 else q[0]}


def givens() -> Iterator[dict[str, Any]]:
    """Every metric, some of them of images; the printed digits of these are judged as well."""
    source = random.Random(0)
    while True:
        given = points(source) | {"metric": source.choice(list(SCIPY))}
        if given["metric"] == "minkowski":
            given["order"] = source.choice((1, 1.5, 2, 3))
        if isinstance(given["q"][0], list) and len(given["q"]) == len(given["X"]):
            given["y"] = [str(i) for i in range(len(given["X"]))]
        yield given


def by_scipy(given: dict[str, Any]) -> Any:
    """The distances, a row for each point."""
    X, q = (np.atleast_2d(np.array(given[name], dtype=float)) for name in "Xq")
    more = {"p": given["order"]} if "order" in given else {}
    found = cdist(q, X, SCIPY[given["metric"]], **more)
    return found * X.shape[1] if given["metric"] == "hamming" else found


def values(x: Any) -> Any:
    return [values(part) for part in x] if isinstance(x, list) else getattr(x, "value", x)


def test_against_scipy() -> None:
    for given in islice(givens(), COMPARED["SciPy"]):
        found = np.atleast_2d(np.array(values(solve("knn", **given)["distances"])))
        assert found == pytest.approx(by_scipy(given), rel=1e-9, abs=1e-9), given


def voted() -> Iterator[tuple[dict[str, Any], Any]]:
    """Problems in which no two distances are equal where it matters, so that the order of samples decides nothing."""
    source = random.Random(1)
    while True:
        given = points(source)
        if not isinstance(given["q"][0], list):
            given["q"] = [given["q"]]
        metric = source.choice(("l2", "l1", "chebyshev"))
        k = source.randint(1, len(given["X"]))
        far = np.sort(by_scipy(given | {"metric": metric}))
        if k < len(given["X"]) and np.any(far[:, k - 1] + 1e-9 > far[:, k]):
            continue
        given |= {"k": k, "metric": metric, "weights": source.choice(("uniform", "distance"))}
        given["task"] = source.choice(("classify", "regress"))
        kind = KNeighborsRegressor if given["task"] == "regress" else KNeighborsClassifier
        given["y"] = [source.randint(0, 2 if given["task"] == "classify" else 50) for _ in given["X"]]
        model = kind(n_neighbors=k, metric=SCIPY[metric], weights=given["weights"], algorithm="brute")
        yield given | {"ties": "smallest-label"}, model.fit(given["X"], given["y"])


def test_against_scikit_learn() -> None:
    for given, model in islice(voted(), COMPARED["scikit-learn"]):
        solved = solve("knn", **given)
        if given["task"] == "regress":
            assert values(solved["label"]) == pytest.approx(list(model.predict(given["q"]))), given
            continue
        shares, names = np.array(values(solved["shares"])), list(dict.fromkeys(given["y"]))
        wanted = model.predict_proba(given["q"])[:, [list(model.classes_).index(name) for name in names]]
        assert shares == pytest.approx(wanted), given
        tied = np.sum(np.isclose(wanted, wanted.max(axis=1, keepdims=True)), axis=1) > 1
        for label, right, tie in zip(values(solved["label"]), model.predict(given["q"]), tied, strict=True):
            assert tie or label == right, given
        near = [sorted(row) for row in values(solved["neighbours"])]
        assert near == [sorted(map(int, row + 1)) for row in model.kneighbors(given["q"])[1]], given


def test_planted_faults_are_seen() -> None:
    given = next(given for given in givens() if given["metric"] == "l2")
    wrong = np.atleast_2d(np.array(values(solve("knn", **given | {"metric": "l2-squared"})["distances"])))
    assert wrong != pytest.approx(by_scipy(given))
