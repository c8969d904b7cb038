"""rosenblatt against a plain implementation in fractions, scikit-learn's Perceptron, and linear programming."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.linear_model import Perceptron

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.rule import Slip
from nncalc.engine.run import PLAIN, Policy, Run
from nncalc.page.solving import run_problem
from nncalc.problem_types.rosenblatt import perceptron
from oracles.faults import is_seen, name_of, slips_in
from oracles.plain_perceptron import reference
from oracles.random_perceptrons import random_problem

COMPARED = {"plain code in fractions": 2000, "scikit-learn": 200, "SciPy's linear programming": 1500,
            "counted mistakes": 300}  # fmt: skip
KIND = registry.load("rosenblatt")


def solved(given: dict[str, Any], policy: Policy = PLAIN) -> dict[str, Any]:
    """Every result as Python's own numbers: rationals as fractions, words and truth values as they are."""
    return run_problem(read_problem(KIND, given), plain_results, policy)


def plain_results(run: Run) -> dict[str, Any]:
    return {name: plain(value) for name, value in run.results.items()}


def plain(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(item) for item in x]
    if hasattr(x, "shape"):
        return plain(x.items) if len(x.shape) == 1 else [plain(row.items) for row in x]
    if hasattr(x, "value"):
        return Fraction(int(x.value.p), int(x.value.q))
    return x


def givens() -> Iterator[dict[str, Any]]:
    """Random problems without end; their printed digits are judged as well."""
    rng = random.Random(5)
    while True:
        yield random_problem(rng)[0]


def test_counted_mistakes() -> None:
    """The mistakes of a run, counted, give its weights; and NumPy's weighted sum of the samples gives them too."""
    rng, compared = random.Random(6), 0
    while compared < COMPARED["counted mistakes"]:
        compared += check_counts(rng)


def check_counts(rng: random.Random, policy: Policy = PLAIN) -> bool:
    """One random run of a single unit; whether it could be counted."""
    given, c = random_problem(rng)
    if c["rule"] != "perceptron" or (c.get("step") == "error" and c["step0"] == 0):
        return False
    right = reference(**c)
    counts = [right["mistakes"].count(number) for number in range(1, len(c["X"]) + 1)]
    kept = {name: value for name, value in given.items() if name not in ("epochs", "order")}
    found = solved(kept | {"counts": counts}, policy)
    for name in ("w", "b", "updates", "predictions"):
        assert found.get(name) == right.get(name), given
    signs = np.array([1 if label == 1 else -1 for label in c["t"]])
    steps = float(c["lr"]) * signs * np.array(counts) * (2 if c.get("step") == "error" else 1)
    weights = np.array(c["w"], float) + steps @ np.array(c["X"], float)
    assert np.allclose(np.array(found["w"], float), weights)
    return True


