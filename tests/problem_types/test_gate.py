"""Answers that are free: any weights that make the table are right, and no others."""

from __future__ import annotations

import pytest

from nncalc.checking.answers import check_figures
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.solving import Settings


@pytest.mark.parametrize(
    ("truth", "figures", "verdicts"),
    [
        ("and", {"w": "2,3", "theta": "4"}, ["right", "right"]),
        ("and", {"w": "1,1", "theta": "2.5"}, ["right", "wrong"]),  # judged by the weights that are found
        ("and", {"w": "1,-1"}, ["wrong"]),
        ("or", {"w": "5,4"}, ["right"]),
        ("or", {"w": "5,4", "b": "-1", "net": "-1,3,4,8"}, ["right", "right", "right"]),
        ("or", {"w": "1,1,1"}, ["wrong"]),
        ("xor", {"W1": "1,1:1,1", "theta1": "1,2", "W2": "1,-1", "theta2": "1"}, ["right"] * 4),
        ("xor", {"W1": "1,1:1,1", "theta1": "1,1", "W2": "1,-1", "theta2": "1"}, ["wrong", "right", "wrong", "right"]),
        ("xor", {"y": "0,1,1,0"}, ["right"]),
    ],
)
def test_free_answers(truth: str, figures: dict[str, str], verdicts: list[str]) -> None:
    problem = read_problem(registry.load("gate"), {"truth": truth})
    found = [check.verdict for check in check_figures(problem, list(figures.items()), Settings())]
    assert [verdict if verdict == "right" else "wrong" for verdict in found] == verdicts
