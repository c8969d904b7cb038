"""Problems of rosenblatt, solved for its tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.engine.run import Policy
from nncalc.errors import InputErrors
from nncalc.page.solving import run_problem

KIND = registry.load("rosenblatt")
POINTS = {"X": "3,3:4,3:1,1", "t": "1,1,-1"}
OTHERS = {"X": "0,0:0,2:1,0", "t": "1,-1,1"}
XOR = {"X": "0,0:0,1:1,0:1,1", "t": "-1,1,1,-1"}


def results(typed: dict[str, Any], policy: Policy | None = None) -> dict[str, Any]:
    """All results as plain numbers."""
    problem = read_problem(KIND, typed)
    return run_problem(problem, lambda run: plain(run.results), policy or Policy())


def plain(x: Any) -> Any:
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, list):
        return [plain(item) for item in x]
    if hasattr(x, "shape"):
        return plain(x.items) if len(x.shape) == 1 else [plain(row.items) for row in x]
    return Fraction(int(x.value.p), int(x.value.q)) if hasattr(x, "value") else x


def refused(typed: dict[str, Any]) -> list[str | None]:
    with pytest.raises(InputErrors) as caught:
        read_problem(KIND, typed)
    return [error.name for error in caught.value.errors]