@pytest.mark.parametrize("seed", range(20))
def test_reference(seed: int) -> None:
    """Random problems under all conventions: every result and every row of the table, exactly."""
    rng = random.Random(seed)
    for _ in range(COMPARED["plain code in fractions"] // 20):
        check(rng)


def check(rng: random.Random, policy: Policy = PLAIN) -> None:
    """One random problem."""
    given, c = random_problem(rng)
    found = solved(given, policy)
    found.pop("certificate", None)
    assert found == reference(**c), given


UNSEEN = [f"stops-after-epoch-{n}" for n in range(9, 13)]  # hardly a random problem goes on for more than eight epochs


@pytest.mark.parametrize("slip", [slip for slip in slips_in(perceptron) if slip.id not in UNSEEN], ids=name_of)
def test_a_planted_fault_is_caught(slip: Slip) -> None:
    rng = random.Random("faults")
    checks = (check, check_counts)
    assert is_seen(slip, ((lambda policy, each=each: each(rng, policy)) for _ in range(300) for each in checks))


def test_scikit_learn() -> None:
    """The weights after k epochs of scikit-learn's Perceptron, which also takes y·net = 0 for a mistake."""
    rng = random.Random(1)
    for _ in range(COMPARED["scikit-learn"]):
        samples, inputs, epochs = rng.randint(3, 8), rng.randint(1, 3), rng.randint(1, 12)
        X = [[rng.randint(-5, 5) for _ in range(inputs)] for _ in range(samples)]
        t = [1, -1] + [rng.choice((1, -1)) for _ in range(samples - 2)]
        with_bias = rng.random() < 0.7
        model = Perceptron(eta0=1.0, shuffle=False, tol=None, max_iter=epochs, fit_intercept=with_bias)
        model.fit(np.array(X, float), np.array(t))
        found = solved({"X": X, "t": t, "epochs": epochs, "bias": "learned" if with_bias else "none"})
        assert found["w"] == [Fraction(value) for value in model.coef_[0]]
        assert found.get("b", 0) == Fraction(model.intercept_[0])


def separates(X: list[list[int]], t: list[int], bias: str) -> bool:
    """Whether t·(w·x + b) ≥ 1 has a solution, by SciPy's linear programming."""
    rows = [[-y * value for value in [*x, *([1] if bias == "learned" else [])]] for x, y in zip(X, t, strict=True)]
    outcome = linprog([0] * len(rows[0]), A_ub=rows, b_ub=[-1] * len(rows), bounds=(None, None), method="highs")
    return bool(outcome.status == 0)


@pytest.mark.parametrize("bias", ["learned", "none"])
def test_separability(bias: str) -> None:
    """A certificate exactly where no line exists, and each certificate proves what it says."""
    rng = random.Random(2)
    proven = 0
    for _ in range(COMPARED["SciPy's linear programming"] // 5):
        samples, inputs = rng.randint(2, 8), rng.randint(1, 3)
        X = [[rng.randint(-3, 3) for _ in range(inputs)] for _ in range(samples)]
        t = [1, -1] + [rng.choice((1, -1)) for _ in range(samples - 2)]
        found = solved({"X": X, "t": t, "bias": bias})
        if separates(X, t, bias):
            assert found["converged"] or found["epochs"] == 100
            assert "certificate" not in found
            continue
        assert not found["converged"]
        c = found["certificate"]
        proven += 1
        assert all(value >= 0 for value in c)
        assert any(c)
        assert all(sum(ci * y * x[j] for ci, y, x in zip(c, t, X, strict=True)) == 0 for j in range(inputs))
        if bias == "learned":
            assert (
                sum(ci for ci, y in zip(c, t, strict=True) if y == 1)
                == sum(ci for ci, y in zip(c, t, strict=True) if y == -1)
                == 1
            )
    assert proven > 50


def largest_gap(X: list[list[int]], signs: list[int], strict: list[bool], theta: int, free: bool) -> float:
    """The largest e ≤ 1 with sign·(w·x + b − θ) ≥ e for the strict samples and ≥ 0 for the others."""
    rows = [
        [*[-s * value for value in [*x, *([1] if free else [])]], float(st)]
        for x, s, st in zip(X, signs, strict, strict=True)
    ]
    right = [-s * theta for s in signs]
    width = len(rows[0])
    bounds = [(None, None)] * (width - 1) + [(None, 1)]
    outcome = linprog([0.0] * (width - 1) + [-1.0], A_ub=rows, b_ub=right, bounds=bounds, method="highs")
    return -outcome.fun if outcome.status == 0 else -1.0


@pytest.mark.parametrize("bias", ["learned", "none", "fixed"])
@pytest.mark.parametrize("one_sided", [False, True])
def test_proofs_at_the_border(bias: str, one_sided: bool) -> None:
    """Thresholds that are fixed, and 0/1 labels whose samples of label 1 may lie on the border."""
    rng = random.Random(4)
    proven = 0
    for _ in range(COMPARED["SciPy's linear programming"] // 10):
        samples, inputs, theta = rng.randint(2, 6), rng.randint(1, 2), rng.randint(-1, 1) if bias == "fixed" else 0
        X = [[rng.randint(-2, 2) for _ in range(inputs)] for _ in range(samples)]
        signs = [1, -1] + [rng.choice((1, -1)) for _ in range(samples - 2)]
        strict = [s < 0 or not one_sided for s in signs]
        t = [max(s, 0) for s in signs] if one_sided else signs
        given = {"X": X, "t": t, "bias": bias, "epochs": 10} | ({"theta": theta} if bias == "fixed" else {})
        found = solved(given)
        gap = largest_gap(X, signs, strict, theta, bias == "learned")
        assert gap > 0.01 or gap < 1e-7, "rounding"
        if gap > 0.01:
            assert "certificate" not in found
            continue
        assert not found["converged"]
        proven += 1
        c = found["certificate"]
        tilt = theta * sum(ci * s for ci, s in zip(c, signs, strict=True))
        assert all(value >= 0 for value in c)
        assert tilt >= 0
        assert tilt > 0 or any(ci > 0 for ci, st in zip(c, strict, strict=True) if st)
        assert all(sum(ci * s * x[j] for ci, s, x in zip(c, signs, X, strict=True)) == 0 for j in range(inputs))
        if bias == "learned":
            assert sum(ci * s for ci, s in zip(c, signs, strict=True)) == 0
    assert proven > 20


def test_a_cycle_is_one() -> None:
    """Where a run is proven to repeat, running on never brings a clean epoch (500 epochs by the reference)."""
    rng = random.Random(3)
    stopped = 0
    for _ in range(60):
        X = [[rng.randint(-3, 3) for _ in range(2)] for _ in range(5)]
        t = [1, -1] + [rng.choice((1, -1)) for _ in range(3)]
        found = solved({"X": X, "t": t})
        if found["converged"] or found["epochs"] == 100:
            continue
        stopped += 1
        c = {
            "rule": "perceptron",
            "sequence": range(1, 6),
            "limit": 500,
            "restart": False,
            "mistake": "nonpositive",
            "lr": 1,
        }
        c |= {"step0": 1, "theta": 0, "x0": 1, "bias": "learned", "w": [0, 0], "b": 0}
        assert not reference(X, t, **c)["converged"]
    assert stopped > 10
