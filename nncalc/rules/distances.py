"""How far two points are from each other, by the metrics of nearest neighbours and of clusters.

References: Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, §13.3 and §14.3; Hamming 1950.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from nncalc.engine.decide import sign
from nncalc.engine.operations import ABS, MAXIMUM, POWER, SQRT
from nncalc.engine.quantity import Quantity, constant
from nncalc.engine.rule import rule
from nncalc.engine.run import DoesNotApply
from nncalc.engine.tensor import dot, total
from nncalc.rules.ordering import compare

METRICS = (
    "l2", "l1", "l2-squared", "hamming", "hamming-fraction", "cosine", "chebyshev", "minkowski"
)  # fmt: skip
METRIC_HELP = (
    "root of the squared differences' sum, sum of the absolute ones, the sum of squares itself, places that differ, their "
    "share, 1 − cosine, the largest difference, or the root of order p of the p-th powers' sum"
)
METRIC_WORDS = {
    "l2": "The distance is the root of the sum of the squared differences.",
    "l1": "The distance is the sum of the absolute differences.",
    "l2-squared": "The distance is the sum of the squared differences, without the root.",
    "hamming": "The distance is the number of places that differ.",
    "hamming-fraction": "The distance is the share of the places that differ.",
    "cosine": "The distance is 1 minus the cosine of the angle between both.",
    "chebyshev": "The distance is the largest of the absolute differences.",
    "minkowski": "The distance is the root of order {order} of the sum of the absolute differences to that power.",
}
"""What a page says, by the metric."""
HAMMING = ("hamming", "hamming-fraction")

Point = Sequence[Quantity]


def distance(x: Point, q: Point, metric: str) -> Quantity:
    """The distance of two points of as many components by a metric other than minkowski's."""
    return by_cosine(x, q) if metric == "cosine" else length(differences(x, q, metric), metric)


@rule("each component's difference is taken, without its sign where it is not squared")
def differences(x: Point, q: Point, metric: str) -> list[Quantity]:
    """One number a component: x − q of l2, 1 or 0 of hamming, |x − q| of the others."""
    if metric in HAMMING:
        return [constant(int(compare(a, b) != 0)) for a, b in zip(x, q, strict=True)]
    signed = [a - b for a, b in zip(x, q, strict=True)]
    return signed if metric in ("l2", "l2-squared") else [ABS(d) for d in signed]


@differences.slip("absolute-left-out", "adds the differences with their signs")
def _(x: Point, q: Point, metric: str) -> list[Quantity]:
    if metric not in ("l1", "chebyshev"):
        raise DoesNotApply
    return [a - b for a, b in zip(x, q, strict=True)]


@differences.slip("agreements-counted", "counts the places that agree")
def _(x: Point, q: Point, metric: str) -> list[Quantity]:
    if metric not in HAMMING:
        raise DoesNotApply
    return [constant(int(compare(a, b) == 0)) for a, b in zip(x, q, strict=True)]


def length(parts: Point, metric: str) -> Quantity:
    """What the differences come to."""
    if metric in ("l2", "l2-squared"):
        return euclidean(parts, metric)
    if metric == "chebyshev":
        return reduce(MAXIMUM, parts)
    return total(parts) / len(parts) if metric == "hamming-fraction" else total(parts)


@rule("the distance is the root of the sum of the squared differences")
def euclidean(parts: Point, metric: str) -> Quantity:
    squares = total([POWER(d, 2) for d in parts])
    return squares if metric == "l2-squared" else SQRT(squares)


@euclidean.slip("root-left-out", "leaves out the root")
def _(parts: Point, metric: str) -> Quantity:
    if metric == "l2-squared":
        raise DoesNotApply
    return total([POWER(d, 2) for d in parts])


@rule("the distance is 1 minus the dot product over both lengths")
def by_cosine(x: Point, q: Point) -> Quantity:
    return 1 - cosine(x, q)


@by_cosine.slip("cosine-as-distance", "takes the cosine itself for a distance", 95)
def _(x: Point, q: Point) -> Quantity:
    return cosine(x, q)


def cosine(x: Point, q: Point) -> Quantity:
    """The cosine of the angle between two points, neither at the origin."""
    return dot(x, q) / (SQRT(dot(x, x)) * SQRT(dot(q, q)))


def is_origin(x: Point) -> bool:
    """Whether all components are proven to be 0: no angle is one of it."""
    return all(q.value is not None and sign(q) == 0 for q in x)
