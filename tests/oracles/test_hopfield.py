"""Random Hopfield networks against NumPy: weights, every kind of update, energies; every order by trying them all."""

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


def states(source: random.Random, units: int) -> list[int]:
    return [source.choice((-1, 1)) for _ in range(units)]


def givens() -> Iterator[Given]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        units = source.randint(1, 5)
        given: Given = {"x": states(source, units)}
        if source.random() < 0.5:
            given["P"] = [states(source, units) for _ in range(source.randint(1, 3))]
            given |= {"scale": source.choice(("1", "1/N")), "diagonal": source.choice(("zero", "keep"))}
        else:
            half = np.array([[source.randint(-3, 3) for _ in range(units)] for _ in range(units)])
            given["W"] = (np.triu(half, 1) + np.triu(half, 1).T + np.diag(np.diag(half).clip(0))).tolist()
        given["zero"] = source.choice(("keep", "+1", "-1"))
        given["order"] = source.choice(("index", "synchronous", "all", source.sample(range(1, units + 1), units)))
        if source.random() < 0.5:
            given["theta"] = source.choice((0.5, [source.randint(-4, 4) / 2 for _ in range(units)]))
        yield given


def weights(given: Given) -> Any:
    if "W" in given:
        return np.array(given["W"], dtype=float)
    patterns = np.array(given["P"], dtype=float)
    W = patterns.T @ patterns
    if given["diagonal"] == "zero":
        np.fill_diagonal(W, 0)
    return W / len(W) if given["scale"] == "1/N" else W


def step(net: float, old: int, zero: str) -> int:
    if abs(net) > 1e-9:
        return 1 if net > 0 else -1
    return old if zero == "keep" else int(zero)


def energy(W: Any, x: Any, theta: Any) -> float:
    return float(-x @ W @ x / 2 + theta @ x)


def reached(W: Any, x: Any, theta: Any, zero: str) -> set[tuple[int, ...]]:
    """The states in which nothing changes that some order of single changes leads to."""
    seen, ahead, ends = {tuple(x)}, [x], set()
    while ahead:
        x = ahead.pop()
        nexts = []
        for i in range(len(x)):
            y = x.copy()
            y[i] = step((W @ x - theta)[i], x[i], zero)
            nexts += [y] if y[i] != x[i] else []
        if not nexts:
            ends.add(tuple(map(int, x)))
        for y in nexts:
            if tuple(y) not in seen:
                seen.add(tuple(y))
                ahead.append(y)
    return ends


def run(given: Given, W: Any, x: Any, theta: Any) -> tuple[Any, list[tuple[int, ...]]]:
    """The state at the end, and the states of a cycle where there is one."""
    order, zero, met = given["order"], given["zero"], [tuple(map(int, x))]
    while True:
        if order == "synchronous":
            x = np.array([step(net, old, zero) for net, old in zip(W @ x - theta, x, strict=True)])
        else:
            for i in range(len(x)) if order == "index" else [unit - 1 for unit in order]:
                x[i] = step((W @ x - theta)[i], x[i], zero)
        met.append(tuple(map(int, x)))
        if met[-1] in met[:-1]:
            return x, met[met.index(met[-1]) : -1]


def test_against_numpy() -> None:
    for given in islice(givens(), COMPARED["NumPy"]):
        solved = solve("hopfield", **given)
        W, x = weights(given), np.array(given["x"])
        theta = np.broadcast_to(np.array(given.get("theta", 0.0)), x.shape)
        if "P" in given:
            assert [[q.value for q in row] for row in solved["W"]] == pytest.approx(W)
        assert [q.value for q in solved["net"]] == pytest.approx(W @ x - theta)
        assert solved["energy_start"].value == pytest.approx(energy(W, x, theta))
        if given["order"] == "all":
            wanted = reached(W, x, theta, given["zero"])
            assert {tuple(int(q.value) for q in row) for row in solved["attractors"]} == wanted, given
            continue
        state, cycle = run(given, W, x.copy(), theta)
        assert [q.value for q in solved["state"]] == list(state), given
        if len(cycle) > 1:
            assert [tuple(int(q.value) for q in row) for row in solved["cycle"]] == cycle, given
        else:
            assert solved["energy"].value == pytest.approx(energy(W, state, theta))


def test_planted_faults_are_seen() -> None:
    given = {"P": [[1, -1, 1], [1, 1, 1]], "x": [1, 1, -1], "scale": "1", "diagonal": "keep", "zero": "keep"}
    solved = solve("hopfield", **given)
    assert [[q.value for q in row] for row in solved["W"]] != weights({**given, "diagonal": "zero"}).tolist()
    assert solved["energy_start"].value != energy(2 * weights(given), np.array(given["x"]), np.zeros(3))
