"""Problems of metrics, solved for its tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from commandline import nncalc

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.quantity import Quantity
from nncalc.engine.run import PLAIN, Policy
from nncalc.engine.tensor import Tensor
from nncalc.errors import InputError, InputErrors
from nncalc.page.solving import run_problem

MATRIX = {"cm": "50,10:5,35"}


def solved(policy: Policy = PLAIN, folder: str | None = None, **typed: Any) -> dict[str, Any]:
    """Every result as exact fractions; `None` for what is undefined or infinite."""
    problem = read_problem(registry.load("metrics"), typed, folder=folder)
    return run_problem(problem, lambda run: {name: exact(value) for name, value in run.results.items()}, policy)


def exact(value: Any) -> Any:
    if isinstance(value, Quantity):
        rational = hasattr(value.value, "p")
        return Fraction(int(value.value.p), int(value.value.q)) if rational else None
    if isinstance(value, Tensor):
        return [exact(item) for item in value]
    return value


def refused(**typed: Any) -> InputError:
    with pytest.raises(InputErrors) as caught:
        solved(**typed)
    return caught.value.errors[0]


def page(**typed: Any) -> str:
    outcome = nncalc(["metrics", *[f"{name}={value}" for name, value in typed.items()]])
    assert outcome.code == 0, outcome.err
    return " ".join(outcome.out.split())
