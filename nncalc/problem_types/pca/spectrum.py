"""Eigenvalues and eigenvectors of a symmetric matrix of fractions: exact as far as possible, proven enclosures beyond.

The characteristic polynomial is exact, and so are its factors; a root is a fraction, a root of a square, or a ball that is
proven to hold it alone. The components of an eigenvector are polynomials in its eigenvalue (a column of the adjugate of
x·I − M, by Faddeev and LeVerrier), so whether one is 0, or as large as another, is decided exactly.
Reference: Cohen, A Course in Computational Algebraic Number Theory, §2.2 and §4.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any, NamedTuple

from nncalc.engine.lazy import flint
from nncalc.engine.operations import SQRT
from nncalc.engine.quantity import MorePrecision, Quantity, constant

Fractions = Sequence[Sequence[Any]]
"""Rows of flint's fractions."""


class Root(NamedTuple):
    """An eigenvalue.

    factor    the irreducible polynomial whose root it is
    value     it itself: a fraction, roots of fractions on the tape, or a ball
    times     how often it is one
    """

    factor: Any
    value: Quantity
    times: int


def characteristic(M: Fractions) -> Any:
    """The characteristic polynomial of a matrix of fractions, with the leading coefficient 1."""
    size = len(M)
    return flint.fmpq_mat(size, size, [q for row in M for q in row]).charpoly()


def roots_of(polynomial: Any) -> list[Root]:
    """The roots, the largest first, each once. Raises MorePrecision where two are not told apart yet."""
    found: list[Root] = []
    _, factors = polynomial.factor()
    for factor, times in factors:
        found += [Root(factor, value, times) for value in _roots_of_factor(factor)]
    return sorted(found, key=cmp_to_key(_falling))


def _roots_of_factor(factor: Any) -> list[Quantity]:
    degree = factor.degree()
    c = [flint.fmpq(q) for q in factor.coeffs()]
    if degree == 1:
        return [constant(-c[0] / c[1])]
    if degree == 2:
        middle, square = -c[1] / (2 * c[2]), (c[1] * c[1] - 4 * c[2] * c[0]) / (4 * c[2] * c[2])
        root = SQRT(constant(square))
        return [constant(middle) + root, constant(middle) - root]
    whole = flint.fmpz_poly([q.p for q in factor.coeffs()]) if hasattr(factor, "denom") else factor
    return [Quantity(None, (), root.real) for root, _ in whole.complex_roots()]


def _falling(a: Root, b: Root) -> int:
    larger = flint.arb(a.value.value) - flint.arb(b.value.value)
    if larger > 0 or larger < 0:
        return -1 if larger > 0 else 1
    raise MorePrecision


def adjugate_column(M: Fractions, factor: Any) -> list[Any]:
    """Polynomials p with (M − x·I)·p(x) = 0 at the roots of a factor of multiplicity 1; not all 0 there."""
    size, coefficients = len(M), characteristic(M).coeffs()
    matrix = flint.fmpq_mat(size, size, [q for row in M for q in row])
    identity = flint.fmpq_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
    powers = [identity]
    for power in range(size - 1, 0, -1):
        powers.append(matrix * powers[-1] + identity * flint.fmpq(coefficients[power]))
    powers.reverse()  # powers[p] is what x to the power p is multiplied with
    modulus = flint.fmpq_poly([flint.fmpq(q) for q in factor.coeffs()])
    for j in range(size):
        column = [flint.fmpq_poly([powers[p][i, j] for p in range(size)]) % modulus for i in range(size)]
        if any(column):
            return column
    raise AssertionError  # a simple eigenvalue has an eigenvector


def null_space(M: Fractions, value: Any) -> list[list[Any]]:
    """A basis of the vectors with M·v = value·v, of a fraction that is an eigenvalue."""
    size = len(M)
    shifted = flint.fmpq_mat(size, size, [M[i][j] - (value if i == j else 0) for i in range(size) for j in range(size)])
    reduced, rank = shifted.rref()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    basis = []
    for free in (j for j in range(size) if j not in pivots):
        v = [flint.fmpq(0)] * size
        v[free] = flint.fmpq(1)
        for i, pivot in enumerate(pivots):
            v[pivot] = -reduced[i, free]
        basis.append(v)
    return basis


def at(polynomial: Any, x: Quantity) -> Quantity:
    """A polynomial with fractions as coefficients at a quantity, on the tape; the number 0 where it is 0 throughout."""
    coefficients = [flint.fmpq(q) for q in polynomial.coeffs()]
    if not coefficients:
        return constant(0)
    value: Quantity = constant(coefficients[-1])
    for q in reversed(coefficients[:-1]):
        value = value * x + constant(q)
    return value
