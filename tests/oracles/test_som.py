"""Random maps and codebooks against NumPy: distances, winners, new weights."""

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


def points(source: random.Random, many: int, width: int) -> list[list[float]]:
    return [[source.randint(-99, 99) / 100 for _ in range(width)] for _ in range(many)]


def givens() -> Iterator[Given]:
    """Random problems without end."""
    source = random.Random(0)
    while True:
        width, rows, columns = source.randint(1, 3), source.randint(1, 2), source.randint(2, 3)
        units, samples = rows * columns, source.randint(1, 3)
        given: Given = {"X": points(source, samples, width), "W": points(source, units, width)}
        given |= {"lr": source.randint(1, 9) / 10, "metric": source.choice(("l2", "l2-squared"))}
        given |= {"rule": source.choice(("som", "som", "competitive", "lvq", "lvq2.1"))}
        if given["rule"] == "som":
            given["neighbourhood"] = source.choice(("winner", "gaussian", "bubble"))
            if given["neighbourhood"] != "winner":
                given |= {"grid": f"{rows}x{columns}", "radius": source.randint(2, 8) / 4}
        elif given["rule"] != "competitive":
            given["classes"] = ["a", "b", *source.choices("ab", k=units - 2)]
            given["y"] = source.choices("ab", k=samples)
        if given["rule"] == "lvq2.1":
            given["window"] = source.randint(1, 9) / 10
        yield given


def shares(given: Given, winner: int) -> Any:
    """How far each unit moves with the winner."""
    kind, units = given.get("neighbourhood", "winner"), len(given["W"])
    if kind == "winner":
        return np.eye(units)[winner]
    columns = int(given["grid"].split("x")[1])
    places = np.array([divmod(unit, columns) for unit in range(units)], dtype=float)
    d = np.linalg.norm(places - places[winner], axis=1)
    return np.exp(-(d**2) / (2 * given["radius"] ** 2)) if kind == "gaussian" else (d <= given["radius"]).astype(float)


def step(given: Given, x: Any, name: str, W: Any) -> tuple[Any, int, Any]:
    """Distances, the winner and the new weights of one sample."""
    d, lr = np.linalg.norm(W - x, axis=1), given["lr"]
    order = np.argsort(d, kind="stable")
    winner, new = int(order[0]), W.copy()
    if given["rule"] == "lvq":
        new[winner] += (lr if given["classes"][winner] == name else -lr) * (x - W[winner])
    elif given["rule"] == "lvq2.1":
        pair = [int(unit) for unit in order[:2]]
        right = [unit for unit in pair if given["classes"][unit] == name]
        if len(right) == 1 and d[pair[0]] / d[pair[1]] > (1 - given["window"]) / (1 + given["window"]):
            for unit in pair:
                new[unit] += (lr if unit in right else -lr) * (x - W[unit])
    else:
        new += lr * shares(given, winner)[:, None] * (x - W)
    return d if given["metric"] == "l2" else d**2, winner, new


def test_against_numpy() -> None:
    for given in islice(givens(), COMPARED["NumPy"]):
        solved, W, winners = solve("som", **given), np.array(given["W"]), []
        for x, name in zip(np.array(given["X"]), given.get("y", "aaa"), strict=False):
            distances, winner, W = step(given, x, name, W)
            winners.append(winner + 1)
        assert [q.value for q in solved["distances"]] == pytest.approx(distances), given
        assert solved["winner"].value == winners[-1], given
        assert [[q.value for q in row] for row in solved["W_new"]] == pytest.approx(W), given


def test_planted_faults_are_seen() -> None:
    given: Given = {"X": [[0.5, 0.5]], "W": [[0, 0], [1, 0.75]], "lr": 0.5, "metric": "l2", "rule": "som"}
    right = [[q.value for q in row] for row in solve("som", **given)["W_new"]]
    assert right == pytest.approx(step(given, np.array([0.5, 0.5]), "a", np.array(given["W"]))[2])
    assert right != pytest.approx(step({**given, "lr": 0.25}, np.array([0.5, 0.5]), "a", np.array(given["W"]))[2])
