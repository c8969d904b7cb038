"""Results of `metrics` beside those of scikit-learn: as doubles, and whether they agree."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.figures import nearest_double
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.page.solving import run_problem

CLOSE = 1e-9


def ours(policy: Policy = PLAIN, **given: Any) -> dict[str, Any]:
    """Every result as the nearest doubles; nan for undefined, ±inf for infinite."""
    problem = read_problem(registry.load("metrics"), given)
    return run_problem(problem, lambda run: {name: double(value) for name, value in run.results.items()}, policy)


def double(value: Any) -> Any:
    if isinstance(value, Quantity):
        found = nearest_double(value)
        if found is None:
            return math.nan if value.value.is_nan() else math.copysign(math.inf, 1 if value.value > 0 else -1)
        return found
    if isinstance(value, Tensor):
        flat = np.array([double(q) for q in value.items])
        return flat.reshape(value.shape)
    return [double(item) for item in value]


def agree(name: str, mine: Any, theirs: Any, given: Any) -> None:
    a, b = np.asarray(mine, dtype=float), np.asarray(theirs, dtype=float)
    same = a.shape == b.shape and bool(
        np.all((a == b) | (np.abs(a - b) <= CLOSE * (1 + np.abs(b))) | (a != a) & (b != b))
    )
    assert same, f"{name}: {mine} against {theirs}; {given}"


def of_counts(numerator: Any, denominator: Any, zero: float) -> Any:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(denominator == 0, zero, numerator / denominator)


def parts_of_hundred(source: random.Random, parts: int) -> list[int]:
    cuts = sorted(source.sample(range(1, 100), parts - 1))
    return [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
