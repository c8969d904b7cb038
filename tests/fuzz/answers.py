"""What nncalc reads of an answer for one of four results: the value and the decimals of each figure."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from nncalc.checking.compare import compare
from nncalc.checking.formula_names import FormulaNames
from nncalc.checking.verdicts import decimals
from nncalc.declaring import registry
from nncalc.declaring.problem import read_problem
from nncalc.page.solving import find_quantity, run_problem
from nncalc.reading.cells import Cell
from nncalc.reading.expressions import read_quantity

ASKED = {
    "number": ("softmax-loss z=1,2,3 y=0", "loss"),
    "count": ("convshape 3x8x8 conv:4,k=3", "params1"),
    "vector": ("softmax-loss z=1,2,3 y=0", "p"),
    "matrix": ("softmax-loss z=1,2 y=0 jacobian=yes", "J"),
}
"""The problem and the result that an answer is for."""


@cache
def _run_of(asked: str) -> Any:
    word, *givens = ASKED[asked][0].split()
    kind = registry.load(word)
    return run_problem(read_problem(kind, kind.read_tokens(givens)), lambda run: run)


def figures(asked: str, text: str) -> list[tuple[Any, int | None]]:
    """The figures in the order of the result; decimals None for a fraction or a formula. Raises InputError."""
    run, name = _run_of(asked), ASKED[asked][1]
    parts = compare(name, find_quantity(run, name), text, FormulaNames(run))
    return [(_exact(part.typed), decimals(part.typed)) for part in parts]


def _exact(typed: str) -> Any:
    value = read_quantity(Cell(typed, 0, typed), symbols=True).value if typed[-1:] not in "fyd∞" else None
    return Fraction(int(value.p), int(value.q)) if type(value).__name__ == "fmpq" else f"something else ({typed})"
