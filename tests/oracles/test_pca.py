"""Random samples against scikit-learn's PCA and NumPy's eigenpairs, the signs as the convention has them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from sklearn.decomposition import PCA

from nncalc import solve

COMPARED = {"scikit-learn": 1000, "NumPy": 1000}


def givens() -> Iterator[dict[str, Any]]:
    """Samples of one to five features."""
    source = random.Random(0)
    while True:
        features = source.choice((1, 2, 2, 3, 3, 4, 5))
        rows = [[source.randint(-30, 30) / 10 for _ in range(features)] for _ in range(features + source.randint(1, 3))]
        yield {"X": rows, "k": source.randint(1, features)}


def varied() -> Iterator[dict[str, Any]]:
    """The same in all conventions."""
    source = random.Random(1)
    for given in givens():
        given["covariance"] = source.choice(("n-1", "n"))
        given["standardize"] = source.choice(("no", "yes", "n-1"))
        given["sign"] = source.choice(("first-positive", "largest-positive"))
        yield given


def values(x: Any) -> Any:
    return np.array([values(part) for part in x]) if isinstance(x, list) else x.value


def signed(V: Any, convention: str) -> Any:
    """The columns with the signs of a convention."""
    V = V.copy()
    for j in range(V.shape[1]):
        v = V[:, j]
        at = int(np.abs(v).argmax()) if convention == "largest-positive" else int(np.nonzero(np.abs(v) > 1e-9)[0][0])
        V[:, j] = v if v[at] > 0 else -v
    return V


def is_clear(given: dict[str, Any]) -> bool:
    """Whether floats can tell the eigenvalues apart, the first component from 0, and the largest from the others."""
    X = np.array(given["X"])
    if np.any(X.std(axis=0) < 1e-9):
        return False
    Z = X if given.get("standardize", "no") == "no" else X / X.std(axis=0)
    found, V = np.linalg.eigh(np.atleast_2d(np.cov(Z.T)))
    top = np.sort(np.abs(V), axis=0)
    close = top.shape[0] > 1 and np.any(top[-1] - top[-2] < 1e-6)
    return not (np.any(np.diff(found) < 1e-6) or np.any(np.abs(V) < 1e-6) or close)


def test_against_scikit_learn() -> None:
    for given in islice(filter(is_clear, givens()), COMPARED["scikit-learn"]):
        solved, X, k = solve("pca", **given), np.array(given["X"]), given["k"]
        model = PCA().fit(X)
        V = signed(model.components_.T, "first-positive")[:, :k]
        assert values(solved["eigenvalues"]) == pytest.approx(model.explained_variance_, abs=1e-9), given
        assert values(solved["explained"]) == pytest.approx(model.explained_variance_ratio_, abs=1e-9), given
        assert values(solved["eigenvectors"]) == pytest.approx(V, abs=1e-6), given
        assert values(solved["scores"]) == pytest.approx((X - X.mean(axis=0)) @ V, abs=1e-6), given
        part = PCA(n_components=k).fit(X)
        back = part.inverse_transform(part.transform(X))
        assert values(solved["reconstruction"]) == pytest.approx(back, abs=1e-6), given


def by_numpy(given: dict[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Eigenvalues, vectors, scores, reconstruction."""
    X = np.array(given["X"])
    mean, std = X.mean(axis=0), np.ones(X.shape[1])
    if given["standardize"] != "no":
        std = X.std(axis=0, ddof=int(given["standardize"] == "n-1"))
    Z = (X - mean) / std
    found, V = np.linalg.eigh(Z.T @ Z / (len(X) - int(given["covariance"] == "n-1")))
    V = signed(V[:, ::-1], given["sign"])[:, : given["k"]]
    return found[::-1], V, Z @ V, Z @ V @ V.T * std + mean


def test_against_numpy() -> None:
    for given in islice(filter(is_clear, varied()), COMPARED["NumPy"]):
        solved, right = solve("pca", **given), by_numpy(given)
        for name, wanted in zip(("eigenvalues", "eigenvectors", "scores", "reconstruction"), right, strict=True):
            assert values(solved[name]) == pytest.approx(wanted, abs=1e-6), (name, given)


def test_planted_faults_are_seen() -> None:
    given = next(filter(is_clear, varied()))
    other = {"n": "n-1", "n-1": "n"}[given["covariance"]]
    assert by_numpy(given | {"covariance": other})[0] != pytest.approx(values(solve("pca", **given)["eigenvalues"]))
