"""The rules of principal components, with the mistakes people make beside them.

Pearson, On lines and planes of closest fit (1901); Hotelling 1933; Jolliffe, Principal Component Analysis, chapter 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nncalc.engine.operations import POWER, SQRT
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import Tensor, dot, total


@rule("the mean of its feature is taken from each number")
def centred(X: Tensor, mean: Tensor) -> Tensor:
    width = X.shape[1]
    return Tensor([q - mean.items[i % width] for i, q in enumerate(X.items)], X.shape)


@centred.slip("not-centred", "goes on with the samples as they are, without taking the mean away", 92)
def _(X: Tensor, mean: Tensor) -> Tensor:
    return Tensor(X.items, X.shape)


@rule("the largest eigenvalue comes first")
def in_order(found: Sequence[Any]) -> list[Any]:
    """Eigenvalues, or pairs, that come falling."""
    return list(found)


@in_order.slip("smallest-first", "takes the smallest eigenvalue for the first")
def _(found: Sequence[Any]) -> list[Any]:
    return list(reversed(found))


@rule("an eigenvector has the sign that the convention asks for")
def with_sign(v: Sequence[Quantity], positive: bool) -> list[Quantity]:
    """`positive`: whether it has that sign already."""
    return list(v) if positive else [-q for q in v]


@with_sign.slip(
    "other-sign", "takes the vector with the other sign, which is an eigenvector too but not the convention's"
)
def _(v: Sequence[Quantity], positive: bool) -> list[Quantity]:
    return [-q for q in v] if positive else list(v)


@rule("an eigenvector is divided by its length")
def of_length_one(v: Sequence[Quantity]) -> list[Quantity]:
    length = SQRT(total([POWER(q, 2) for q in v]))
    return [q / length for q in v]


@of_length_one.slip("length-left-out", "does not divide by the length")
def _(v: Sequence[Quantity]) -> list[Quantity]:
    return list(v)


@rule("the eigenvectors are the columns of V")
def side_by_side(vectors: Sequence[Sequence[Quantity]]) -> Tensor:
    """A matrix (d, k) from k vectors of d components."""
    rows = list(zip(*vectors, strict=True))
    return Tensor([q for row in rows for q in row], (len(rows), len(vectors)))


@side_by_side.slip("vectors-in-rows", "writes the eigenvectors as rows and multiplies as if they were columns")
def _(vectors: Sequence[Sequence[Quantity]]) -> Tensor:
    if len(vectors) != len(vectors[0]):
        raise DoesNotApply
    return Tensor([q for v in vectors for q in v], (len(vectors), len(vectors)))


@rule("a share is an eigenvalue over the sum of all")
def shares(values: Sequence[Quantity], trace: Quantity) -> Tensor:
    return Tensor([q / trace for q in values], (len(values),))


@shares.slip("shares-of-deviations", "takes the shares of the roots, which are deviations")
def _(values: Sequence[Quantity], trace: Quantity) -> Tensor:
    roots = [SQRT(q) for q in values]
    return Tensor([q / total(roots) for q in roots], (len(values),))


def covariance(X: Tensor, divisor: int) -> Tensor:
    """Sums of products of the columns over the divisor, each pair once."""
    width = X.shape[1]
    columns = [X.items[j::width] for j in range(width)]
    entries = {(i, j): dot(columns[i], columns[j]) / divisor for i in range(width) for j in range(i, width)}
    return Tensor([entries[min(i, j), max(i, j)] for i in range(width) for j in range(width)], (width, width))
