"""Random tables: units verified by plain Python, weights looked for by SciPy's linear programmes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product
from typing import Any

from scipy.optimize import linprog

from nncalc import solve

COMPARED = {"plain Python": 1400, "SciPy": 600}


def givens() -> Iterator[dict[str, Any]]:
    """Weights to be verified: of one unit, with a threshold, a bias or inhibition, or of two layers."""
    source = random.Random(0)

    def some(count: int) -> list[float]:
        return [source.randint(-4, 4) / 2 for _ in range(count)]

    while True:
        n = source.randint(1, 3)
        given: dict[str, Any] = {"truth": [source.randint(0, 1) for _ in range(2**n)], "step0": source.choice((0, 1))}
        if source.random() < 0.3:
            units = source.randint(1, 3)
            given |= {"W1": [some(n) for _ in range(units)], "theta1": some(units)}
            given |= {"W2": some(units), "theta2": some(1)[0]}
        else:
            given |= {"w": some(n), source.choice(("theta", "b")): some(1)[0]}
            if source.random() < 0.4:
                given["inhibitory"] = source.sample(range(1, n + 1), source.randint(1, n))
        yield given


def fires(w: Any, x: Any, theta: float, given: dict[str, Any]) -> tuple[float, int]:
    """The net and the output of a unit."""
    net = sum(a * b for a, b in zip(w, x, strict=True))
    return net, int(net > theta or (net == theta and given["step0"] == 1))


def plainly(given: dict[str, Any]) -> tuple[list[float], list[int]]:
    """Nets and outputs of all rows."""
    found = []
    for x in product((0, 1), repeat=len(given["truth"]).bit_length() - 1):
        if "W1" in given:
            hidden = [fires(w, x, t, given)[1] for w, t in zip(given["W1"], given["theta1"], strict=True)]
            found.append(fires(given["W2"], hidden, given["theta2"], given))
            continue
        shut = [i - 1 for i in given.get("inhibitory", [])]
        carried = [0 if i in shut else value for i, value in enumerate(x)]
        net, y = fires(given["w"], carried, given.get("theta", -given.get("b", 0)), given)
        found.append((net + given.get("b", 0), y * int(not any(x[i] for i in shut))))
    return [net for net, _ in found], [y for _, y in found]


def values(x: Any) -> Any:
    return [values(part) for part in x] if isinstance(x, list) else getattr(x, "value", x)


def test_against_plain_python() -> None:
    for given in islice(givens(), COMPARED["plain Python"]):
        solved, (nets, outputs) = solve("gate", **given), plainly(given)
        assert (values(solved["net"]), values(solved["y"])) == (nets, outputs), given
        right = [str(y == t) for y, t in zip(outputs, given["truth"], strict=True)]
        assert [{"yes": "True", "no": "False"}[str(word)] for word in values(solved["right"])] == right, given


def tables() -> Iterator[dict[str, Any]]:
    """Truth tables, of corners and of other points."""
    source = random.Random(1)
    while True:
        n = source.choice((2, 3, 3, 4, 5))
        given: dict[str, Any] = {"step0": source.choice((0, 1))}
        if n < 4 and source.random() < 0.7:
            yield given | {"truth": [source.randint(0, 1) for _ in range(2**n)]}
            continue
        rows = [[source.randint(-3, 3) for _ in range(n)] for _ in range(source.randint(2, 9))]
        yield given | {"X": rows, "truth": [source.randint(0, 1) for _ in rows]}


def is_possible(rows: list[Any], truth: list[int]) -> bool:
    """Whether w·x − θ ≥ 1 of all that fire and ≤ −1 of the others has a solution."""
    sides = [1 if t else -1 for t in truth]
    A = [[-s * x for x in (*row, -1)] for row, s in zip(rows, sides, strict=True)]
    return bool(linprog([0] * len(A[0]), A_ub=A, b_ub=[-1] * len(A), bounds=(None, None)).status == 0)


def test_against_scipy() -> None:
    for given in islice(tables(), COMPARED["SciPy"]):
        solved, truth = solve("gate", **given), given["truth"]
        rows = given.get("X") or list(product((0, 1), repeat=len(truth).bit_length() - 1))
        assert ("w" in solved.results) == is_possible(rows, truth), given
        if "w" in solved.results:
            w, theta = ([Fraction(q.exact) for q in solved["w"]], Fraction(solved["theta"].exact))
            assert [fires(w, row, theta, given)[1] for row in rows] == truth, given  # type: ignore[arg-type]
        else:
            c = [Fraction(q.exact) for q in solved["certificate"]]
            sides = [[q * int(t == s) for q, t in zip(c, truth, strict=True)] for s in (1, 0)]
            meet = [
                [sum(q * x for q, x in zip(side, col, strict=True)) for col in zip(*rows, strict=True)]
                for side in sides
            ]
            assert (min(c) >= 0, sum(sides[0]), sum(sides[1]), meet[0]) == (True, 1, 1, meet[1]), given


def test_planted_faults_are_seen() -> None:
    assert is_possible([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 0, 0, 1])
    assert not is_possible([(0, 0), (0, 1), (1, 0), (1, 1)], [0, 1, 1, 0])
    given = {"truth": [0, 0, 0, 1], "w": [1, 1], "theta": 2, "step0": 1}
    assert plainly(given)[1] != plainly(given | {"step0": 0})[1]
