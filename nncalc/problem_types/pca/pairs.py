"""Eigenvalues of a covariance matrix with what their vectors are made of: in closed form of two features, else exactly."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from nncalc.engine.decide import sign
from nncalc.engine.lazy import flint
from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot
from nncalc.problem_types.pca.rules import with_sign
from nncalc.problem_types.pca.spectrum import Root, adjugate_column, at, characteristic, null_space, roots_of
from nncalc.rules.ordering import compare


class Pair(NamedTuple):
    """An eigenvalue and its eigenvector.

    value     the eigenvalue
    vector    its vector, of any length and direction; a function of the named eigenvalue; None where none is singled out
    sizes     what tells components of one size: equal entries are equal in size
    group     the same number for equal eigenvalues
    enclosed  whether the value is a ball alone
    """

    value: Quantity
    vector: Sequence[Quantity] | Callable[[Quantity], list[Quantity]] | None
    sizes: Sequence[Any] | None = None
    group: int = 0
    enclosed: bool = False


def in_closed_form(cov: Tensor, trace: Quantity, det: Quantity) -> list[Pair]:
    """Both pairs of a symmetric 2×2 matrix: (b, λ − a) is a vector of λ where b is not 0."""
    a, b, _, d = cov.items
    root = SQRT(POWER(trace, 2) - 4 * det)
    values = [(trace + root) / 2, (trace - root) / 2]
    known = all(q.value is not None for q in (a, b, d))
    if known and sign(b) == 0:
        order = sign(a - d)
        axes = [[constant(1), constant(0)], [constant(0), constant(1)]]
        axes = axes if order >= 0 else axes[::-1]
        return [
            Pair(q, axis, None, 0 if order == 0 else i) for i, (q, axis) in enumerate(zip(values, axes, strict=True))
        ]
    return [Pair(q, lambda value: [b, value - a], None, i) for i, q in enumerate(values)]


class Scaling(NamedTuple):
    """What standardised samples came from: centred ones, the variances and their roots; the covariances' divisor."""

    Xc: Tensor
    var: Tensor
    std: Tensor
    divisor: int


def of_fractions(cov: Tensor, scaling: Scaling | None) -> tuple[list[Pair], Any]:
    """The pairs of a larger matrix, falling, and its characteristic polynomial.

    Of standardised samples C = D⁻¹·S·D⁻¹ has irrational entries; D⁻²·S has none, and the same eigenvalues.
    """
    M, scales, variances = _of_cov(cov), None, [flint.fmpq(1)] * cov.shape[0]
    if M is None:
        if scaling is None or any(type(q.value) is not flint.fmpq for q in (*scaling.Xc.items, *scaling.var.items)):
            raise DoesNotApply
        scales, variances = scaling.std.items, [q.value for q in scaling.var.items]
        M = _of_samples(scaling, variances)
    polynomial = characteristic(M)
    pairs: list[Pair] = []
    for group, root in enumerate(roots_of(polynomial)):
        pairs += _pairs_of(M, root, scales, variances, group)
    return pairs, polynomial


def _of_cov(cov: Tensor) -> list[list[Any]] | None:
    """The matrix of the entries on and above the diagonal; None where one is no fraction."""
    size = cov.shape[0]
    upper = [[cov.items[min(i, j) * size + max(i, j)].value for j in range(size)] for i in range(size)]
    return upper if all(type(q) is flint.fmpq for row in upper for q in row) else None


def _of_samples(scaling: Scaling, variances: Sequence[Any]) -> list[list[Any]]:
    """D⁻²·S: the products of the centred samples over the variances that they are standardised by."""
    size = len(variances)
    columns = [[q.value for q in scaling.Xc.items[j::size]] for j in range(size)]
    return [
        [sum((a * b for a, b in zip(p, q, strict=True)), flint.fmpq(0)) / (scaling.divisor * variance) for q in columns]
        for p, variance in zip(columns, variances, strict=True)
    ]


def _pairs_of(
    M: Any, root: Root, scales: Sequence[Quantity] | None, variances: Sequence[Any], group: int
) -> list[Pair]:
    """One pair of a simple eigenvalue, several of one that is repeated."""
    enclosed = root.value.operation is None and type(root.value.value) is not flint.fmpq

    def scaled(v: Sequence[Quantity]) -> list[Quantity]:
        return list(v) if scales is None else [_times(s, q) for s, q in zip(scales, v, strict=True)]

    if root.times == 1:
        polynomials = adjugate_column(M, root.factor)
        modulus = flint.fmpq_poly([flint.fmpq(q) for q in root.factor.coeffs()])
        sizes = [(p * p * flint.fmpq_poly([s])) % modulus for p, s in zip(polynomials, variances, strict=True)]
        return [Pair(root.value, lambda x: scaled([at(p, x) for p in polynomials]), sizes, group, enclosed)]
    if type(root.value.value) is not flint.fmpq:
        return [Pair(root.value, None, None, group, enclosed)] * root.times
    basis = [scaled([constant(q) for q in v]) for v in null_space(M, root.value.value)]
    return [Pair(root.value, v, None, group) for v in at_right_angles(basis)]


def _times(s: Quantity, q: Quantity) -> Quantity:
    return q if type(q.value) is flint.fmpq and q.value == 0 else s * q


def at_right_angles(basis: Sequence[Sequence[Quantity]]) -> list[list[Quantity]]:
    """The basis made orthogonal, each vector less what it has along those before it (Gram and Schmidt)."""
    made: list[list[Quantity]] = []
    for v in basis:
        u = list(v)
        for before in made:
            share = dot(v, before) / dot(before, before)
            u = [q - share * p for q, p in zip(u, before, strict=True)]
        made.append(u)
    return made


def oriented(pair: Pair, value: Quantity, convention: str) -> list[Quantity]:
    """The vector of a pair with the sign of the convention; `value` is the eigenvalue under its name."""
    assert pair.vector is not None
    v = pair.vector(value) if callable(pair.vector) else list(pair.vector)
    if convention == "first-positive":
        leading = next(side for side in map(sign, v) if side != 0)
    else:
        leading = sign(v[_largest(v, pair.sizes)])
    made: list[Quantity] = with_sign(v, leading > 0)
    return made


def _largest(v: Sequence[Quantity], sizes: Sequence[Any] | None) -> int:
    """The place of the component of the largest size, the first of equal ones."""
    best = 0
    for i in range(1, len(v)):
        if sizes is not None and sizes[i] == sizes[best]:
            continue
        if compare(POWER(v[i], 2), POWER(v[best], 2)) > 0:
            best = i
    return best
