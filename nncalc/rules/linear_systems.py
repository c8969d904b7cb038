"""Determinants and inverses of small matrices, by cofactors, so that every entry has a formula; larger ones exactly.

Reference: Strang, Introduction to Linear Algebra, chapter 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import Any

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.quantity import Quantity, constant, is_number
from nncalc.engine.rule import rule
from nncalc.engine.tensor import Tensor, rows_of, total

BY_COFACTORS = 3
"""Up to this many rows an inverse is written out."""

Rows = Sequence[Sequence[Quantity]]


def _minor(rows: Rows, row: int, column: int) -> list[list[Quantity]]:
    return [[q for j, q in enumerate(each) if j != column] for i, each in enumerate(rows) if i != row]


@rule("the determinant, along the first row: each entry times that of what is left without its row and column")
def determinant(M: Tensor) -> Quantity:
    return _determinant(rows_of(M))


def _determinant(rows: Rows) -> Quantity:
    if len(rows) == 1:
        return rows[0][0]
    if len(rows) == 2:
        return rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    found = rows[0][0] * _determinant(_minor(rows, 0, 0))
    for j in range(1, len(rows)):
        term = rows[0][j] * _determinant(_minor(rows, 0, j))
        found = found - term if j % 2 else found + term
    return found


@rule("the inverse: the cofactors, transposed, over the determinant")
def inverse_of(M: Tensor, det: Quantity) -> Tensor:
    """Of a matrix of one to three rows."""
    rows, size = rows_of(M), M.shape[0]
    if size == 1:
        return Tensor([1 / det], M.shape)
    items = []
    for i in range(size):
        for j in range(size):
            cofactor = _determinant(_minor(rows, j, i))
            items.append((-cofactor if (i + j) % 2 else cofactor) / det)
    return Tensor(items, M.shape)


@inverse_of.slip("determinant-left-out", "does not divide by the determinant")
def _(M: Tensor, det: Quantity) -> Tensor:
    return inverse_of.right(M, constant(1))


def exact_rows(M: Tensor) -> Any | None:
    """As flint's matrix of fractions; None where an entry is no fraction."""
    if any(type(q.value) is not flint.fmpq for q in M.items):
        return None
    return flint.fmpq_mat(*M.shape, [q.value for q in M.items])


def whole_inverse(M: Tensor) -> Tensor | None:
    """The exact inverse of any size, without formulas; None of letters and irrational entries."""
    exact = exact_rows(M)
    if exact is None:
        return None
    inverse = exact.inv()
    size = M.shape[0]
    return Tensor([Quantity(None, (), inverse[i, j]) for i in range(size) for j in range(size)], M.shape)


def null_vector(M: Tensor) -> list[Any] | None:
    """Whole numbers, not all 0, with M·v = 0; None where the matrix has an inverse or is not one of fractions."""
    exact = exact_rows(M)
    if exact is None:
        return None
    reduced, rank = exact.rref()
    size = M.shape[0]
    if rank == size:
        return None
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    free = next(j for j in range(size) if j not in pivots)
    vector = [flint.fmpq(0)] * size
    vector[free] = flint.fmpq(1)
    for i, pivot in enumerate(pivots):
        vector[pivot] = -reduced[i, free]
    scale = lcm(*(int(q.q) for q in vector))
    return [int((q * scale).p) for q in vector]


def eliminated(M: Tensor, b: Tensor) -> Tensor | None:
    """The solution of M·x = b by elimination, for any size; None where M has no inverse, which is proven. Of numbers."""
    rows = [[*row, q] for row, q in zip(rows_of(M), b.items, strict=True)]
    size = len(rows)
    for j in range(size):
        pivot = next((i for i in range(j, size) if sign(rows[i][j]) != 0), None)
        if pivot is None:
            return None
        rows[j], rows[pivot] = rows[pivot], rows[j]
        for i in range(j + 1, size):
            if not is_number(rows[i][j], 0):
                factor = rows[i][j] / rows[j][j]
                rows[i] = [
                    *rows[i][: j + 1],
                    *(p - factor * q for p, q in zip(rows[i][j + 1 :], rows[j][j + 1 :], strict=True)),
                ]
    solution: list[Quantity] = []
    for j in reversed(range(size)):
        known = zip(rows[j][j + 1 : size], solution, strict=True)
        solution.insert(
            0,
            (rows[j][size] - total([p * q for p, q in known])) / rows[j][j] if solution else rows[j][size] / rows[j][j],
        )
    return Tensor(solution, (size,))
