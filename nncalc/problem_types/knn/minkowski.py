"""The distance of any order, which neighbours alone are told by."""

from __future__ import annotations

from collections.abc import Sequence

from nncalc.engine.operations import POWER
from nncalc.engine.quantity import Quantity
from nncalc.engine.rule import rule
from nncalc.engine.tensor import total
from nncalc.rules.distances import by_cosine, differences, length

Point = Sequence[Quantity]


def distance_of(x: Point, q: Point, metric: str, order: Quantity | None) -> Quantity:
    """The distance of two points by any metric; `order` is that of minkowski."""
    return by_cosine(x, q) if metric == "cosine" else length_of(differences(x, q, metric), metric, order)


def length_of(parts: Point, metric: str, order: Quantity | None) -> Quantity:
    """What the differences come to."""
    return length(parts, metric) if order is None else minkowski(parts, order)


@rule("the distance is the root of order p of the sum of the p-th powers")
def minkowski(parts: Point, order: Quantity) -> Quantity:
    return POWER(total([POWER(d, order) for d in parts]), 1 / order)


@minkowski.slip("root-left-out", "leaves out the root")
def _(parts: Point, order: Quantity) -> Quantity:
    return total([POWER(d, order) for d in parts])
