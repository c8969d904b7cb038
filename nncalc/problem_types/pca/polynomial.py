"""The characteristic polynomial of a covariance matrix on the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nncalc.engine.lazy import flint
from nncalc.engine.operations import LET, POWER
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.tensor import Tensor, rows_of, total, vector
from nncalc.rules.linear_systems import determinant

if TYPE_CHECKING:
    from nncalc.engine.run import Run

WRITTEN_OUT = 3
"""Rows up to which the coefficients have formulas in the entries."""


def show_polynomial(run: Run, cov: Tensor, trace: Quantity, polynomial: Any) -> Quantity:
    """Its coefficients and the equation whose roots are the eigenvalues; the determinant of two or three features.

    polynomial  the exact one of fractions; None of two features
    """
    size, det = cov.shape[0], constant(0)
    if size == 2 or (size == WRITTEN_OUT and all(type(q.value) is flint.fmpq for q in cov.items)):
        sums = [trace] if size == 2 else [trace, run.let("minors", _principal_minors(cov))]
        det = run.let("det", determinant(cov))
        sums.append(det)
    else:
        signed = list(reversed(polynomial.coeffs()[:-1]))
        sums = [
            constant(flint.fmpq(-q if power % 2 else q)).renamed(f"polynomial.{power + 1}")
            for power, q in enumerate(signed, 1)
        ]
    run.words("polynomial")
    coefficients = [constant(1), *(-q if power % 2 else q for power, q in enumerate(sums, 1))]
    run.let("polynomial", vector(coefficients), shown=False)
    run.equation("characteristic", ((_written(sums), "figures"), (constant(0), "formula")), sums)
    return det


def _principal_minors(cov: Tensor) -> Quantity:
    """The sum of the determinants of two rows and the same columns."""
    rows = rows_of(cov)
    pairs = [(i, j) for i in range(len(rows)) for j in range(i + 1, len(rows))]
    return total([rows[i][i] * rows[j][j] - rows[i][j] * rows[j][i] for i, j in pairs])


def _written(sums: Sequence[Quantity]) -> Quantity:
    """λ³ − tr·λ² + … in turn, without coefficients that are 0: of a covariance matrix none is negative."""
    x, degree = Quantity(None, (), None, "lambda"), len(sums)
    left: Quantity = POWER(x, degree)
    for power, q in enumerate(sums, 1):
        if type(q.value) is flint.fmpq and q.value == 0:
            continue
        left_over = degree - power
        figure = Quantity(LET, (Quantity(LET, (q,), q.value, q.name),), q.value, q.name) if q.value is not None else q
        term = figure if left_over == 0 else figure * (x if left_over == 1 else POWER(x, left_over))
        left = left - term if power % 2 else left + term
    return left
