"""Proof that no weights separate two classes: an exact linear programme over the rationals.

Weights with t·(w·x + b) > 0 for every sample exist or a non-negative combination of the two classes meets in one
point, never both (Gordan and Motzkin; Stiemke 1915, Schrijver, Theory of Linear and Integer Programming, §7.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.lazy import flint

if TYPE_CHECKING:
    from nncalc.engine.quantity import Quantity
    from nncalc.engine.tensor import Tensor

LARGEST = 50_000
"""Cells of the tableau up to which a proof is looked for."""

Rational = Any
"""flint.fmpq"""


class TooLarge(Exception):
    """The programme has more cells than is worked out here."""


def proof(
    X: Tensor, signs: Sequence[int], strict: Sequence[bool], threshold: Quantity | None, free: bool
) -> list[Rational] | None:
    """Coefficients that prove that no weights put every sample on its side; [] where some do.

    X          the samples as rows
    signs      the side of each, 1 or -1
    strict     whether a sample on the border counts as being on the wrong side
    threshold  θ of w·x ≥ θ, None without one
    free       whether there is a bias that may take any value

    None where neither is worked out: irrational inputs, a large set, or the border right for every sample.
    """
    numbers = [*X.items, *([] if threshold is None else [threshold])]
    if not any(strict) or any(type(q.value) is not flint.fmpq for q in numbers):
        return None
    samples = [[q.value for q in row.items] for row in X]
    try:
        found = meeting(samples, signs, strict, free, 0 if threshold is None else threshold.value)
    except TooLarge:
        return None
    if found is None:
        return []
    of_positive = sum((c for c, sign in zip(found, signs, strict=True) if sign > 0), flint.fmpq(0))
    return [c / of_positive for c in found] if free else found


def meeting(
    samples: Sequence[Sequence[Rational]],
    signs: Sequence[int],
    strict: Sequence[bool],
    free_bias: bool,
    threshold: Rational = 0,
) -> list[Rational] | None:
    """Coefficients c ≥ 0, one per sample, that prove that no w (and b) classify every sample; None when some do.

    samples     rows of inputs
    signs       +1 or −1 per sample
    strict      whether the sample must lie off the border (net 0 is a mistake for it); some must
    free_bias   whether b is learned: then Σ c is the same on both sides
    threshold   θ without a free bias: Σ c·t·x = 0 and θ·Σ c·t ≥ 0

    Raises TooLarge.
    """
    width = len(samples[0])
    rows = [[sign * row[j] for row, sign in zip(samples, signs, strict=True)] for j in range(width)]
    slack = not free_bias and threshold != 0
    if (width + 2) * (len(samples) + width + 3) > LARGEST:
        raise TooLarge
    if free_bias:
        rows.append([flint.fmpq(sign) for sign in signs])
    elif slack:
        rows = [[*row, flint.fmpq(0)] for row in rows]
        rows.append([*[threshold * sign for sign in signs], flint.fmpq(-1)])
    rows.append([flint.fmpq(int(s)) for s in strict] + ([flint.fmpq(1)] if slack else []))
    right = [flint.fmpq(0)] * (len(rows) - 1) + [flint.fmpq(1)]
    found = nonnegative_solution(rows, right)
    return None if found is None else found[: len(samples)]


def nonnegative_solution(rows: Sequence[Sequence[Rational]], right: Sequence[Rational]) -> list[Rational] | None:
    """A basic c ≥ 0 with rows·c = right (right ≥ 0), or None: phase one of the simplex method, by Bland's rule."""
    height, width = len(rows), len(rows[0])
    # Artificial variables are never entered again, so their columns need not be kept.
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    goal = [sum((row[j] for row in table), flint.fmpq(0)) for j in range(width + 1)]
    basis = [width + i for i in range(height)]
    while True:
        entering = next((j for j in range(width) if goal[j] > 0), None)
        if entering is None:
            break
        leaving = _leaving(table, basis, entering)
        _pivot(table, goal, leaving, entering)
        basis[leaving] = entering
    if goal[width] != 0:
        return None
    solution = [flint.fmpq(0)] * width
    for row, variable in zip(table, basis, strict=True):
        if variable < width:
            solution[variable] = row[width]
    return solution


def _leaving(table: list[list[Rational]], basis: list[int], entering: int) -> int:
    """The row with the smallest ratio, of equal ones that of the smallest variable (no cycling)."""
    best, least = -1, None
    for i, row in enumerate(table):
        if row[entering] > 0:
            ratio = row[-1] / row[entering]
            if least is None or ratio < least or (ratio == least and basis[i] < basis[best]):
                best, least = i, ratio
    return best


def _pivot(table: list[list[Rational]], goal: list[Rational], pivot_row: int, column: int) -> None:
    """Make the column a unit column. The goal row stays the sum of the rows whose variable is artificial."""
    scale = table[pivot_row][column]
    table[pivot_row] = [value / scale for value in table[pivot_row]]
    pivot = table[pivot_row]
    for row in [*[row for i, row in enumerate(table) if i != pivot_row], goal]:
        factor = row[column]
        if factor != 0:
            for j, value in enumerate(pivot):
                if value != 0:
                    row[j] -= factor * value
