"""Rows of probabilities as people type them: none negative, each summing to 1 as nearly as rounding lets it."""

from __future__ import annotations

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import ABS
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, total
from nncalc.errors import InputError
from nncalc.rules.targets import place_of, rows_of

TOLERANCE = (1, 100)
"""How far a row of probabilities that was typed rounded may sum from 1."""


def check_distribution(x: Tensor, name: str, hint: str = "") -> list[tuple[int, Quantity]]:
    """Rows of probabilities: none negative, each summing to 1. Call it inside a run, where signs are decided.

    `hint`: what else could be given instead of one row. Returns the rows (counted from 1) whose sum is within .01 of 1
    but not 1, with the sum; raises InputError beyond.
    """
    rounded = []
    for number, row in enumerate(rows_of(x), 1):
        if any(q.value is None for q in row):
            continue
        negative = next((q for q in row if sign(q) < 0), None)
        if negative is not None:
            raise InputError(
                f"{name} holds {said(negative)}, which is no probability", name=name, expected="numbers from 0 to 1"
            )
        whole = total(row)
        if sign(whole - 1) == 0:
            continue
        if sign(ABS(whole - 1) - constant(flint.fmpq(*TOLERANCE))) > 0:
            one = hint if len(x.shape) == 1 else ""
            raise InputError(
                f"{name} sums to {said(whole)}{place_of(number, x.shape)}, not to 1",
                name=name,
                expected=f"probabilities that sum to 1 within .01{one}",
            )
        rounded.append((number, whole))
    return rounded


def said(q: Quantity) -> str:
    """A number in a message: as it was typed, else its figure."""
    from nncalc.engine.figures import Precision, figure

    found = figure(q, Precision())
    return q.typed or (found.text if found else "a symbol")
